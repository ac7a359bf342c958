import Synchronization
import Testing
import ZeebeFormat

@testable import CloudStorage

@Suite("Repeating requests")
struct RetryTests {
    private let request = HTTPRequest(.get, HTTPOrigin(.https, "service.example"), path: "/")

    /// Sends the request; returns the status, or the failure.
    private func send(
        _ sender: RequestSender,
        path: String = "/",
        signer: any RequestSigner = AnonymousSigner()
    ) async -> Result<Int, RequestFailure> {
        var request = request
        request.path = path
        do throws(RequestFailure) {
            let response = try await sender.send(request, signer: signer)
            response.body.cancel()
            return .success(response.status)
        } catch {
            return .failure(error)
        }
    }

    @Test(
        "answers 429 and 5xx are repeated until one is right, and a 404 that S3 did not write",
        arguments: [404, 408, 410, 425, 429, 500, 501, 502, 503, 504, 505, 507, 511, 520, 522, 530, 599]
    )
    func repeats(status: Int) async {
        let transport = FakeTransport { _, index in .fake(index < 3 ? status : 200) }
        #expect(await send(sender(transport)) == .success(200))
        #expect(transport.requests.count == 4)
    }

    @Test("other answers are not repeated", arguments: [302, 400, 401, 403, 405, 407, 412, 413, 416, 418, 431, 451])
    func doesNotRepeat(status: Int) async {
        let transport = FakeTransport { _, _ in .fake(status) }
        guard case .failure(.service(let problem, tries: 1)) = await send(sender(transport)) else {
            Issue.record("expected the service's problem after one try")
            return
        }
        #expect(problem.status == status)
        #expect(transport.requests.count == 1)
    }

    @Test(
        "requests without answer are repeated, as often as makes sense",
        arguments: [
            (TransportFailure.Kind.closed, 8), (.readTimeout, 3), (.connectTimeout, 3), (.refused, 4),
            (.unknownHost, 4), (.malformed, 8), (.tls, 1), (.proxy, 1), (.invalidRequest, 1),
        ]
    )
    func failures(kind: TransportFailure.Kind, tries: Int) async {
        let transport = FakeTransport { _, _ throws(TransportFailure) in throw TransportFailure(kind, "x") }
        #expect(await send(sender(transport)) == .failure(.transport(TransportFailure(kind, "x"), tries: tries)))
        #expect(transport.requests.count == tries)
    }

    @Test("pauses double up to a bound, and chance shortens them")
    func backOff() async {
        let time = VirtualTime()
        let transport = FakeTransport { _, _ in .fake(500) }
        _ = await send(sender(transport, time: time) { $0.longestPause = .seconds(2) })
        let bounds = [200, 400, 800, 1600, 2000, 2000, 2000].map { Duration.milliseconds($0) * 0.999 }
        #expect(time.pauses == bounds)
        let other = VirtualTime()
        _ = await send(sender(transport, time: other) { $0.random = { 0 } })
        #expect(other.pauses.allSatisfy { $0 == .zero })
    }

    @Test("Retry-After is kept to, in seconds and as a date by the service's own clock")
    func retryAfter() async {
        let time = VirtualTime(now: 0)
        let transport = FakeTransport { _, index in
            switch index {
            case 0: .fake(503, [("Retry-After", "7")])
            case 1:
                .fake(
                    429,
                    [
                        ("Retry-After", "Sun, 06 Nov 1994 08:49:37 GMT"),
                        ("Date", "Sun, 06 Nov 1994 08:49:26 GMT"),
                    ]
                )
            default: .fake(200)
            }
        }
        #expect(await send(sender(transport, time: time) { $0.random = { 0 } }) == .success(200))
        #expect(time.pauses == [.seconds(7), .seconds(11)])
    }

    @Test("a service that asks for a very long pause is not waited for")
    func longPause() async {
        let time = VirtualTime()
        let transport = FakeTransport { _, _ in .fake(503, [("Retry-After", "3600")]) }
        guard case .failure(.service(_, tries: 1)) = await send(sender(transport, time: time)) else {
            Issue.record("expected a failure after one try")
            return
        }
        #expect(time.pauses.isEmpty)
    }

    @Test("when request after request fails, further ones are tried once, until one succeeds")
    func down() async {
        let transport = FakeTransport { _, index in .fake(index == 25 ? 200 : 500) }
        let sender = sender(transport)
        for _ in 0..<3 { _ = await send(sender) }
        #expect(transport.requests.count == 24)
        _ = await send(sender)
        #expect(transport.requests.count == 25)
        #expect(await send(sender) == .success(200))
        _ = await send(sender)
        #expect(transport.requests.count == 34)
    }

