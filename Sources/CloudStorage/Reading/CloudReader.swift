internal import ObjectStorage
import Synchronization

/// An object of a service that is open for reading.
///
/// Its first bytes came with the opening. What is read in order behind them comes in ranges of up to 16 MiB, each one
/// request, of which a few are kept open; what is read elsewhere comes in ranges that begin small and grow as long as the
/// reading goes on in order. Every request is bound to the version that was opened, and a transfer that breaks is taken up
/// where it broke.
final class CloudReader: ObjectReader {
    /// Breaks in a row, without ``progressByteCount`` bytes in between, that end the reading.
    private static let maximumBreaks = 6
    private static let progressByteCount = 64 * 1024

    let key: ObjectKey
    let size: UInt64
    private let source: any RangeSource
    private let version: ObjectVersion?
    private let allowance: HeadAllowance
    private let head = Mutex(Head())
    private let streams = Mutex(StreamSet())

    /// The first bytes, until they have been read to their end.
    private struct Head {
        var bytes: [UInt8] = []
        /// Room that they take from the allowance.
        var room = 0
    }

    /// Opens an object by asking for its first bytes.
    ///
    /// - Throws: `StorageError`.
    static func open(_ source: any RangeSource, _ allowance: HeadAllowance) async throws(StorageError) -> CloudReader {
        let room = allowance.take()
        do throws(StorageError) {
            guard let first = try await firstAnswer(source, byteCount: max(room, HeadAllowance.least)) else {
                allowance.giveBack(room)
                return CloudReader(source, size: 0, version: nil, allowance)
            }
            let reader = CloudReader(source, size: first.size, version: first.version, allowance)
            reader.streams.withLock { $0.begin(with: RangeStream(first)) }
            let bytes = try await reader.bytes(first.range.count)
            let kept = room == 0 ? 0 : bytes.count
            reader.head.withLock { $0 = Head(bytes: bytes, room: kept) }
            allowance.giveBack(room - kept)
            return reader
        } catch {
            allowance.giveBack(room)
            throw error
        }
    }

    /// The answer to the first request; `nil` when the object is empty.
    private static func firstAnswer(
        _ source: any RangeSource,
        byteCount: Int
    ) async throws(StorageError) -> RangeAnswer? {
        let range = 0..<UInt64(byteCount)
        var breaks = 0
        while true {
            do throws(RequestFailure) {
                let response = try await source.request(range, of: nil)
                do throws(TransportFailure) {
                    let answer = try RangeAnswer(response, wanted: range)
                    if answer.size > 0 { return answer }
                    response.body.cancel()
                    return nil
                } catch {
                    response.body.cancel()
                    breaks += 1
                    guard breaks < maximumBreaks else { throw RequestFailure(error, tries: breaks) }
                    try await source.pause(after: breaks, error)
                }
            } catch {
                // An empty object has no first byte; one that has bytes has a first one.
                if case .service(let problem, _) = error, problem.kind == .rangeNotSatisfiable,
                    problem.objectSize ?? 0 == 0
                {
                    return nil
                }
                throw source.storageError(error, .open)
            }
        }
    }

    private init(_ source: any RangeSource, size: UInt64, version: ObjectVersion?, _ allowance: HeadAllowance) {
        self.source = source
        self.size = size
        self.version = version
        self.allowance = allowance
        key = source.key
    }

    deinit {
        allowance.giveBack(head.withLock { $0.room })
    }

    func checkUnchanged() async throws(StorageError) {
        // Every request was bound to one version, so what was read belongs together.
    }

    func read(at offset: UInt64, into buffer: UnsafeMutableRawBufferPointer) async throws(StorageError) -> Int {
        guard offset < size, unsafe !buffer.isEmpty else { return 0 }
        let wanted = Int(clamping: min(UInt64(buffer.count), size - offset))
        let target = unsafe UnsafeMutableRawBufferPointer(rebasing: buffer[..<wanted])
        var filled = unsafe takeHead(at: offset, into: target)
        try await unsafe fill(target, from: offset, &filled, .read)
        return filled
    }

    // MARK: The head

