import Synchronization

/// Jobs that wait for one of several threads, first come, first served.
final class JobQueue: Sendable {
    // The runtime keeps an executor alive as long as a task prefers it, hence as long as one of its jobs waits here.
    @safe
    private struct Entry {
        let job: UnownedJob
        let executor: UnownedTaskExecutor
    }

    private struct State {
        /// The jobs that wait are those from `first` on.
        var entries: [Entry] = []
        var first = 0
        var isClosed = false
        /// Threads that have not left yet.
        var workerCount = 0
        /// Callers that wait until the last thread has left.
        var drained: [CheckedContinuation<Void, Never>] = []

        mutating func takeFirst() -> Entry? {
            guard first < entries.count else { return nil }
            defer {
                first += 1
                // Moves what is left to the front, seldom enough to cost a constant per job.
                if first * 2 > entries.count {
                    entries.removeFirst(first)
                    first = 0
                }
            }
            return entries[first]
        }
    }

    private let state = Mutex(State())

    /// A permit for each job; once closed, one more, which a thread that leaves passes on to the next.
    private let permits = CountingSemaphore()

    /// Starts a thread that runs jobs until the queue is closed and empty.
    func startWorker() throws(Errno) -> OwnThread {
        state.withLock { $0.workerCount += 1 }
        do throws(Errno) {
            return try OwnThread { [self] in work() }
        } catch {
            leave()
            throw error
        }
    }

    /// Appends a job; false if the queue is closed, so that nobody would run it.
    func append(_ job: UnownedJob, for executor: UnownedTaskExecutor) -> Bool {
        let isAppended = state.withLock { state in
            if !state.isClosed { state.entries.append(unsafe Entry(job: job, executor: executor)) }
            return !state.isClosed
        }
        if isAppended { permits.signal() }
        return isAppended
    }

    /// Takes no more jobs; the threads finish what is queued and leave.
    func close() {
        let isFirst = state.withLock { state in
            defer { state.isClosed = true }
            return !state.isClosed
        }
        if isFirst { permits.signal() }
    }

    /// Closes the queue and returns when every thread has left. It does not occupy the caller's thread.
    func closeAndDrain() async {
        close()
        await withCheckedContinuation { continuation in
            let isDrained = state.withLock { state in
                if state.workerCount > 0 { state.drained.append(continuation) }
                return state.workerCount == 0
            }
            if isDrained { continuation.resume() }
        }
    }

    private func work() {
        while true {
            permits.wait()
            guard let entry = state.withLock({ $0.takeFirst() }) else { break }
            unsafe entry.job.runSynchronously(on: entry.executor)
        }
        permits.signal()
        leave()
    }

    private func leave() {
        let drained = state.withLock { state -> [CheckedContinuation<Void, Never>] in
            state.workerCount -= 1
            guard state.workerCount == 0 else { return [] }
            defer { state.drained = [] }
            return state.drained
        }
        for continuation in drained { continuation.resume() }
    }
}
