internal import ArgumentParser
internal import Verification

/// `zbaudit verify`: is every byte right?
struct VerifyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Is every byte right, and would a restore succeed? Reads all payload.",
        discussion: """
            Proves every checksum of snapshots and journals, their completeness, and the \
            rules that a restore applies, with those that it forgets. Each file is read once.

            Exit code 0 means: every selected backup was proved, and nothing is wrong with \
            it. Failed, deleted and unfinished backups are warnings, not errors, unless you \
            ask for one of them with --backup.
            """
    )

    @OptionGroup var store: StoreOptions
    @OptionGroup(title: "Selection") var selection: SelectionOptions
    @OptionGroup(title: "Audit") var audit: AuditOptions
    @OptionGroup(title: "Output") var output: OutputOptions

    func run() async throws {
        try await AuditRun(depth: .verify, store: store, selection: selection, audit: audit, output: output).run()
    }
}
