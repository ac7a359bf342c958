import Synchronization
internal import ZeebeFormat

/// What is known of a service from its answers so far: whether it is up, and how its clock differs from ours.
final class ServiceState: Sendable {
    private struct State {
        /// When it last answered, by the clock that only runs forward; `nil` when it never did.
        var lastAnswer: Duration?
        var failuresInARow = 0
        var skew = Duration.zero
    }

    private let state = Mutex(State())

    /// How much the service's clock is ahead of this machine's, as far as it mattered.
    var skew: Duration { state.withLock { $0.skew } }

    /// Sets the difference of clocks after a complaint.
    func correctClock(to serverTime: Timestamp, ours: Timestamp) {
        state.withLock { $0.skew = serverTime.interval(since: ours) }
    }

    /// Notes an answer that is no failure of the service.
    func noteAnswer(at now: Duration) {
        state.withLock {
            $0.lastAnswer = now
            $0.failuresInARow = 0
        }
    }

    /// Notes a request that failed with all its tries.
    func noteFailure() {
        state.withLock { $0.failuresInARow += 1 }
    }

    /// Whether a request that has failed again is worth another try.
    ///
    /// While the service answers others the request has its number of tries. While it answers nobody, all requests wait for
    /// it together: an outage of a minute must not make thousands of objects unknown.
    ///
    /// - Parameters:
    ///   - attempts: How often it was tried.
    ///   - begin: When it was first tried.
    ///   - failure: The failure, where there was no answer at all.
    func isWorthAnotherTry(
        after attempts: Int,
        since begin: Duration,
        now: Duration,
        _ policy: RetryPolicy,
        _ failure: TransportFailure? = nil
    ) -> Bool {
        let state = state.withLock { $0 }
        if let lastAnswer = state.lastAnswer, lastAnswer < begin, now - lastAnswer < policy.patience { return true }
        guard state.failuresInARow < policy.failuresUntilDown else { return false }
        switch failure?.kind {
        case .readTimeout, .connectTimeout: return attempts < min(policy.tries, policy.triesOfStalled)
        // A condition holds for the pattern in front of it only.
        case .refused where state.lastAnswer == nil, .unknownHost where state.lastAnswer == nil:
            return attempts < min(policy.tries, policy.triesOfUnknown)
        default: return attempts < policy.tries
        }
    }
}
