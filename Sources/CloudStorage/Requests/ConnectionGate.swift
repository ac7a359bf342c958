import Synchronization

/// Bounds the transfers to one service at once, and takes connections back from readers that pause.
///
/// Every transfer holds a ticket from its request to the end of its body. A reader that means to go on with a body later
/// parks its ticket. When somebody waits for a ticket and none becomes free for a moment, the transfers that have been
/// parked longest are ended: their readers open new ones where they left off. So nobody ever waits for a reader that in
/// turn waits for something else.
public final class ConnectionGate: Sendable {
    /// How many transfers there may be at once.
    public let width: Int

    /// A transfer may stay parked this long while others wait.
    private static let grace = Duration.milliseconds(20)

    private struct Waiter {
        let id: UInt64
        let continuation: CheckedContinuation<Bool, Never>
    }

    private struct Parked {
        let id: UInt64
        let since: Duration
        let end: @Sendable () -> Void
    }

    private struct State {
        var free: Int
        var waiters: [Waiter] = []
        /// Longest parked first.
        var parked: [Parked] = []
        var lastID: UInt64 = 0
        var isReclaiming = false

        mutating func nextID() -> UInt64 {
            lastID += 1
            return lastID
        }

        /// Whether somebody has to look after waiters, and nobody does yet.
        mutating func beginReclaiming() -> Bool {
            guard !isReclaiming, !waiters.isEmpty, !parked.isEmpty else { return false }
            isReclaiming = true
            return true
        }
    }

    private let state: Mutex<State>
    private let time: any TimeSource

    /// Creates a gate for `width` transfers at once, at least one.
    public init(width: Int, time: any TimeSource) {
        self.width = max(width, 1)
        self.time = time
        state = Mutex(State(free: max(width, 1)))
    }

    /// The right to one transfer; it is given back with the last reference to it, or before.
    final class Ticket: Sendable {
        private let gate: ConnectionGate
        private let isHeld = Mutex(true)
        private let id: UInt64

        fileprivate init(_ gate: ConnectionGate, _ id: UInt64) {
            self.gate = gate
            self.id = id
        }

        deinit { release() }

        /// Gives the ticket back. Doing it again does nothing.
        func release() {
            let wasHeld = isHeld.withLock { isHeld in
                defer { isHeld = false }
                return isHeld
            }
            if wasHeld { gate.release(id) }
        }

        /// Lets the gate end this transfer by `end` while its reader does something else.
        func park(_ end: @escaping @Sendable () -> Void) {
            gate.park(id, end)
        }

        /// Goes on with the transfer; false when the gate has ended it.
        func unpark() -> Bool {
            gate.unpark(id)
        }
    }

    /// Waits for a ticket; first come, first served. `nil` once the task is cancelled.
    func enter() async -> Ticket? {
        if Task.isCancelled { return nil }
        let id = state.withLock { $0.nextID() }
        let isAdmitted = await withTaskCancellationHandler {
            await withCheckedContinuation { (continuation: CheckedContinuation<Bool, Never>) in
                let (isFree, mustReclaim) = state.withLock { state in
                    if state.free > 0 {
                        state.free -= 1
                        return (true, false)
                    }
                    state.waiters.append(Waiter(id: id, continuation: continuation))
                    return (false, state.beginReclaiming())
                }
                if isFree { continuation.resume(returning: true) }
                if mustReclaim { reclaim() }
                // The handler may have run before the waiter was there.
                if Task.isCancelled { leave(id) }
            }
        } onCancel: {
            leave(id)
        }
        return isAdmitted ? Ticket(self, id) : nil
    }

    /// Ends the waiting of a cancelled task.
    private func leave(_ id: UInt64) {
        let waiter = state.withLock { state in
            state.waiters.firstIndex { $0.id == id }.map { state.waiters.remove(at: $0) }
        }
        waiter?.continuation.resume(returning: false)
    }

    private func release(_ id: UInt64) {
        let next = state.withLock { state -> Waiter? in
            state.parked.removeAll { $0.id == id }
            if state.waiters.isEmpty {
                state.free += 1
                return nil
            }
            return state.waiters.removeFirst()
        }
        next?.continuation.resume(returning: true)
    }

    private func park(_ id: UInt64, _ end: @escaping @Sendable () -> Void) {
        let now = time.uptime
        let mustReclaim = state.withLock { state in
            state.parked.append(Parked(id: id, since: now, end: end))
            return state.beginReclaiming()
        }
        if mustReclaim { reclaim() }
    }

    private func unpark(_ id: UInt64) -> Bool {
        state.withLock { state in
            guard let index = state.parked.firstIndex(where: { $0.id == id }) else { return false }
            state.parked.remove(at: index)
            return true
        }
    }

    /// Ends parked transfers as long as somebody waits.
    private func reclaim() {
        // Not a child of anybody's task: it serves all waiters, and ends when there are none.
        Task { [self] in
            while let pause = reclaimOnce() {
                try? await time.sleep(for: pause)
            }
        }
    }

    /// Ends what has been parked long enough; the pause until the next look, `nil` when nobody waits any more.
    private func reclaimOnce() -> Duration? {
        let now = time.uptime
        let (ended, pause) = state.withLock { state -> ([Parked], Duration?) in
            guard !state.waiters.isEmpty, !state.parked.isEmpty else {
                state.isReclaiming = false
                return ([], nil)
            }
            let due = state.parked.prefix(state.waiters.count).prefix { now - $0.since >= Self.grace }
            state.parked.removeFirst(due.count)
            return (Array(due), Self.grace)
        }
        for transfer in ended { transfer.end() }
        return pause
    }
}
