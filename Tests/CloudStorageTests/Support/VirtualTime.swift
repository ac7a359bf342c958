import CloudStorage
import Synchronization
import ZeebeFormat

/// Clocks that stand still, except that whoever sleeps moves them on at once.
final class VirtualTime: TimeSource {
    private struct State {
        var now: Int64
        var uptime = Duration.seconds(1000)
        var pauses: [Duration] = []
    }

    private let state: Mutex<State>

    /// Begins at a moment in seconds since 1970.
    init(now: Int64 = 1_800_000_000) {
        state = Mutex(State(now: now))
    }

    var now: Timestamp {
        guard let now = Timestamp(seconds: state.withLock { $0.now }) else { fatalError("a time out of the years") }
        return now
    }
    var uptime: Duration { state.withLock { $0.uptime } }

    /// All pauses so far.
    var pauses: [Duration] { state.withLock { $0.pauses } }

    func sleep(for duration: Duration) async throws(CancellationError) {
        if Task.isCancelled { throw CancellationError() }
        state.withLock {
            $0.pauses.append(duration)
            $0.uptime += duration
            $0.now += duration.components.seconds
        }
        await Task.yield()
        if Task.isCancelled { throw CancellationError() }
    }

    /// Sets the time of day.
    func set(now: Int64) {
        state.withLock { $0.now = now }
    }
}
