internal import ArgumentParser
internal import Glibc
internal import Reporting

/// How a command prints its answer.
struct OutputOptions: ParsableArguments {
    /// The forms of an answer.
    enum Format: String, ExpressibleByArgument, CaseIterable {
        /// For people.
        case table
        /// One JSON document.
        case json
        /// One JSON object a line.
        case jsonl
    }

    @Option(help: "table, json or jsonl; a table where standard output is a terminal, else json.")
    var format: Format?

    @Option(help: ArgumentHelp("Write the answer to this file instead of standard output.", valueName: "file"))
    var output: String?

    /// The form to print in.
    var effectiveFormat: Format {
        format ?? (output == nil && Console.isOutputTerminal ? .table : .json)
    }

    /// How text for people is laid out where it goes to.
    var terminalForm: TerminalForm {
        TerminalForm(width: Console.columns(of: STDOUT_FILENO), isColoured: output == nil && Console.usesColours)
    }
}

/// When an audit counts as failed, and whether it shows its progress.
struct AuditOptions: ParsableArguments {
    /// The least severity that makes an audit fail.
    enum Threshold: String, ExpressibleByArgument, CaseIterable {
        case error
        case warning
    }

    @Option(help: "Fail on findings of this severity: error (exit 3) or warning (exit 4 when there are no errors).")
    var failOn: Threshold = .error

    @OptionGroup var reading: ReadingOptions

    /// How many files are read at once; `nil` for as many as there are cores.
    var jobs: Int? { reading.jobs }

    /// Whether a progress bar is shown; `nil` for the terminal's sake.
    var progress: Bool? { reading.progress }
}
