import CloudStorage
import Synchronization
import Testing

@Suite("Bounded transfers")
struct ConnectionGateTests {
    private let request = HTTPRequest(.get, HTTPOrigin(.https, "service.example"), path: "/")

    @Test("there are never more transfers at once than the gate is wide", .timeLimit(.minutes(10)))
    func bounded() async throws {
        let count = Mutex((now: 0, most: 0))
        let transport = FakeTransport { _, _ in
            count.withLock {
                $0.now += 1
                $0.most = max($0.most, $0.now)
            }
            try? await Task.sleep(for: .milliseconds(2))
            count.withLock { $0.now -= 1 }
            return .fake(200, [], [1])
        }
        let sender = sender(transport, width: 3)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<60 {
                group.addTask {
                    let response = try await sender.send(request, signer: AnonymousSigner())
                    _ = try await response.body.collect(limit: 10)
                }
            }
            try await group.waitForAll()
        }
        #expect(count.withLock { $0.most } == 3)
        #expect(transport.requests.count == 60)
    }

    @Test("a body that nobody reads any more gives its place back", .timeLimit(.minutes(10)))
    func abandoned() async throws {
        let transport = FakeTransport { _, _ in .fake(200, [], [1]) }
        let sender = sender(transport, width: 1)
        for _ in 0..<3 { _ = try await sender.send(request, signer: AnonymousSigner()).status }
        let response = try await sender.send(request, signer: AnonymousSigner())
        #expect(try await response.body.collect(limit: 10).bytes == [1])
    }

    @Test("who waits for a place and is cancelled leaves", .timeLimit(.minutes(10)))
    func cancelled() async throws {
        let transport = FakeTransport { _, _ in .fake(200, [], [1]) }
        let sender = sender(transport, width: 1)
        let held = try await sender.send(request, signer: AnonymousSigner())
        let waiting = Task { try await sender.send(request, signer: AnonymousSigner()).status }
        try await Task.sleep(for: .milliseconds(20))
        waiting.cancel()
        await #expect(throws: RequestFailure.cancelled) { try await waiting.value }
        held.body.cancel()
        #expect(try await sender.send(request, signer: AnonymousSigner()).status == 200)
    }
}
