/// Decodes the block format of LZ4, in which RocksDB stores blocks of the compressions 4 and 5 (partition-data, annex C.3).
///
/// Two habits of compressors are not asked for: that the last five bytes are literals, and that no match begins in the
/// last twelve.
public enum LZ4Block {
    /// Decodes a block into an array, which is given the right size; one that is used again is seldom allocated again.
    ///
    /// - Parameters:
    ///   - block: The compressed bytes, without the size that RocksDB writes in front of them.
    ///   - rawSize: Size of the content in bytes. One that `block` could not grow to is refused before memory is taken.
    ///   - output: Takes the content; after an error, what it holds is unspecified.
    /// - Throws: `FormatError` with the offset in `block` of the token or distance that does not fit.
    public static func decode(_ block: RawSpan, rawSize: Int, into output: inout [UInt8]) throws(FormatError) {
        // The most that a byte of a block stands for is 255 bytes of a match.
        guard rawSize >= 0, rawSize / 255 <= block.byteCount else {
            throw FormatError("\(block.byteCount) bytes of LZ4 cannot hold \(rawSize) bytes", at: 0)
        }
        if output.count > rawSize {
            output.removeLast(output.count - rawSize)
        } else {
            output.append(contentsOf: repeatElement(0, count: rawSize - output.count))
        }
        var span = output.mutableSpan
        var bytes = unsafe span.mutableBytes
        try decode(block, into: &bytes)
    }

    /// Decodes a block whose content has exactly the size of `output`.
    ///
    /// - Parameters:
    ///   - block: The compressed bytes, without the size that RocksDB writes in front of them.
    ///   - output: Takes the content; after an error, what it holds is unspecified.
    /// - Throws: `FormatError` with the offset in `block` of the token or distance that does not fit.
    public static func decode(_ block: RawSpan, into output: inout MutableRawSpan) throws(FormatError) {
        try unsafe output.withUnsafeMutableBytes { (output) throws(FormatError) in
            try unsafe block.withUnsafeBytes { (input) throws(FormatError) in
                guard let start = input.baseAddress else {
                    throw FormatError("a token expected, the block ends", at: 0)
                }
                // An empty output may have no address, and any will do: nothing is written there.
                let target = unsafe output.baseAddress ?? UnsafeMutableRawPointer(mutating: start)
                var decoder = unsafe LZ4BlockDecoder(start, count: input.count, into: target, count: output.count)
                try decoder.run()
            }
        }
    }
}
