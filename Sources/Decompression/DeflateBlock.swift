internal import CZlib
internal import ZeebeFormat

/// Raw deflate, without a header or checksum of zlib's (RocksDB's compression 2).
enum DeflateBlock {
    /// The largest window, negative for raw deflate. RocksDB writes with one of 2^14 bytes, which this contains.
    private static let windowBits: CInt = -15

    /// Decompresses one whole stream that gives exactly the bytes of `content`.
    static func decode(_ stored: RawSpan, into content: inout MutableRawSpan) throws(FormatError) {
        try unsafe BlockMemory.lend(stored, &content) { (memory) throws(FormatError) in
            guard let storedCount = unsafe CUnsignedInt(exactly: memory.storedCount),
                let contentCount = unsafe CUnsignedInt(exactly: memory.contentCount)
            else { throw FormatError("a block of 4 GiB or more", at: 0) }
            var stream = unsafe z_stream()
            unsafe stream.next_in = UnsafeMutablePointer(mutating: memory.stored)
            unsafe stream.avail_in = storedCount
            unsafe stream.next_out = memory.content
            unsafe stream.avail_out = contentCount
            guard unsafe czlib_inflate_init2(&stream, windowBits) == Z_OK else {
                throw FormatError("no memory to decompress", at: 0)
            }
            defer { unsafe inflateEnd(&stream) }
            let status = unsafe inflate(&stream, Z_FINISH)
            let consumed = unsafe memory.storedCount - Int(stream.avail_in)
            let produced = unsafe memory.contentCount - Int(stream.avail_out)
            try unsafe StreamEnd(consumed: consumed, storedCount: memory.storedCount, produced: produced)
                .check(isWhole: status == Z_STREAM_END, contentCount: memory.contentCount)
        }
    }
}
