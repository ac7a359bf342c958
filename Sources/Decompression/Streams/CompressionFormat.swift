/// How a whole file is compressed: the formats of S3 backups that are decompressed here (store-layout §9.1).
///
/// The raw values are the names in manifests, those of Apache Commons Compress. Not among them are `lz4-block`, a format
/// of that library alone, and `pack200`, which is for Java archives.
public enum CompressionFormat: String, CaseIterable, Sendable {
    /// bzip2.
    case bzip2
    /// Deflate with the header and checksum of zlib.
    case deflate
    /// gzip.
    case gz
    /// Frames of LZ4.
    case lz4Framed = "lz4-framed"
    /// The older format of LZMA, one header of 13 bytes.
    case lzma
    /// The framing format of Snappy.
    case snappyFramed = "snappy-framed"
    /// xz.
    case xz
    /// Zstandard.
    case zstd

    /// The longest magic number, in bytes.
    public static let magicByteCount = 10

    /// The format that a manifest names; `nil` for what is not decompressed here. As Zeebe, it ignores case.
    public init?(name: String) {
        self.init(rawValue: name.lowercased())
    }

    /// The bytes that every stream of the format begins with; `nil` where there are none that are safe to tell it by.
    ///
    /// Of gzip they include the only method there is, of LZ4 they leave out frames to be skipped.
    private var magic: [UInt8]? {
        switch self {
        case .bzip2: [0x42, 0x5A, 0x68]
        case .gz: [0x1F, 0x8B, 0x08]
        case .lz4Framed: [0x04, 0x22, 0x4D, 0x18]
        case .snappyFramed: [0xFF, 0x06, 0x00, 0x00, 0x73, 0x4E, 0x61, 0x50, 0x70, 0x59]
        case .xz: [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00]
        case .zstd: [0x28, 0xB5, 0x2F, 0xFD]
        case .deflate, .lzma: nil
        }
    }

    /// The format that an object of these first bytes is of, by its magic number.
    public init?(firstBytes bytes: some Collection<UInt8>) {
        guard
            let format = Self.allCases.first(where: { format in format.magic.map { bytes.starts(with: $0) } ?? false })
        else { return nil }
        self = format
    }

    /// Whether an object of these first bytes can be of the format.
    public func canBegin(with bytes: some Collection<UInt8>) -> Bool {
        guard let magic else { return CompressionFormat(firstBytes: bytes) == nil }
        // Zstandard may begin with a frame that is to be skipped.
        if self == .zstd, let first = bytes.first, first & 0xF0 == 0x50 {
            return [0x2A, 0x4D, 0x18].starts(with: bytes.dropFirst().prefix(3))
        }
        return magic.starts(with: bytes.prefix(magic.count))
    }
}
