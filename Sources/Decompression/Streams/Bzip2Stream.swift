internal import CBzip2

/// One stream of bzip2, with the checksums of its blocks and of the whole. The library takes up to 4 MB of memory for it.
@safe
final class Bzip2Stream: StreamDecoder {
    // The library's own state points back to it, so it has a fixed place.
    private let stream: UnsafeMutablePointer<bz_stream>

    init() throws(StreamFailure) {
        unsafe stream = UnsafeMutablePointer.allocate(capacity: 1)
        unsafe stream.initialize(to: bz_stream())
        guard unsafe BZ2_bzDecompressInit(stream, 0, 0) == BZ_OK else {
            unsafe stream.deallocate()
            throw .noMemory
        }
    }

    deinit {
        unsafe BZ2_bzDecompressEnd(stream)
        unsafe stream.deallocate()
    }

    func decode(
        _ input: UnsafeRawBufferPointer,
        into output: UnsafeMutableRawBufferPointer
    ) throws(StreamFailure) -> StreamStep {
        unsafe stream.pointee.next_in = UnsafeMutablePointer(
            mutating: input.assumingMemoryBound(to: CChar.self).baseAddress
        )
        unsafe stream.pointee.avail_in = CUnsignedInt(input.count)
        unsafe stream.pointee.next_out = output.assumingMemoryBound(to: CChar.self).baseAddress
        unsafe stream.pointee.avail_out = CUnsignedInt(output.count)
        let status = unsafe BZ2_bzDecompress(stream)
        let consumed = unsafe input.count - Int(stream.pointee.avail_in)
        let produced = unsafe output.count - Int(stream.pointee.avail_out)
        switch status {
        case BZ_OK: return StreamStep(consumed: consumed, produced: produced, place: .inside)
        case BZ_STREAM_END: return StreamStep(consumed: consumed, produced: produced, place: .end)
        case BZ_MEM_ERROR: throw .noMemory
        case BZ_DATA_ERROR_MAGIC: throw StreamFailure("no header of bzip2", consumed: consumed)
        default: throw StreamFailure("a block is damaged, or its checksum is wrong", consumed: consumed)
        }
    }
}
