import Synchronization
internal import ZeebeFormat

/// What is known of a service from its answers so far: whether it is up, and how its clock differs from ours.
final class ServiceState: Sendable {
    private struct State {
        var hasAnswered = false
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
    func noteAnswer() {
        state.withLock {
            $0.hasAnswered = true
            $0.failuresInARow = 0
        }
    }

    /// Notes a request that failed with all its tries.
    func noteFailure() {
        state.withLock { $0.failuresInARow += 1 }
    }

    /// How many tries a request has.
    func tries(_ policy: RetryPolicy) -> Int {
        state.withLock { $0.failuresInARow >= policy.failuresUntilDown ? 1 : max(policy.tries, 1) }
    }

    /// How many tries a request has whose last failure was this one.
    func tries(_ policy: RetryPolicy, after failure: TransportFailure) -> Int {
        let most = tries(policy)
        switch failure.kind {
        case .readTimeout, .connectTimeout: return min(most, policy.triesOfStalled)
        case .refused, .unknownHost: return state.withLock { $0.hasAnswered } ? most : min(most, policy.triesOfUnknown)
        default: return most
        }
    }
}
