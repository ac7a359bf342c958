/// Decompresses what this program's own code can: LZ4.
public struct BuiltInDecompressor: BlockDecompressor {
    /// Creates the decompressor.
    public init() {}

    /// Whether the compression is LZ4, by either compressor.
    public func supports(_ compression: BlockCompression) -> Bool { compression == .lz4 || compression == .lz4HC }

    /// Decompresses a block of LZ4.
    public func decompress(
        _ stored: RawSpan,
        _ compression: BlockCompression,
        into content: inout MutableRawSpan
    ) throws(FormatError) {
        try LZ4Block.decode(stored, into: &content)
    }
}
