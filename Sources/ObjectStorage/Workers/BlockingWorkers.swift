import Synchronization

/// Threads of our own for tasks that block, so that they do not occupy the pool that all other tasks share.
///
/// The shared pool has one thread per core; reads from a slow disk or a file server would hold all of them while no
/// core works. Tasks that read run with these threads preferred:
///
/// ```swift
/// try await BlockingWorkers.run(width: 8) { workers in
///     await withTaskGroup { group in
///         group.addTask(executorPreference: workers) { … }
///     }
/// }
/// ```
///
/// The width is the number of calls that may block at once; further tasks wait in the order in which they came.
public final class BlockingWorkers: TaskExecutor {
    /// The largest width.
    public static let maximumWidth = 256

    /// The number of threads.
    public let width: Int

    private let queue: JobQueue
    private let threads: Mutex<[OwnThread]>

    /// Starts `width` threads: at least one, at most ``maximumWidth``, fewer if the system does not give as many.
    ///
    /// - Throws: ``StorageError/Code/io`` if the system does not give a single one.
    public init(width: Int) throws(StorageError) {
        let queue = JobQueue()
        var started: [OwnThread] = []
        for _ in 0..<min(max(width, 1), Self.maximumWidth) {
            do throws(Errno) {
                started.append(try queue.startWorker())
            } catch {
                if started.isEmpty { throw StorageError(error, .startThreads, "worker threads") }
                break
            }
        }
        self.queue = queue
        self.width = started.count
        self.threads = Mutex(started)
    }

    /// Runs `body` with new workers and shuts them down after it, whether it returns or throws.
    public static func run<Result>(
        width: Int,
        _ body: (BlockingWorkers) async throws -> Result
    ) async throws -> Result {
        let workers = try BlockingWorkers(width: width)
        do {
            let result = try await body(workers)
            await workers.shutDown()
            return result
        } catch {
            await workers.shutDown()
            throw error
        }
    }

    deinit {
        // This may be one of the threads, which cannot wait for itself: they end on their own.
        queue.close()
        for thread in threads.withLock({ $0 }) { thread.detach() }
    }

    /// Lets a job run on the next free thread.
    ///
    /// After ``shutDown()`` it runs in the shared pool instead: a task that outlives its workers goes on, it never hangs.
    public func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        if unsafe !queue.append(job, for: asUnownedTaskExecutor()) {
            globalConcurrentExecutor.enqueue(ExecutorJob(job))
        }
    }

    /// Lets the threads finish what is queued, ends them and returns when they have ended.
    ///
    /// It may be called more than once, and from a task that runs on these workers.
    public func shutDown() async {
        await queue.closeAndDrain()
        let ended = threads.withLock { threads in
            defer { threads = [] }
            return threads
        }
        for thread in ended { thread.join() }
    }
}
