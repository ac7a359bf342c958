internal import ArgumentParser
internal import BackupCatalog
internal import ObjectStorage
internal import Reporting
internal import Verification
internal import ZeebeFormat

/// `zbaudit inspect`: what is this place?
struct InspectCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "inspect",
        abstract: "What is this place? Layouts, versions, partitions, copies, states, bytes; data of another store."
    )

    @OptionGroup var store: StoreOptions
    @OptionGroup(title: "Output") var output: OutputOptions

    func run() async throws {
        try await StoreSession.run(store) { session in
            try session.requireBackups()
            let sizes = try await StoreSizes.measure(
                session.store,
                legacyPartitions: session.catalog.legacyPartitions
            )
            var areas = SplitLayout.Directory.allCases.compactMap { directory in
                sizes.byDirectory[directory].map {
                    StoreInspection.Area(directory.rawValue, objectCount: $0.objects, byteCount: $0.bytes)
                }
            }
            if let legacy = sizes.legacy {
                areas.append(
                    StoreInspection.Area(
                        Catalog.Layout.legacyS3.rawValue,
                        objectCount: legacy.objects,
                        byteCount: legacy.bytes
                    )
                )
            }
            let report = InspectReport(StoreInspection(session.catalog, areas: areas))
            try OutputSink(output.output).complete { sink in
                switch output.effectiveFormat {
                case .table: try sink.write(Array(report.text(output.terminalForm).utf8))
                case .json: try sink.write(report.json(style: .pretty))
                case .jsonl: try sink.write(report.json(style: .compact))
                }
            }
            if session.catalog.isOnlyForeignLayout { throw session.foreignLayout }
        }
    }
}
