import Cryptography
import Synchronization
import Testing
import ZeebeFormat

@testable import CloudStorage

@Suite("Keeping credentials", .timeLimit(.minutes(1)))
struct CredentialCacheTests {
    /// A source that gives numbered keys, fails, or does not answer.
    private final class Source: CredentialSource {
        enum Answer: Sendable {
            /// Keys that end so many seconds from now.
            case keys(lifetime: Int64?)
            case failure
            /// None before the search is cancelled.
            case silence
        }

        let name = "test"
        private let time: VirtualTime
        private let state: Mutex<(answer: Answer, count: Int, cancelled: Int)>

        init(_ time: VirtualTime, _ answer: Answer) {
            self.time = time
            state = Mutex((answer, 0, 0))
        }

        var count: Int { state.withLock { $0.count } }
        var cancelled: Int { state.withLock { $0.cancelled } }

        func set(_ answer: Answer) {
            state.withLock { $0.answer = answer }
        }

        func find() async throws(CredentialFailure) -> CredentialsFound<AWSCredentials> {
            let (answer, count) = state.withLock { state in
                state.count += 1
                return (state.answer, state.count)
            }
            switch answer {
            case .keys(let lifetime):
                return .credentials(
                    AWSCredentials(
                        accessKeyID: "K\(count)",
                        secretAccessKey: Secret("s"),
                        sessionToken: Secret("t\(count)"),
                        expiresAt: lifetime.flatMap { Timestamp(seconds: time.now.seconds + $0) }
                    )
                )
            case .failure: throw CredentialFailure("no answer", isTransient: true)
            case .silence:
                try? await Task.sleep(for: .seconds(3600))
                state.withLock { $0.cancelled += 1 }
                throw CredentialFailure("cancelled", isCancelled: true)
            }
        }
    }

    @Test("while the source fails, credentials that are still good are used without asking each time")
    func failingRenewal() async throws {
        let time = VirtualTime()
        let source = Source(time, .keys(lifetime: 3600))
        let cache = AWSCredentialCache(source, time: time)
        #expect(try await cache.credentials().accessKeyID == "K1")
        source.set(.failure)
        try await time.sleep(for: .seconds(3310))
        for _ in 0..<20 { #expect(try await cache.credentials().accessKeyID == "K1") }
        #expect(source.count == 2)
        try await time.sleep(for: .seconds(31))
        for _ in 0..<20 { #expect(try await cache.credentials().accessKeyID == "K1") }
        #expect(source.count == 3)
        // Behind the end they are not used, however short ago the search was.
        try await time.sleep(for: .seconds(255))
        #expect(try await cache.credentials().accessKeyID == "K1")
        try await time.sleep(for: .seconds(5))
        await #expect(throws: CredentialFailure.self) { try await cache.credentials() }
        source.set(.keys(lifetime: 3600))
        #expect(try await cache.credentials().accessKeyID == "K6")
    }

    @Test(
        "new credentials that have ended by this machine's clock are kept until they are refused",
        arguments: [0, -7200]
    )
    func wrongClock(lifetime: Int64) async throws {
        let time = VirtualTime()
        let source = Source(time, .keys(lifetime: lifetime))
        let cache = AWSCredentialCache(source, time: time)
        for _ in 0..<5 { #expect(try await cache.credentials().accessKeyID == "K1") }
        #expect(source.count == 1)
        await cache.discard { $0.accessKeyID == "K1" }
        #expect(try await cache.credentials().accessKeyID == "K2")
    }

    @Test("a task that is cancelled while it waits returns at once, and the others go on waiting")
    func cancelledWaiter() async throws {
        let source = Source(VirtualTime(), .silence)
        let cache = AWSCredentialCache(source, time: VirtualTime())
        let tasks = (0..<3).map { _ in Task { await Self.failure(cache) } }
        while source.count == 0 { await Task.yield() }
        tasks[1].cancel()
        #expect(await tasks[1].value?.isCancelled == true)
        #expect(source.cancelled == 0)
        for task in tasks { task.cancel() }
        for task in tasks { #expect(await task.value?.isCancelled == true) }
    }

    @Test("a search that nobody waits for any more is ended, and is not the next one's answer")
    func abandonedSearch() async throws {
        let time = VirtualTime()
        let source = Source(time, .silence)
        let cache = AWSCredentialCache(source, time: time)
        let task = Task { await Self.failure(cache) }
        while source.count == 0 { await Task.yield() }
        task.cancel()
        #expect(await task.value?.isCancelled == true)
        source.set(.keys(lifetime: nil))
        #expect(try await cache.credentials().accessKeyID == "K2")
        while source.cancelled == 0 { await Task.yield() }
        #expect(try await cache.credentials().accessKeyID == "K2")
    }

    @Test("only one task waits while credentials that are still good are renewed")
    func renewalOfOne() async throws {
        let time = VirtualTime()
        let source = Source(time, .keys(lifetime: 3600))
        let cache = AWSCredentialCache(source, time: time)
        #expect(try await cache.credentials().accessKeyID == "K1")
        source.set(.silence)
        try await time.sleep(for: .seconds(3310))
        let task = Task { await Self.failure(cache) }
        while source.count == 1 { await Task.yield() }
        #expect(try await cache.credentials().accessKeyID == "K1")
        task.cancel()
        #expect(await task.value?.isCancelled == true)
    }

    @Test("a task that was cancelled before does not begin a search")
    func cancelledBefore() async {
        let source = Source(VirtualTime(), .keys(lifetime: nil))
        let cache = AWSCredentialCache(source, time: VirtualTime())
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return await Self.failure(cache)
        }
        #expect(await task.value?.isCancelled == true)
        #expect(source.count == 0)
    }

    private static func failure(_ cache: AWSCredentialCache) async -> CredentialFailure? {
        do throws(CredentialFailure) {
            _ = try await cache.credentials()
            return nil
        } catch {
            return error
        }
    }
}
