internal import CZstandard
internal import ZeebeFormat

/// Frames of Zstandard (RocksDB's compression 7).
enum ZstandardBlock {
    /// Decompresses frames that give exactly the bytes of `content`.
    static func decode(_ stored: RawSpan, into content: inout MutableRawSpan) throws(FormatError) {
        try unsafe BlockMemory.lend(stored, &content) { (memory) throws(FormatError) in
            // Writes at most the capacity and needs no window beside it: what is written already is the window.
            let result = unsafe ZSTD_decompress(
                memory.content,
                memory.contentCount,
                memory.stored,
                memory.storedCount
            )
            guard ZSTD_isError(result) == 0 else {
                throw unsafe FormatError(String(cString: ZSTD_getErrorName(result)), at: 0)
            }
            guard unsafe result == memory.contentCount else {
                throw unsafe FormatError("the frames give \(result) bytes, \(memory.contentCount) are stated", at: 0)
            }
        }
    }
}
