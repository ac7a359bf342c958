/// A transfer of a range of an object that is under way, and where it has got to.
///
/// `@unchecked Sendable`: a stream belongs to one task at a time, and goes from one to the next through the lock of its
/// reader only.
final class RangeStream: @unchecked Sendable {
    private let body: any HTTPBody

    /// Offset in the object of the next byte.
    private(set) var next: UInt64

    /// Offset just past the last byte.
    let end: UInt64

    init(_ answer: RangeAnswer) {
        body = answer.body
        next = answer.range.lowerBound
        end = answer.range.upperBound
    }

    deinit { body.cancel() }

    /// Reads bytes until `buffer` is full or the range ends.
    ///
    /// - Parameter filled: How much of the buffer is filled; also right when the transfer breaks. Bytes of an answer that is
    ///   longer than its range do not count.
    /// - Throws: `TransportFailure` when the transfer breaks.
    func read(into buffer: UnsafeMutableRawBufferPointer, _ filled: inout Int) async throws(TransportFailure) {
        let filledBefore = filled
        while filled < buffer.count, next < end {
            let wanted = Int(clamping: min(UInt64(buffer.count - filled), end - next))
            let rest = unsafe UnsafeMutableRawBufferPointer(rebasing: buffer[filled..<(filled + wanted)])
            let count = try await unsafe body.read(into: rest)
            guard count > 0 else {
                throw TransportFailure(.closed, "the answer ended \(end - next) bytes too early")
            }
            filled += count
            next += UInt64(count)
        }
        guard next == end else { return }
        do throws(TransportFailure) {
            try await finish()
        } catch {
            // Bytes of an answer that makes no sense are no bytes of the object.
            if error.kind == .malformed {
                next -= UInt64(filled - filledBefore)
                filled = filledBefore
            }
            throw error
        }
    }

    /// Reads the end of the body behind its last byte, which gives the connection back for the next request.
    private func finish() async throws(TransportFailure) {
        let byte = UnsafeMutableRawBufferPointer.allocate(byteCount: 1, alignment: 1)
        defer { unsafe byte.deallocate() }
        guard try await unsafe body.read(into: byte) == 0 else {
            throw TransportFailure(.malformed, "the answer has more bytes than its range")
        }
    }

    /// Lets others have the connection if they need it before this stream is read on.
    func park() {
        (body as? MeteredBody)?.park()
    }

    /// Goes on; false when the connection is gone.
    func unpark() -> Bool {
        (body as? MeteredBody)?.unpark() ?? true
    }

    /// Ends the transfer.
    func cancel() {
        body.cancel()
    }
}
