internal import ArgumentParser
internal import BackupCatalog
internal import BackupModel
internal import ObjectStorage
internal import Reporting
internal import SafeText
internal import ZeebeFormat

/// `zbaudit status`: one backup, as the management API shows it.
struct StatusCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "One backup with its partitions, as Zeebe's management API shows it.",
        discussion: "With --format json the output is the body of GET /actuator/backupRuntime/{id}."
    )

    @OptionGroup var store: StoreOptions
    @Argument(help: ArgumentHelp("The backup's id.", valueName: "id")) var backupID: String?
    @OptionGroup(title: "Output") var output: OutputOptions

    func validate() throws { _ = try arguments }

    private var arguments: (store: StoreOptions, backupID: Int64) {
        get throws {
            let (store, text) = store.separated(from: backupID)
            guard let text else { throw ValidationError("no backup id: say which backup") }
            guard let id = Int64(text) else {
                throw ValidationError("'\(PrintableText.form(of: text))' is no backup id: it is a number")
            }
            return (store, id)
        }
    }

    func run() async throws {
        let (store, backupID) = try arguments
        try await StoreSession.run(store) { session in
            try session.requireReadableBackups()
            try answer(session.catalog, backupID)
        }
    }

    private func answer(_ catalog: Catalog, _ backupID: Int64) throws {
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
