@unsafe @preconcurrency internal import Dispatch
internal import Glibc
internal import Synchronization
internal import Verification

/// Ends a run when somebody presses Ctrl-C or the system wants the process to end.
///
/// The run is cancelled and says what it has found so far. If it cannot stop within a second, since a read hangs in a dead
/// file server, the process ends without it and says at least what was and was not checked.
final class Signals: Sendable {
    private let received = Mutex<ExitStatus?>(nil)
    private let sources: [any DispatchSourceSignal]

    /// The signal that came, as the exit status that it leads to.
    var status: ExitStatus? { received.withLock { $0 } }

    /// Watches for signals from now on.
    ///
    /// - Parameters:
    ///   - progress: What has been done, for the last words.
    ///   - cancel: Cancels the run.
    init(progress: Progress, cancel: @escaping @Sendable () -> Void) {
        let handled: [(Int32, ExitStatus)] = [(SIGINT, .interrupted), (SIGTERM, .terminated)]
        let queue = DispatchQueue(label: "signals")
        sources = handled.map { number, _ in
            _ = signal(number, SIG_IGN)
            return DispatchSource.makeSignalSource(signal: number, queue: queue)
        }
        for (source, (_, status)) in zip(sources, handled) {
            source.setEventHandler { [weak self] in
                guard let self else { return }
                let isFirst = received.withLock { received in
                    defer { received = received ?? status }
                    return received == nil
                }
                guard isFirst else { Console.exitNow(status) }
                cancel()
                queue.asyncAfter(deadline: .now() + .milliseconds(900)) {
                    Console.complain(Self.lastWords(progress.counts))
                    Console.exitNow(status)
                }
            }
            source.activate()
        }
    }

    deinit {
        for source in sources { source.cancel() }
    }

    /// Says what was and was not checked.
    static func lastWords(_ counts: Progress.Counts) -> String {
        let open = max(counts.copiesPlanned - counts.copiesDone, 0)
        return
            "interrupted: \(counts.copiesDone) of \(counts.copiesPlanned) copies of partition backups checked, \(open) not"
    }
}
