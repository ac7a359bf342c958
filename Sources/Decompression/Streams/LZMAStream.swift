internal import CLzma

/// One stream of xz, with its checksums, or of the older format of LZMA, which has none.
@safe
final class LZMAStream: StreamDecoder {
    /// The container.
    enum Container {
        /// xz.
        case xz
        /// The older format: `.lzma`.
        case alone
    }

    private let stream: UnsafeMutablePointer<lzma_stream>

    /// LZMA_TELL_UNSUPPORTED_CHECK: a checksum of a kind that cannot be proved is said, not passed over.
    private static let tellUnsupportedCheck: UInt32 = 2

    init(_ container: Container) throws(StreamFailure) {
        unsafe stream = UnsafeMutablePointer.allocate(capacity: 1)
        unsafe stream.initialize(to: lzma_stream())
        let limit = StreamLimits.memoryByteCount
        let status =
            switch container {
            case .xz: unsafe lzma_stream_decoder(stream, limit, Self.tellUnsupportedCheck)
            case .alone: unsafe lzma_alone_decoder(stream, limit)
            }
        guard status == LZMA_OK else {
            unsafe stream.deallocate()
            throw .noMemory
        }
    }

    deinit {
        unsafe lzma_end(stream)
        unsafe stream.deallocate()
    }

    func decode(
        _ input: UnsafeRawBufferPointer,
        into output: UnsafeMutableRawBufferPointer
    ) throws(StreamFailure) -> StreamStep {
        unsafe stream.pointee.next_in = input.assumingMemoryBound(to: UInt8.self).baseAddress
        unsafe stream.pointee.avail_in = input.count
        unsafe stream.pointee.next_out = output.assumingMemoryBound(to: UInt8.self).baseAddress
        unsafe stream.pointee.avail_out = output.count
        let status = unsafe lzma_code(stream, LZMA_RUN)
        let consumed = unsafe input.count - stream.pointee.avail_in
        let produced = unsafe output.count - stream.pointee.avail_out
        switch status {
        // Without anything left to do it says that it lacks room or input.
        case LZMA_OK, LZMA_BUF_ERROR: return StreamStep(consumed: consumed, produced: produced, place: .inside)
        case LZMA_STREAM_END: return StreamStep(consumed: consumed, produced: produced, place: .end)
        case LZMA_MEM_ERROR: throw .noMemory
        case LZMA_MEMLIMIT_ERROR:
            throw StreamFailure(
                "the data need more than \(StreamLimits.memoryByteCount) bytes of memory",
                isBeyondLimits: true,
                consumed: consumed
            )
        case LZMA_UNSUPPORTED_CHECK:
            throw StreamFailure("a checksum of an unknown kind", isBeyondLimits: true, consumed: consumed)
        case LZMA_OPTIONS_ERROR:
            throw StreamFailure("a filter or an option that is not known", isBeyondLimits: true, consumed: consumed)
        case LZMA_FORMAT_ERROR: throw StreamFailure("no header of this format", consumed: consumed)
        default: throw StreamFailure("the data are damaged, or a checksum is wrong", consumed: consumed)
        }
    }
}
