import Synchronization

/// What a run has asked of a service and received from it, and how much more it may.
public final class RequestLedger: Sendable {
    /// What a run may use up; `nil` means: as much as it needs.
    public struct Budget: Equatable, Sendable {
        /// The most requests, repeated ones included.
        public var requests: Int64?
        /// The most bytes in bodies of answers.
        public var bytes: Int64?
        /// The most bytes a second, over all connections.
        public var bytesPerSecond: Int64?

        /// Creates a budget.
        public init(requests: Int64? = nil, bytes: Int64? = nil, bytesPerSecond: Int64? = nil) {
            self.requests = requests
            self.bytes = bytes
            self.bytesPerSecond = bytesPerSecond
        }
    }

    private struct State {
        var requests: Int64 = 0
        var bytes: Int64 = 0
        var exhausted: String?
        /// When, by the clock that only runs forward, all bytes so far are paid for at the allowed rate.
        var paidUntil: Duration = .zero
    }

    private let budget: Budget
    private let time: any TimeSource
    private let state = Mutex(State())

    /// Creates an empty ledger.
    public init(budget: Budget = Budget(), time: any TimeSource) {
        self.budget = budget
        self.time = time
    }

    /// Number of requests that were sent, repeated ones included.
    public var requests: Int64 { state.withLock { $0.requests } }

    /// Number of bytes in the bodies of all answers.
    public var bytes: Int64 { state.withLock { $0.bytes } }

    /// Which budget is used up; `nil` while none is.
    public var exhaustedBudget: String? { state.withLock { $0.exhausted } }

    /// Counts a request that is about to be sent.
    ///
    /// - Returns: Which budget forbids it; `nil` when it may be sent.
    func beginRequest() -> String? {
        state.withLock { state in
            if state.exhausted == nil, let most = budget.requests, state.requests >= most {
                state.exhausted = "the budget of \(most) requests (--max-requests) is used up"
            }
            if state.exhausted == nil { state.requests += 1 }
            return state.exhausted
        }
    }

    /// Counts bytes that were received, and waits as long as the allowed rate demands.
    func received(_ count: Int) async throws(TransportFailure) {
        let now = budget.bytesPerSecond == nil ? .zero : time.uptime
        let (exhausted, wait) = state.withLock { state in
            state.bytes += Int64(count)
            if state.exhausted == nil, let most = budget.bytes, state.bytes > most {
                state.exhausted = "the budget of \(most) bytes (--max-bytes) is used up"
            }
            return (state.exhausted, charge(count, at: now, &state))
        }
        if let exhausted { throw TransportFailure(.budget, exhausted) }
        guard wait > .zero else { return }
        do throws(CancellationError) {
            try await time.sleep(for: wait)
        } catch {
            throw TransportFailure(.cancelled, "cancelled")
        }
    }

    /// Unused time may be caught up with for this long, so that short pauses do not lower the rate.
    private static let burst = Duration.milliseconds(100)

    private func charge(_ count: Int, at now: Duration, _ state: inout State) -> Duration {
        guard let rate = budget.bytesPerSecond, rate > 0 else { return .zero }
        state.paidUntil = max(state.paidUntil, now - Self.burst) + .seconds(Double(count) / Double(rate))
        return state.paidUntil - now
    }
}
