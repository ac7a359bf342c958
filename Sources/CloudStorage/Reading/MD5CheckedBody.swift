internal import Cryptography
import Synchronization

/// The body of an answer that holds a whole small object, whose MD5 the service keeps and tells.
///
/// Nothing is handed out before all bytes are there and have that MD5, so that whoever asks again for an object with
/// wrong bytes begins at its start.
final class MD5CheckedBody: HTTPBody {
    private enum State: Sendable {
        case untouched
        case checked(ArraySlice<UInt8>)
        case failed(TransportFailure)
    }

    private let body: any HTTPBody
    private let byteCount: Int
    private let digest: [UInt8]
    private let state = Mutex(State.untouched)

    /// - Parameters:
    ///   - byteCount: Size of the object, which the answer has said.
    ///   - digest: The MD5 that the service keeps.
    init(_ body: any HTTPBody, byteCount: Int, digest: [UInt8]) {
        self.body = body
        self.byteCount = byteCount
        self.digest = digest
    }

    deinit { body.cancel() }

    func read(into buffer: UnsafeMutableRawBufferPointer) async throws(TransportFailure) -> Int {
        if case .untouched = state.withLock({ $0 }) {
            let outcome: State
            do throws(TransportFailure) {
                outcome = .checked(try await wholeBody()[...])
            } catch {
                body.cancel()
                outcome = .failed(error)
            }
            state.withLock { $0 = outcome }
        }
        let outcome = state.withLock { state -> Result<Int, TransportFailure> in
            switch state {
            case .untouched: return .success(0)
            case .failed(let failure): return .failure(failure)
            case .checked(let rest):
                let piece = rest.prefix(buffer.count)
                unsafe buffer.copyBytes(from: piece)
                state = .checked(rest.dropFirst(piece.count))
                return .success(piece.count)
            }
        }
        return try outcome.get()
    }

    /// The bytes up to the end of the body, which gives its connection back.
    private func wholeBody() async throws(TransportFailure) -> [UInt8] {
        let (bytes, isComplete) = try await body.collect(limit: byteCount)
        guard isComplete else { throw TransportFailure(.malformed, "the answer has more bytes than its range") }
        guard bytes.count == byteCount else {
            throw TransportFailure(.closed, "the answer ended \(byteCount - bytes.count) bytes too early")
        }
        guard MD5.digest(of: bytes) == digest else {
            throw TransportFailure(.checksum, "the bytes have another MD5 than the service keeps for them")
        }
        return bytes
    }

    func cancel() {
        body.cancel()
        state.withLock { $0 = .failed(TransportFailure(.closed, "the transfer was ended")) }
    }
}
