#if Cloud
internal import AsyncHTTPClient
internal import CloudStorage
internal import NIOCore
import Synchronization

/// The bytes of an answer, as the client's event loops deliver them; it reads on only as they are taken.
///
/// `@unchecked Sendable`: the iterator is used by whoever has set `isReading`, which one task at a time can.
final class ResponseBody: HTTPBody, @unchecked Sendable {
    private enum State {
        case ready
        case reading
        case cancelled
    }

    private let state = Mutex(State.ready)
    private var iterator: HTTPClientResponse.Body.AsyncIterator?
    private var piece = ByteBuffer()

    init(_ body: HTTPClientResponse.Body) {
        iterator = body.makeAsyncIterator()
    }

    func read(into buffer: UnsafeMutableRawBufferPointer) async throws(TransportFailure) -> Int {
        if unsafe buffer.isEmpty { return 0 }
        let isMine = state.withLock { state in
            guard state == .ready else { return false }
            state = .reading
            return true
        }
        guard isMine else { throw TransportFailure(.closed, "the transfer was ended") }
        defer { endReading() }
        while piece.readableBytes == 0 {
            do {
                guard let next = try await iterator?.next() else {
                    iterator = nil
                    // To a cancelled task the client shows the end of the answer wherever it is.
                    if Task.isCancelled { throw TransportFailure(.cancelled, "cancelled") }
                    return 0
                }
                piece = next
            } catch {
                iterator = nil
                throw TransportFailure(networkError: error)
            }
        }
        let count = min(piece.readableBytes, buffer.count)
        unsafe piece.readWithUnsafeReadableBytes { bytes in
            unsafe buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[..<count]))
            return count
        }
        return count
    }

    private func endReading() {
        let isCancelled = state.withLock { state in
            defer { if state == .reading { state = .ready } }
            return state == .cancelled
        }
        if isCancelled { iterator = nil }
    }

    func cancel() {
        let mayEnd = state.withLock { state in
            defer { state = .cancelled }
            return state == .ready
        }
        // Letting go of the iterator ends the transfer. Whoever reads at this moment lets go of it afterwards.
        if mayEnd {
            iterator = nil
            piece = ByteBuffer()
        }
    }
}
#endif
