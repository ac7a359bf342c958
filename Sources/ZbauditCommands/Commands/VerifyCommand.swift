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

            With --for-restore, the backups named by --backup are taken as one restore of \
            several (Zeebe 8.8 and later): the snapshot of the oldest, and the logs of all, \
            each of which must go on where the one before ends.
            """
    )

    @OptionGroup var store: StoreOptions
    @OptionGroup(title: "Selection") var selection: SelectionOptions
    @Flag(help: "Also prove that the backups named by --backup can be restored together, one after the other.")
    var forRestore = false

    @OptionGroup(title: "Audit") var audit: AuditOptions
    @OptionGroup(title: "Output") var output: OutputOptions

    func validate() throws {
        guard forRestore else { return }
        if selection.backup.isEmpty {
            throw ValidationError("--for-restore needs --backup: name the backups that are to be restored together")
        }
        if !selection.member.isEmpty {
            throw ValidationError("--for-restore looks at all copies, as a restore takes any: leave --member out")
        }
    }

    func run() async throws {
        let run = AuditRun(
            depth: .verify,
            isForRestore: forRestore,
            store: store,
            selection: selection,
            audit: audit,
            output: output
        )
        try await run.run()
    }
}
