import CloudStorage
import Synchronization

/// A network in which a closure answers.
final class FakeTransport: HTTPTransport {
    private let answer: @Sendable (HTTPRequest, Int) async throws(TransportFailure) -> HTTPResponse
    private let log = Mutex<[HTTPRequest]>([])

    /// The closure gets the request and how many there were before.
    init(_ answer: @escaping @Sendable (HTTPRequest, Int) async throws(TransportFailure) -> HTTPResponse) {
        self.answer = answer
    }

    /// All requests so far.
    var requests: [HTTPRequest] { log.withLock { $0 } }

    func send(_ request: HTTPRequest) async throws(TransportFailure) -> HTTPResponse {
        let index = log.withLock { log in
            log.append(request)
            return log.count - 1
        }
        if Task.isCancelled { throw TransportFailure(.cancelled, "cancelled") }
        return try await answer(request, index)
    }
}

/// A body of bytes that are there, which may break off.
final class FakeBody: HTTPBody {
    private struct State {
        var rest: ArraySlice<UInt8>
        var isCancelled = false
    }

    private let state: Mutex<State>
    private let failure: TransportFailure?
    private let pieceByteCount: Int

    /// - Parameter failure: What happens behind the bytes instead of the end.
    init(_ bytes: [UInt8], failure: TransportFailure? = nil, pieceByteCount: Int = 10_000) {
        state = Mutex(State(rest: bytes[...]))
        self.failure = failure
        self.pieceByteCount = pieceByteCount
    }

    var isCancelled: Bool { state.withLock { $0.isCancelled } }

    func read(into buffer: UnsafeMutableRawBufferPointer) async throws(TransportFailure) -> Int {
        let piece: ArraySlice<UInt8>? = state.withLock { state in
            guard !state.isCancelled else { return nil }
            let piece = state.rest.prefix(min(buffer.count, pieceByteCount))
            state.rest = state.rest.dropFirst(piece.count)
            return piece
        }
        guard let piece else { throw TransportFailure(.closed, "the transfer was ended") }
        if piece.isEmpty, !buffer.isEmpty, let failure { throw failure }
        buffer.copyBytes(from: piece)
        return piece.count
    }

    func cancel() {
        state.withLock { $0.isCancelled = true }
    }
}

extension HTTPResponse {
    /// An answer with a body that is there.
    static func fake(
        _ status: Int,
        _ headers: [(String, String)] = [],
        _ body: [UInt8] = [],
        failure: TransportFailure? = nil
    ) -> HTTPResponse {
        HTTPResponse(status: status, headers: HTTPHeaders(headers), body: FakeBody(body, failure: failure))
    }

    /// An answer with a text.
    static func fake(_ status: Int, _ headers: [(String, String)] = [], _ text: String) -> HTTPResponse {
        fake(status, headers, Array(text.utf8))
    }
}

/// Makes a sender for tests: pauses take no time, and are as long as they can be.
func sender(
    _ transport: any HTTPTransport,
    dialect: any ServiceDialect = S3Dialect(),
    time: VirtualTime = VirtualTime(),
    budget: RequestLedger.Budget = RequestLedger.Budget(),
    width: Int = 4,
    _ change: (inout RetryPolicy) -> Void = { _ in }
) -> RequestSender {
    var policy = RetryPolicy()
    policy.random = { 0.999 }
    change(&policy)
    return RequestSender(
        transport,
        dialect: dialect,
        gate: ConnectionGate(width: width, time: time),
        ledger: RequestLedger(budget: budget, time: time),
        time: time,
        policy: policy
    )
}
