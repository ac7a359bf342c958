internal import Glibc
internal import Reporting
internal import Verification

/// Shows on standard error how far a run is, twice a second.
struct ProgressBar {
    /// Runs `body` with a progress bar beside it.
    static func show<Result>(
        _ progress: Progress,
        isShown: Bool,
        _ body: () async throws -> Result
    ) async throws -> Result {
        guard isShown else { return try await body() }
        let drawing = Task { await draw(progress) }
        defer {
            drawing.cancel()
            Console.writeError(Console.isErrorTerminal ? "\r\u{1B}[K" : "")
        }
        return try await body()
    }

    @concurrent
    private static func draw(_ progress: Progress) async {
        let clock = ContinuousClock()
        let start = clock.now
        var rate = SmoothedRate()
        while !Task.isCancelled {
            let elapsed = clock.now - start
            let seconds = Double(elapsed.components.seconds) + Double(elapsed.components.attoseconds) / 1e18
            let counts = progress.counts
            rate.observe(bytes: counts.bytesDone, seconds: seconds)
            let line = ProgressLine.text(
                counts,
                elapsed: seconds,
                bytesPerSecond: rate.bytesPerSecond,
                width: Console.columns(of: STDERR_FILENO) - 1
            )
            // A terminal draws over the line before; a log gets a line each time, but seldom.
            if Console.isErrorTerminal {
                Console.writeError("\r\(line)\u{1B}[K")
            } else {
                Console.writeError(line + "\n")
            }
            try? await Task.sleep(for: Console.isErrorTerminal ? .milliseconds(500) : .seconds(5))
        }
    }
}
