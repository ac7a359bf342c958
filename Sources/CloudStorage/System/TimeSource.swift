public import ZeebeFormat

/// The clocks that requests need: one for signatures, one for waiting. Tests have one of their own.
public protocol TimeSource: Sendable {
    /// The time of day, as this machine believes it.
    var now: Timestamp { get }

    /// A clock that only runs forward, from an arbitrary start.
    var uptime: Duration { get }

    /// Waits.
    ///
    /// - Throws: `CancellationError` once the task is cancelled.
    func sleep(for duration: Duration) async throws(CancellationError)
}
