public import ArgumentParser
internal import BackupCatalog
public import BackupModel
internal import ObjectStorage
internal import Reporting
internal import SafeText
internal import ZeebeFormat

/// `zbaudit list`: the backups, as the management API lists them.
struct ListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "The backups, as Zeebe's management API lists them.",
        discussion: "With --format json the output is the body of GET /actuator/backupRuntime."
    )

    @OptionGroup var store: StoreOptions
    @Argument(help: ArgumentHelp("Only this backup id, or a prefix of ids like '2024*'.", valueName: "id")) var pattern:
        String?
    @OptionGroup(title: "Output") var output: OutputOptions

    func validate() throws { _ = try arguments }

    private var arguments: (store: StoreOptions, pattern: BackupIDPattern) {
        get throws {
            let (store, text) = store.separated(from: pattern)
            guard let text else { return (store, .any) }
            guard let pattern = BackupIDPattern(argument: text) else {
                throw ValidationError(
                    "'\(PrintableText.form(of: text))' is no backup id, and no prefix of ids like 2024*"
                )
            }
            return (store, pattern)
        }
    }

    func run() async throws {
        let (store, pattern) = try arguments
        try await StoreSession.run(store) { session in
            try session.requireReadableBackups()
            try answer(session.catalog, pattern)
        }
    }

    private func answer(_ catalog: Catalog, _ pattern: BackupIDPattern) throws {
        let backups = catalog.backupInfos(matching: pattern)
        try OutputSink(output.output).complete { sink in
            switch output.effectiveFormat {
            case .table:
                try sink.write(Array(BackupListTable(output.terminalForm).text(backups).utf8))
            case .json:
                try ManagementAPIBody(style: .pretty).writeList(backups) { try sink.write($0) }
                try sink.write([UInt8(ascii: "\n")])
            case .jsonl:
                for backup in backups {
                    try sink.write(ManagementAPIBody(style: .compact).status(backup) + [UInt8(ascii: "\n")])
                }
            }
        }
        let unreadable = catalog.unreadableManifests(matching: pattern)
        try UnreadableManifests.warn(unreadable)
        guard catalog.entries.contains(where: { pattern.matches($0.id.checkpointID) }) else {
            throw CommandFailure(.notFound, "no backup \(pattern) in \(catalog.location.text)")
        }
    }
}

extension BackupIDPattern: ExpressibleByArgument {
    /// Parses an id or a prefix with `*`.
    public init?(argument: String) {
        self.init(argument)
    }
}

/// Says which manifests are missing in an answer of the management API's form, since they could not be read.
enum UnreadableManifests {
    /// Warns on standard error, and ends the command as damaged where there are any.
    static func warn(_ manifests: [Catalog.UnreadableManifest]) throws {
        guard !manifests.isEmpty else { return }
        for manifest in manifests.prefix(20) {
            Console.complain(
                "manifests/\(manifest.id)/manifest.json is not readable and counts as absent: \(manifest.problem.message)"
            )
        }
        if manifests.count > 20 { Console.complain("… and \(manifests.count - 20) more unreadable manifests") }
        if manifests.allSatisfy({ $0.problem.obstacle != nil }) {
            throw Obstacles(manifests.compactMap(\.problem.obstacle)).status() ?? .damaged
        }
        Console.complain("a live cluster's list and status calls fail on them; run `zbaudit check` for details")
        throw ExitStatus.damaged
    }
}
