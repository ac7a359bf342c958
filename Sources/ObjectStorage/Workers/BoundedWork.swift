/// Runs many pieces of work as child tasks, at most `width` of them at once.
///
/// Whoever adds work waits while all places are taken, so the list of what is to be done is never longer than the width:
/// a producer that lists a store of a million objects stays as fast as those who read them.
public struct BoundedWork: Sendable {
    private let width: Int
    private let executor: BlockingWorkers?

    /// Creates a runner of at most `width` tasks at once, on `executor` where one is given.
    public init(width: Int, executor: BlockingWorkers? = nil) {
        self.width = max(width, 1)
        self.executor = executor
    }

    /// The work in progress.
    public struct Group {
        fileprivate var tasks: ThrowingTaskGroup<Void, any Error>
        fileprivate var running = 0
        fileprivate let width: Int
        fileprivate let executor: BlockingWorkers?

        /// Starts a piece of work as soon as a place is free.
        ///
        /// - Throws: What an earlier piece of work threw; `CancellationError` once the task is cancelled.
        public mutating func add(_ work: @escaping @concurrent @Sendable () async throws -> Void) async throws {
            if running == width {
                try await tasks.next()
                running -= 1
            }
            guard tasks.addTaskUnlessCancelled(executorPreference: executor, operation: work) else {
                throw CancellationError()
            }
            running += 1
        }
    }

    /// Runs `body`, which adds work, and waits for all of it.
    ///
    /// - Throws: The first error of `body` or of the work; the rest is then cancelled and waited for.
    public func run(_ body: (inout Group) async throws -> Void) async throws {
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            var group = Group(tasks: tasks, width: width, executor: executor)
            do {
                try await body(&group)
                while try await group.tasks.next() != nil {}
            } catch {
                group.tasks.cancelAll()
                throw error
            }
        }
    }
}
