public import ArgumentParser

/// The root of the command line.
public struct Zbaudit: AsyncParsableCommand {
    /// Name, help and subcommands.
    public static let configuration = CommandConfiguration(
        commandName: "zbaudit",
        abstract: "Tells which Zeebe backups in a store can be restored, which cannot, and why.",
        discussion: """
            Reads the backup store alone; no Zeebe cluster is needed, and nothing is ever written to the store.

            Start with:
              zbaudit verify /path/to/backups           prove every byte of every backup
              zbaudit verify /path/to/backups --backup latest
              zbaudit check /path/to/backups            only look whether everything is there (fast)
              zbaudit inspect /path/to/backups          what is this place?

            Exit codes: 0 nothing wrong · 2 usage · 3 damaged or not restorable · 4 warnings (with --fail-on warning)
            · 5 ended early · 6 not found or no backup · 7 store unreachable · 8 permission denied
            · 9 not a backup store, or unsupported · 130 interrupted.
            """,
        version: Version.text,
        subcommands: [SampleStoreCommand.self],
        groupedSubcommands: [
            CommandGroup(
                name: "Look at a store",
                subcommands: [InspectCommand.self, ListCommand.self, StatusCommand.self]
            ),
            CommandGroup(
                name: "Prove a store",
                subcommands: [CheckCommand.self, VerifyCommand.self, RecordsCommand.self]
            ),
        ]
    )

    /// Creates the command.
    public init() {}

    /// Parses the arguments of the process, runs the command and ends the process with its exit status.
    public static func runAndExit() async -> Never {
        do {
            var command = try await parse()
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
            Console.exit(.success)
        } catch let status as ExitStatus {
            Console.exit(status)
        } catch {
            if let failure = parserExit(error) { Console.exit(failure) }
            let failure = CommandFailure(error)
            Console.complain(failure.message)
            Console.exit(failure.status)
        }
    }

    private static func parse() async throws -> any ParsableCommand {
        try parseAsRoot()
    }

    /// Prints what the argument parser has to say: help, version, or what is wrong with the arguments.
    ///
    /// - Returns: The exit status; `nil` when the error does not come from the parser.
    private static func parserExit(_ error: any Error) -> ExitStatus? {
        let code = exitCode(for: error)
        switch code {
        case .success:
            Console.write(fullMessage(for: error) + "\n")
            return .success
        case .validationFailure:
            Console.complain(fullMessage(for: error), prefixed: false)
            return .usage
        default:
            return nil
        }
    }
}
