internal import ArgumentParser

/// How payload is read, and whether that is shown.
struct ReadingOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Files read at once; by default as many as there are cores, or as --connections says.",
            valueName: "count"
        )
    )
    var jobs: Int?

    @Flag(inversion: .prefixedNo, help: "Show a progress bar on standard error; on by default on a terminal.")
    var progress: Bool?

    func validate() throws {
        if let jobs, !(1...256).contains(jobs) { throw ValidationError("--jobs must be 1 to 256") }
    }
}
