import Glibc
import ObjectStorage
import Synchronization
import Testing

@Suite("BlockingWorkers", .timeLimit(.minutes(10)))
struct BlockingWorkersTests {
    /// Counts how many tasks are inside at once.
    private final class Gauge: Sendable {
        private let state = Mutex((now: 0, peak: 0))

        var peak: Int { state.withLock { $0.peak } }

        func enter() {
            state.withLock { state in
                state.now += 1
                state.peak = max(state.peak, state.now)
            }
        }

        func leave() { state.withLock { $0.now -= 1 } }
    }

    @Test("as many calls block at once as there are threads, and not one more", arguments: [1, 2, 16])
    func width(width: Int) async throws {
        let gauge = Gauge()
        try await BlockingWorkers.run(width: width) { workers in
            #expect(workers.width == width)
            await withTaskGroup { group in
                for _ in 0..<width * 3 {
                    group.addTask(executorPreference: workers) {
                        gauge.enter()
                        usleep(20_000)
                        gauge.leave()
                    }
                }
            }
        }
        #expect(gauge.peak <= width)
        #expect(gauge.peak > width / 2)
    }

    @Test("tasks run on the workers' threads, also after they were suspended")
    func threads() async throws {
        let onWorkers = Shared<Set<pthread_t>>([])
        try await BlockingWorkers.run(width: 3) { workers in
            await withTaskGroup { group in
                for _ in 0..<30 {
                    group.addTask(executorPreference: workers) {
                        for _ in 0..<10 {
                            onWorkers.change { $0.insert(pthread_self()) }
                            await Task.yield()
                        }
                    }
                }
            }
        }
        #expect((1...3).contains(onWorkers.value.count))
    }

    @Test("a width out of range is brought into it", arguments: [(Int.min, 1), (0, 1), (257, 256), (Int.max, 256)])
    func clampedWidth(wanted: Int, width: Int) async throws {
        let workers = try BlockingWorkers(width: wanted)
        #expect(workers.width == width)
        await workers.shutDown()
    }

    @Test("what is queued at shutdown is still done, and shutting down again is harmless")
    func shutDownDrains() async throws {
        let workers = try BlockingWorkers(width: 2)
        let done = Shared(0)
        await withTaskGroup { group in
            for _ in 0..<50 {
                group.addTask(executorPreference: workers) {
                    usleep(1000)
                    done.change { $0 += 1 }
                }
            }
            group.addTask { await workers.shutDown() }
            group.addTask { await workers.shutDown() }
        }
        await workers.shutDown()
        #expect(done.value == 50)
    }

    @Test("a task that outlives its workers goes on elsewhere")
    func lateTask() async throws {
        let workers = try BlockingWorkers(width: 1)
        await workers.shutDown()
        let task = Task(executorPreference: workers) {
            await Task.yield()
            return 7
        }
        #expect(await task.value == 7)
    }

    @Test("workers may be shut down from one of their own tasks, or just forgotten")
    func shutDownFromInside() async throws {
        let workers = try BlockingWorkers(width: 1)
        await Task(executorPreference: workers) { await workers.shutDown() }.value
        let value = try await Task(executorPreference: BlockingWorkers(width: 1)) {
            await Task.yield()
            return 8
        }.value
        #expect(value == 8)
    }

    @Test("an error comes out after the workers are shut down")
    func errors() async throws {
        struct Failure: Error {}
        await #expect(throws: Failure.self) {
            try await BlockingWorkers.run(width: 1) { _ in throw Failure() }
        }
    }

    @Test("a store is read on the workers' threads")
    func reading() async throws {
        let directory = try TemporaryDirectory()
        for index in 0..<40 { try directory.write("d/\(index)", Array(repeating: UInt8(index), count: 1000)) }
        let store = try LocalDirectory(path: directory.path)
        try await BlockingWorkers.run(width: 4) { workers in
            try await withThrowingTaskGroup(of: Bool.self) { group in
                for index in 0..<40 {
                    group.addTask(executorPreference: workers) {
                        let content = try await store.readAll(ObjectKey("d/\(index)"), limit: 2000)
                        return content.bytes == Array(repeating: UInt8(index), count: 1000)
                    }
                }
                for try await isRight in group { #expect(isRight) }
            }
        }
    }
}
