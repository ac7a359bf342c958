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
        let start = ContinuousClock.now
        let drawing = Task { await draw(progress, since: start) }
        func end(_ lastLine: String) async {
            drawing.cancel()
            await drawing.value
            Console.writeError(Console.isErrorTerminal ? "\r\u{1B}[K" : lastLine)
        }
        do {
            let result = try await body()
            await end(line(progress, since: start, rate: nil) + "\n")
            return result
        } catch {
            await end("")
            throw error
        }
    }

    @concurrent
    private static func draw(_ progress: Progress, since start: ContinuousClock.Instant) async {
        var rate = SmoothedRate()
        while !Task.isCancelled {
            rate.observe(bytes: progress.counts.bytesDone, seconds: seconds(since: start))
            let line = line(progress, since: start, rate: rate.bytesPerSecond)
            // A terminal draws over the line before; a log gets a line each time, but seldom.
            if Console.isErrorTerminal {
                Console.writeError("\r\(line)\u{1B}[K")
            } else {
                Console.writeError(line + "\n")
            }
            try? await Task.sleep(for: Console.isErrorTerminal ? .milliseconds(500) : .seconds(5))
        }
    }

    /// The line at this moment; the average rate where none is given.
    private static func line(_ progress: Progress, since start: ContinuousClock.Instant, rate: Double?) -> String {
        ProgressLine.text(
            progress.counts,
            elapsed: seconds(since: start),
            bytesPerSecond: rate,
            width: Console.columns(of: STDERR_FILENO) - 1
        )
    }

    private static func seconds(since start: ContinuousClock.Instant) -> Double {
        let elapsed = ContinuousClock.now - start
        return Double(elapsed.components.seconds) + Double(elapsed.components.attoseconds) / 1e18
    }
}
