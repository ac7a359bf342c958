internal import ArgumentParser
internal import BackupCatalog
internal import BackupModel
internal import ObjectStorage
internal import Reporting
internal import Verification
internal import ZeebeFormat

/// `zbaudit records`: the log records of one partition backup.
struct RecordsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "records",
        abstract: "The log records of one partition backup: position, type, intent, time, value.",
        discussion: """
            Prints all intact records of the copied segments, also those behind the \
            checkpoint, which a restore cuts off. Damage on the way is named on standard \
            error; what lies behind it in the same file is not shown.

            Binary data in values, as of variables, is shown in base64; --search looks into \
            it.
            """
    )

    @OptionGroup var store: StoreOptions
    @OptionGroup(title: "Selection") var selection: SelectionOptions
    @OptionGroup(title: "Filters") var filters: RecordFilterOptions
    @Option(help: ArgumentHelp("Print no more than this many records.", valueName: "count")) var limit: Int?
    @Flag(help: "Print values too, as JSON.") var values = false
    @Flag(help: "Print entries of the raft protocol too: new leaders, members of the group.") var raft = false
    @Flag(help: "Print what the journal holds in numbers instead: files, indexes, records by type, gaps.")
    var status = false
    @OptionGroup(title: "Output") var output: OutputOptions

    func validate() throws {
        if let limit, limit < 1 { throw ValidationError("--limit must be 1 or more") }
        if status, values || raft || limit != nil || !filters.isEverything {
            throw ValidationError("--status is about the whole journal: it goes with no filter, --values or --raft")
        }
    }

    func run() async throws {
        try await StoreSession.run(store) { session in
            try session.requireReadableBackups()
            let (place, manifest) = try selection.selection.oneCopy(in: session.catalog)
            let findings =
                status
                ? try await printStatus(session, place, manifest)
                : try await printRecords(session, place, manifest)
            for finding in findings { Console.complain("\(finding.object ?? ""): \(finding.message)") }
            guard findings.contains(where: { $0.severity == .error }) else { return }
            if findings.contains(where: \.isDamage) {
                Console.complain("damaged and missing records are not shown")
                throw ExitStatus.damaged
            }
            throw Obstacles(findings.compactMap(\.obstacle)).status() ?? .damaged
        }
    }

    private func printRecords(
        _ session: StoreSession,
        _ place: CopyPlace,
        _ manifest: Manifest
    ) async throws -> [Finding] {
        let printer = RecordPrinter(try OutputSink(output.output), output.effectiveFormat, limit: limit)
        let reading = RecordReading(
            session.store,
            place: place,
            manifest: manifest,
            filter: filters.filter,
            includesValues: values,
            includesRaftEntries: raft
        )
        printer.begin()
        let findings = try await reading.items { printer.print($0) }
        try printer.finish()
        return findings
    }

    private func printStatus(
        _ session: StoreSession,
        _ place: CopyPlace,
        _ manifest: Manifest
    ) async throws -> [Finding] {
        let reading = JournalStatusReading(
            session.store,
            place: place,
            manifest: manifest,
            width: session.workers.width
        )
        let (status, findings) = try await reading.run()
        let report = JournalStatusReport(place.id, status)
        try OutputSink(output.output).complete { sink in
            switch output.effectiveFormat {
            case .table:
                try sink.write(Array(report.text(output.terminalForm).utf8))
            case .json, .jsonl:
                var writer = JSONWriter(style: output.effectiveFormat == .json ? .pretty : .compact)
                report.write(to: &writer)
                writer.endLine()
                try sink.write(writer.takeBytes())
            }
        }
        return findings
    }
}
