internal import CLZ4

/// One frame of LZ4, with the checksums of header, blocks and content where it has them.
@safe
final class LZ4FrameStream: StreamDecoder {
    private let context: OpaquePointer
    private var magic = FrameMagic([(0x184D_2204, .max)])

    init() throws(StreamFailure) {
        var context: OpaquePointer?
        let result = unsafe LZ4F_createDecompressionContext(&context, CUnsignedInt(LZ4F_VERSION))
        guard LZ4F_isError(result) == 0, let context = unsafe context else { throw .noMemory }
        unsafe self.context = unsafe context
    }

    deinit {
        unsafe LZ4F_freeDecompressionContext(context)
    }

    func decode(
        _ input: UnsafeRawBufferPointer,
        into output: UnsafeMutableRawBufferPointer
    ) throws(StreamFailure) -> StreamStep {
        try unsafe magic.check(input)
        var consumed = input.count
        var produced = output.count
        let result = unsafe LZ4F_decompress(
            context,
            output.baseAddress,
            &produced,
            input.baseAddress,
            &consumed,
            nil
        )
        guard LZ4F_isError(result) == 0 else {
            let name = unsafe String(cString: LZ4F_getErrorName(result))
            // It does not say how far it came.
            throw StreamFailure(name, isBeyondLimits: name == "ERROR_allocation_failed")
        }
        unsafe magic.advance(input, consumed: consumed)
        return StreamStep(consumed: consumed, produced: produced, place: result == 0 ? .end : .inside)
    }
}
