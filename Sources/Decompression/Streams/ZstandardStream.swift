internal import CZstandard

/// Frames of Zstandard one behind the other, those to be skipped included, with the checksums and sizes that they state.
@safe
final class ZstandardStream: StreamDecoder {
    private let context: OpaquePointer
    private var magic = FrameMagic([(0xFD2F_B528, .max), (0x184D_2A50, 0xFFFF_FFF0)])

    init() throws(StreamFailure) {
        guard let context = unsafe ZSTD_createDCtx() else { throw .noMemory }
        unsafe self.context = unsafe context
        // The library's default, which Zeebe keeps: a frame with a larger window it cannot restore either.
        guard unsafe ZSTD_isError(ZSTD_DCtx_setParameter(context, ZSTD_d_windowLogMax, StreamLimits.windowLog)) == 0
        else { throw .noMemory }
    }

    deinit {
        unsafe ZSTD_freeDCtx(context)
    }

    func decode(
        _ input: UnsafeRawBufferPointer,
        into output: UnsafeMutableRawBufferPointer
    ) throws(StreamFailure) -> StreamStep {
        try unsafe magic.check(input)
        var source = unsafe ZSTD_inBuffer(src: input.baseAddress, size: input.count, pos: 0)
        var target = unsafe ZSTD_outBuffer(dst: output.baseAddress, size: output.count, pos: 0)
        let result = unsafe ZSTD_decompressStream(context, &target, &source)
        guard ZSTD_isError(result) == 0 else {
            throw unsafe StreamFailure(
                String(cString: ZSTD_getErrorName(result)),
                isBeyondLimits: ZSTD_getErrorCode(result) == ZSTD_error_memory_allocation,
                consumed: source.pos
            )
        }
        // 0 says that a frame ended and all of it was written.
        if result == 0 {
            magic.reset()
        } else {
            unsafe magic.advance(input, consumed: source.pos)
        }
        return unsafe StreamStep(
            consumed: source.pos,
            produced: target.pos,
            place: result == 0 ? .boundary : .inside
        )
    }
}
