/// How a block's content is stored: the first byte of its trailer (partition-data §9.6).
///
/// An open set: later releases of RocksDB may add others.
public struct BlockCompression: RawRepresentable, Equatable, Hashable, Sendable {
    /// The byte.
    public let rawValue: UInt8

    /// Creates a compression from its byte.
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    /// As it is.
    public static let none = BlockCompression(rawValue: 0)
    /// Snappy.
    public static let snappy = BlockCompression(rawValue: 1)
    /// zlib, without header.
    public static let zlib = BlockCompression(rawValue: 2)
    /// bzip2.
    public static let bzip2 = BlockCompression(rawValue: 3)
    /// LZ4.
    public static let lz4 = BlockCompression(rawValue: 4)
    /// LZ4 by its slower compressor; the form is the same.
    public static let lz4HC = BlockCompression(rawValue: 5)
    /// Xpress, of Windows.
    public static let xpress = BlockCompression(rawValue: 6)
    /// Zstandard.
    public static let zstandard = BlockCompression(rawValue: 7)
}

extension BlockCompression: CustomStringConvertible {
    /// The name of the method.
    public var description: String {
        switch self {
        case .none: "none"
        case .snappy: "Snappy"
        case .zlib: "zlib"
        case .bzip2: "bzip2"
        case .lz4: "LZ4"
        case .lz4HC: "LZ4HC"
        case .xpress: "Xpress"
        case .zstandard: "Zstandard"
        default: "method \(rawValue)"
        }
    }
}

/// Decompresses blocks of a table.
///
/// The methods in our own code are those of `BuiltInDecompressor`; that of the module Decompression calls libraries for the
/// others.
public protocol BlockDecompressor: Sendable {
    /// Whether blocks of this compression can be decompressed.
    func supports(_ compression: BlockCompression) -> Bool

    /// Decompresses one block.
    ///
    /// - Parameters:
    ///   - stored: The compressed bytes. In front of them was the size of the content, which is not part of them; with
    ///     Snappy, whose own form begins with it, it is.
    ///   - compression: One that `supports` accepts, never `none`.
    ///   - content: Takes the content; it has exactly the size that the block states.
    /// - Throws: `FormatError` when the bytes are no such content, or of another size.
    func decompress(
        _ stored: RawSpan,
        _ compression: BlockCompression,
        into content: inout MutableRawSpan
    ) throws(FormatError)
}
