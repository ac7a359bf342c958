internal import CSnappy
internal import ZeebeFormat

/// Snappy's raw format: the size of the content as a varint, then literals and copies (RocksDB's compression 1).
enum SnappyBlock {
    /// Decompresses a block of which the size in front says exactly the size of `content`.
    static func decode(_ stored: RawSpan, into content: inout MutableRawSpan) throws(FormatError) {
        try unsafe BlockMemory.lend(stored, &content) { (memory) throws(FormatError) in
            let source = unsafe UnsafeRawPointer(memory.stored).assumingMemoryBound(to: CChar.self)
            let target = unsafe UnsafeMutableRawPointer(memory.content).assumingMemoryBound(to: CChar.self)
            // The library writes as many bytes as the block says, so that number is proved first.
            var count = 0
            guard unsafe snappy_uncompressed_length(source, memory.storedCount, &count) == SNAPPY_OK else {
                throw FormatError("no size in front of the compressed bytes", at: 0)
            }
            guard unsafe count == memory.contentCount else {
                throw unsafe FormatError("a size of \(count) bytes, expected \(memory.contentCount)", at: 0)
            }
            guard unsafe snappy_uncompress(source, memory.storedCount, target, &count) == SNAPPY_OK else {
                throw FormatError("the compressed bytes are damaged", at: 0)
            }
        }
    }
}
