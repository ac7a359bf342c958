internal import ArgumentParser
internal import BackupCatalog
internal import BackupModel
internal import ObjectStorage
internal import Reporting
internal import ZeebeFormat

/// `zbaudit status`: one backup, as the management API shows it.
struct StatusCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "One backup with its partitions, as Zeebe's management API shows it.",
        discussion: "With --format json the output is the body of GET /actuator/backupRuntime/{id}."
    )

    @OptionGroup var store: StoreOptions
    @Argument(help: ArgumentHelp("The backup's id.", valueName: "id")) var backupID: Int64
    @OptionGroup(title: "Output") var output: OutputOptions

    func run() async throws {
        try await StoreSession.run(store) { session in
            try session.requireReadableBackups()
            try answer(session.catalog)
        }
    }

    private func answer(_ catalog: Catalog) throws {
        guard let backup = catalog.backupInfo(backupID) else {
            try UnreadableManifests.warn(catalog.unreadableManifests(matching: .exact(backupID)))
            throw CommandFailure(.notFound, "no backup \(backupID) in \(catalog.location.text)")
        }
        try OutputSink(output.output).complete { sink in
            switch output.effectiveFormat {
            case .table:
                try sink.write(Array(BackupStatusTable(output.terminalForm).text(backup).utf8))
            case .json:
                try sink.write(ManagementAPIBody(style: .pretty).status(backup) + [UInt8(ascii: "\n")])
            case .jsonl:
                try sink.write(ManagementAPIBody(style: .compact).status(backup) + [UInt8(ascii: "\n")])
            }
        }
        try UnreadableManifests.warn(catalog.unreadableManifests(matching: .exact(backupID)))
    }
}
