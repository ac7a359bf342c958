internal import CZlib

/// Deflate with the framing of gzip or of zlib, and its checksum.
@safe
final class ZlibStream: StreamDecoder {
    /// The framing.
    enum Framing: CInt {
        /// gzip: the largest window, and 16 for its header.
        case gzip = 31
        /// zlib: the largest window.
        case zlib = 15
    }

    // zlib's own state points back to it, so it has a fixed place.
    private let stream: UnsafeMutablePointer<z_stream>

    init(_ framing: Framing) throws(StreamFailure) {
        unsafe stream = UnsafeMutablePointer.allocate(capacity: 1)
        unsafe stream.initialize(to: z_stream())
        guard unsafe czlib_inflate_init2(stream, framing.rawValue) == Z_OK else {
            unsafe stream.deallocate()
            throw .noMemory
        }
    }

    deinit {
        unsafe inflateEnd(stream)
        unsafe stream.deallocate()
    }

    func decode(
        _ input: UnsafeRawBufferPointer,
        into output: UnsafeMutableRawBufferPointer
    ) throws(StreamFailure) -> StreamStep {
        unsafe stream.pointee.next_in = UnsafeMutablePointer(
            mutating: input.assumingMemoryBound(to: UInt8.self).baseAddress
        )
        unsafe stream.pointee.avail_in = CUnsignedInt(input.count)
        unsafe stream.pointee.next_out = output.assumingMemoryBound(to: UInt8.self).baseAddress
        unsafe stream.pointee.avail_out = CUnsignedInt(output.count)
        let status = unsafe inflate(stream, Z_NO_FLUSH)
        let consumed = unsafe input.count - Int(stream.pointee.avail_in)
        let produced = unsafe output.count - Int(stream.pointee.avail_out)
        switch status {
        // Without anything left to do it says that it lacks room or input.
        case Z_OK, Z_BUF_ERROR: return StreamStep(consumed: consumed, produced: produced, place: .inside)
        case Z_STREAM_END: return StreamStep(consumed: consumed, produced: produced, place: .end)
        case Z_NEED_DICT: throw StreamFailure("the data need a dictionary", consumed: consumed)
        case Z_MEM_ERROR: throw .noMemory
        default:
            let reason = unsafe stream.pointee.msg.map { unsafe String(cString: $0) } ?? "the data are damaged"
            throw StreamFailure(reason, consumed: consumed)
        }
    }
}
