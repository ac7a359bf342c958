internal import CBzip2
internal import ZeebeFormat

/// One stream of bzip2 (RocksDB's compression 3). The library takes up to 4 MB of memory for it.
enum Bzip2Block {
    /// Decompresses one whole stream that gives exactly the bytes of `content`.
    static func decode(_ stored: RawSpan, into content: inout MutableRawSpan) throws(FormatError) {
        try unsafe BlockMemory.lend(stored, &content) { (memory) throws(FormatError) in
            guard let storedCount = unsafe CUnsignedInt(exactly: memory.storedCount),
                let contentCount = unsafe CUnsignedInt(exactly: memory.contentCount)
            else { throw FormatError("a block of 4 GiB or more", at: 0) }
            var stream = unsafe bz_stream()
            unsafe stream.next_in = UnsafeMutableRawPointer(mutating: memory.stored)
                .assumingMemoryBound(to: CChar.self)
            unsafe stream.avail_in = storedCount
            unsafe stream.next_out = UnsafeMutableRawPointer(memory.content).assumingMemoryBound(to: CChar.self)
            unsafe stream.avail_out = contentCount
            guard unsafe BZ2_bzDecompressInit(&stream, 0, 0) == BZ_OK else {
                throw FormatError("no memory to decompress", at: 0)
            }
            defer { unsafe BZ2_bzDecompressEnd(&stream) }
            let status = unsafe BZ2_bzDecompress(&stream)
            let consumed = unsafe memory.storedCount - Int(stream.avail_in)
            let produced = unsafe memory.contentCount - Int(stream.avail_out)
            try unsafe StreamEnd(consumed: consumed, storedCount: memory.storedCount, produced: produced)
                .check(isWhole: status == BZ_STREAM_END, contentCount: memory.contentCount)
        }
    }
}