    /// The first bytes, on opening.
    private func bytes(_ count: Int) async throws(StorageError) -> [UInt8] {
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: count, alignment: 16)
        defer { unsafe buffer.deallocate() }
        var filled = 0
        try await unsafe fill(buffer, from: 0, &filled, .open)
        return unsafe Array(buffer)
    }

    /// Copies what the head has, and lets go of the head when that was its end.
    private func takeHead(at offset: UInt64, into buffer: UnsafeMutableRawBufferPointer) -> Int {
        let (count, room) = head.withLock { head -> (Int, Int) in
            guard offset < UInt64(head.bytes.count) else { return (0, 0) }
            let part = head.bytes[Int(offset)...].prefix(buffer.count)
            unsafe buffer.copyBytes(from: part)
            // A small object may be read again, and little is won by forgetting it.
            let isSmall = size <= UInt64(HeadAllowance.least)
            guard part.endIndex == head.bytes.endIndex, !isSmall else { return (part.count, 0) }
            defer { head = Head() }
            return (part.count, head.room)
        }
        allowance.giveBack(room)
        return count
    }

    // MARK: Ranges

    /// Fills `buffer` from the object, taking up broken transfers where they broke.
    private func fill(
        _ buffer: UnsafeMutableRawBufferPointer,
        from offset: UInt64,
        _ filled: inout Int,
        _ action: StorageError.Action
    ) async throws(StorageError) {
        var breaks = 0
        var lastBreak = filled
        while filled < buffer.count {
            do throws(RequestFailure) {
                guard let broken = try await unsafe advance(buffer, from: offset, &filled) else { continue }
                if filled - lastBreak >= Self.progressByteCount { breaks = 0 }
                breaks += 1
                lastBreak = filled
                guard broken.isTransient, breaks < Self.maximumBreaks else {
                    throw RequestFailure(broken, tries: breaks)
                }
                try await source.pause(after: breaks, broken)
            } catch {
                throw changed(error, action) ?? source.storageError(error, action)
            }
        }
    }

    /// Reads from one transfer, as far as it reaches; returns the failure when it breaks.
    private func advance(
        _ buffer: UnsafeMutableRawBufferPointer,
        from offset: UInt64,
        _ filled: inout Int
    ) async throws(RequestFailure) -> TransportFailure? {
        let stream: RangeStream
        switch try await nextStream(at: offset + UInt64(filled), wanted: buffer.count - filled) {
        case .success(let found): stream = found
        case .failure(let failure): return failure
        }
        do throws(TransportFailure) {
            try await unsafe stream.read(into: buffer, &filled)
        } catch {
            stream.cancel()
            return error
        }
        if stream.next < stream.end { streams.withLock { $0.keep(stream) } }
        return nil
    }

    /// A transfer whose next byte is at `place`: one that waits for it, or a new one; the failure when the answer to its
    /// request makes no sense.
    private func nextStream(
        at place: UInt64,
        wanted: Int
    ) async throws(RequestFailure) -> Result<RangeStream, TransportFailure> {
        if let waiting = streams.withLock({ $0.take(at: place) }) { return .success(waiting) }
        let range = streams.withLock { $0.nextRange(at: place, wanted: UInt64(wanted), size: size) }
        let response = try await source.request(range, of: version)
        let answer: RangeAnswer
        do throws(TransportFailure) {
            answer = try RangeAnswer(response, wanted: range)
        } catch {
            response.body.cancel()
            return .failure(error)
        }
        guard isSameVersion(answer) else {
            response.body.cancel()
            throw .service(Self.otherVersion, tries: 1)
        }
        return .success(RangeStream(answer))
    }

    private func isSameVersion(_ answer: RangeAnswer) -> Bool {
        answer.size == size && (version == nil || answer.version == nil || answer.version == version)
    }

    /// What a service says that keeps to conditions, for one that does not.
    private static let otherVersion = ServiceProblem(.changed, status: 412, code: "PreconditionFailed")

    /// The failure that says that the object is not the one that was opened any more; `nil` for all others.
    private func changed(_ failure: RequestFailure, _ action: StorageError.Action) -> StorageError? {
        guard case .service(let problem, _) = failure else { return nil }
        switch problem.kind {
        case .changed, .objectNotFound, .rangeNotSatisfiable:
            return StorageError(
                .changedWhileReading,
                action,
                key.description,
                message: problem.kind == .objectNotFound ? "it was deleted meanwhile" : "it was overwritten meanwhile",
                cause: problem.code,
                advice: "read it again when nothing writes to the store"
            )
        default:
            return nil
        }
    }
}
