internal import ArgumentParser
internal import Verification

/// `zbaudit check`: is everything there?
struct CheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Is everything there? Names and sizes only, no payload is read.",
        discussion: """
            Finds missing files, unreadable manifests, incomplete and failed backups, and \
            damaged metadata. It does not prove that bytes are right: use `zbaudit verify` \
            before you rely on a backup.
            """
    )

    @OptionGroup var store: StoreOptions
    @OptionGroup(title: "Selection") var selection: SelectionOptions
    @OptionGroup(title: "Audit") var audit: AuditOptions
    @OptionGroup(title: "Output") var output: OutputOptions

    func run() async throws {
        try await AuditRun(depth: .check, store: store, selection: selection, audit: audit, output: output).run()
    }
}
