public import ArgumentParser

/// The root of the command line.
public struct Zbaudit: AsyncParsableCommand {
    /// Name, help and subcommands.
    public static let configuration = CommandConfiguration(
        commandName: "zbaudit",
        abstract: "Tells which Zeebe backups in a store can be restored, which cannot, and why.",
        discussion: """
            Reads the backup store alone: no Zeebe cluster is needed, and nothing is written to the store.

            Start with:
              zbaudit verify DIRECTORY                  prove every byte of every backup
              zbaudit verify DIRECTORY --backup latest  prove the newest complete backup
              zbaudit check DIRECTORY                   is everything there? (fast)
              zbaudit inspect DIRECTORY                 what is this place?

            Exit codes:
              0 nothing wrong                     6 not found, or no backup
              2 usage error                       7 store unreachable
              3 damaged, or not restorable        8 permission denied
              4 warnings (--fail-on warning)      9 no backup store, or unsupported
              5 ended early, nothing wrong yet  130 interrupted (143 by SIGTERM)
            """,
        version: Version.text,
        subcommands: hiddenSubcommands,
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

    private static var hiddenSubcommands: [any ParsableCommand.Type] {
        #if Samples
        [SampleStoreCommand.self]
        #else
        []
        #endif
    }

    /// Creates the command.
    public init() {}

    /// Parses the arguments of the process, runs the command and ends the process with its exit status.
    public static func runAndExit() async -> Never {
        Console.ignoreBrokenPipes()
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
