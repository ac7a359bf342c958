public import ZeebeFormat

/// Decompresses blocks of every method that RocksDB has on Linux: LZ4 by our own code, the others by the libraries that
/// RocksDB itself calls (partition-data §9.6).
///
/// Not among them is Xpress, which exists on Windows only. Blocks that need a dictionary are refused by their libraries.
public struct LibraryDecompressor: BlockDecompressor {
    private let builtIn = BuiltInDecompressor()

    /// Creates the decompressor.
    public init() {}

    /// Whether the compression is LZ4, Snappy, zlib, bzip2 or Zstandard.
    public func supports(_ compression: BlockCompression) -> Bool {
        switch compression {
        case .snappy, .zlib, .bzip2, .zstandard: true
        default: builtIn.supports(compression)
        }
    }

    /// Decompresses a block; nothing is written beside `content`, and all of `stored` must be used up.
    ///
    /// - Throws: `FormatError` when the bytes are no such content, of another size than `content`, or not supported.
    public func decompress(
        _ stored: RawSpan,
        _ compression: BlockCompression,
        into content: inout MutableRawSpan
    ) throws(FormatError) {
        switch compression {
        case .snappy: try SnappyBlock.decode(stored, into: &content)
        case .zlib: try DeflateBlock.decode(stored, into: &content)
        case .bzip2: try Bzip2Block.decode(stored, into: &content)
        case .zstandard: try ZstandardBlock.decode(stored, into: &content)
        case _ where builtIn.supports(compression): try builtIn.decompress(stored, compression, into: &content)
        default: throw FormatError("\(compression) is not decompressed", at: 0)
        }
    }
}