    @Test("an outage of half a minute is waited out by all requests; a longer one ends them, and further ones at once")
    func outage() async {
        let time = VirtualTime()
        let end = Mutex(Duration.zero)
        let transport = FakeTransport { _, _ throws(TransportFailure) in
            if time.uptime < end.withLock({ $0 }) { throw TransportFailure(.refused, "connection refused") }
            return .fake(200)
        }
        let sender = sender(transport, time: time)
        #expect(await send(sender) == .success(200))
        func breakDown(for duration: Duration) async throws {
            try await time.sleep(for: .seconds(1))
            end.withLock { $0 = time.uptime + duration }
        }
        try? await breakDown(for: .seconds(30))
        let results = await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<20 { group.addTask { await send(sender) == .success(200) } }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(results == Array(repeating: true, count: 20))
        try? await breakDown(for: .seconds(100_000))
        for _ in 0..<3 { #expect(await send(sender) != .success(200)) }
        let count = transport.requests.count
        #expect(await send(sender) != .success(200))
        #expect(transport.requests.count == count + 1)
    }

    @Test("a request that alone fails is not waited for while others are answered")
    func poisoned() async {
        let time = VirtualTime()
        let transport = FakeTransport { request, _ in .fake(request.path == "/poisoned" ? 500 : 200) }
        let sender = sender(transport, time: time)
        async let failing = send(sender, path: "/poisoned")
        while transport.requests.count < 3 { await Task.yield() }
        #expect(await send(sender) == .success(200))
        let failed = await failing
        #expect(failed != .success(200))
        #expect(transport.requests.count == 9)
    }

    @Test("a wrong clock is corrected by the service's date, once")
    func clockSkew() async throws {
        let time = VirtualTime(now: 1_800_000_000)
        let serverTime = "Fri, 15 Jan 2027 08:20:00 GMT"
        let transport = FakeTransport { request, _ in
            request.headers["X-Time"] == "2027-01-15T08:20:00Z"
                ? .fake(200) : .fake(403, [("Date", serverTime)], "<Error><Code>RequestTimeTooSkewed</Code></Error>")
        }
        let sender = sender(transport, time: time)
        #expect(await send(sender, signer: TimeSigner()) == .success(200))
        #expect(transport.requests.count == 2)
        // From then on it is right at once.
        #expect(await send(sender, signer: TimeSigner()) == .success(200))
        #expect(transport.requests.count == 3)
    }

    @Test("requests that were under way when the clock was corrected are corrected too", .timeLimit(.minutes(1)))
    func clockSkewOfMany() async {
        let time = VirtualTime(now: 1_800_000_000)
        let firstRefusals = Barrier(width: 4)
        let transport = FakeTransport { request, _ in
            if request.headers["X-Time"] == "2027-01-15T08:20:00Z" { return .fake(200) }
            // All are signed before any is refused.
            await firstRefusals.pass()
            return .fake(
                403,
                [("Date", "Fri, 15 Jan 2027 08:20:00 GMT")],
                "<Error><Code>RequestTimeTooSkewed</Code></Error>"
            )
        }
        let sender = sender(transport, time: time, width: 4)
        let results = await withTaskGroup(of: Result<Int, RequestFailure>.self) { group in
            for _ in 0..<4 { group.addTask { await send(sender, signer: TimeSigner()) } }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(results == Array(repeating: .success(200), count: 4))
        #expect(transport.requests.count == 8)
    }

    /// Lets nobody pass before so many have come.
    private actor Barrier {
        private let width: Int
        private var waiting: [CheckedContinuation<Void, Never>] = []

        init(width: Int) { self.width = width }

        func pass() async {
            await withCheckedContinuation { continuation in
                waiting.append(continuation)
                guard waiting.count == width else { return }
                for one in waiting { one.resume() }
                waiting = []
            }
        }
    }

    @Test("a service that goes on complaining about the time is not asked for ever")
    func clockSkewRemains() async {
        let transport = FakeTransport { _, index in
            .fake(
                403,
                [("Date", "Fri, 15 Jan 2027 08:\(10 + index % 40):00 GMT")],
                "<Error><Code>RequestTimeTooSkewed</Code></Error>"
            )
        }
        guard case .failure(.service(let problem, _)) = await send(sender(transport), signer: TimeSigner()) else {
            Issue.record("expected a failure")
            return
        }
        #expect(problem.kind == .clockSkew)
        #expect(transport.requests.count == 2)
    }

    /// Puts the time into a field.
    private struct TimeSigner: RequestSigner {
        func signed(_ request: HTTPRequest, at now: Timestamp) async throws(CredentialFailure) -> HTTPRequest {
            var request = request
            request.headers.set("X-Time", now.description)
            return request
        }

        func renewCredentials(in refused: HTTPRequest) async -> Bool { false }
    }

    @Test("expired credentials are renewed once", arguments: [true, false])
    func expiredCredentials(canRenew: Bool) async {
        let transport = FakeTransport { request, _ in
            request.headers["X-Key"] == "2"
                ? .fake(200) : .fake(400, [], "<Error><Code>ExpiredToken</Code></Error>")
        }
        let result = await send(sender(transport), signer: RenewableSigner(canRenew: canRenew))
        #expect((try? result.get()) == (canRenew ? 200 : nil))
        #expect(transport.requests.count == (canRenew ? 2 : 1))
    }

    private actor RenewableSigner: RequestSigner {
        let canRenew: Bool
        var key = 1

        init(canRenew: Bool) { self.canRenew = canRenew }

        func signed(_ request: HTTPRequest, at now: Timestamp) async throws(CredentialFailure) -> HTTPRequest {
            var request = request
            request.headers.set("X-Key", "\(key)")
            return request
        }

        func renewCredentials(in refused: HTTPRequest) async -> Bool {
            if canRenew { key += 1 }
            return canRenew
        }
    }

    @Test("the budget of requests counts repeated ones, and ends with its own failure")
    func requestBudget() async {
        let transport = FakeTransport { _, _ in .fake(500) }
        let sender = sender(transport, budget: .init(requests: 5))
        guard case .failure(.budget(let budget)) = await send(sender) else {
            Issue.record("expected the budget")
            return
        }
        #expect(budget.contains("--max-requests"))
        #expect(transport.requests.count == 5)
        #expect(sender.ledger.requests == 5)
    }

    @Test("the budget of bytes ends a body that goes beyond it")
    func byteBudget() async throws {
        let transport = FakeTransport { _, _ in .fake(200, [], [UInt8](repeating: 1, count: 100_000)) }
        let sender = sender(transport, budget: .init(bytes: 50_000))
        let response = try await sender.send(request, signer: AnonymousSigner())
        await #expect(throws: TransportFailure.self) { try await response.body.collect(limit: 1_000_000) }
        #expect(sender.ledger.exhaustedBudget?.contains("--max-bytes") == true)
        guard case .failure(.budget) = await send(sender) else {
            Issue.record("expected the budget")
            return
        }
    }

    @Test("the rate is kept over all bodies together")
    func rate() async throws {
        let time = VirtualTime()
        let transport = FakeTransport { _, _ in .fake(200, [], [UInt8](repeating: 1, count: 1_000_000)) }
        let sender = sender(transport, time: time, budget: .init(bytesPerSecond: 500_000))
        let start = time.uptime
        for _ in 0..<2 {
            let response = try await sender.send(request, signer: AnonymousSigner())
            _ = try await response.body.collect(limit: 1_000_000)
        }
        let seconds = (time.uptime - start) / .seconds(1)
        #expect((3.8...4.1).contains(seconds))
    }

    @Test("a cancelled task ends with its own failure, also while it waits", .timeLimit(.minutes(10)))
    func cancellation() async {
        let transport = FakeTransport { _, _ in .fake(500) }
        let sender = sender(transport, time: VirtualTime())
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return await send(sender)
        }
        #expect(await task.value == .failure(.cancelled))
    }

    @Test("who refuses one connection while answering others is asked as often as after any other failure")
    func refusedAmongAnswers() {
        let state = ServiceState()
        let refused = TransportFailure(.refused, "refused")
        let policy = RetryPolicy()
        #expect(!state.isWorthAnotherTry(after: 4, since: .zero, now: .seconds(6), policy, refused))
        state.noteAnswer(at: .seconds(5))
        for failure in [refused, TransportFailure(.unknownHost, "unknown"), TransportFailure(.closed, "closed")] {
            #expect(state.isWorthAnotherTry(after: 7, since: .zero, now: .seconds(6), policy, failure))
            #expect(!state.isWorthAnotherTry(after: 8, since: .zero, now: .seconds(6), policy, failure))
        }
    }
}
