internal import Checksums

/// How the blocks of a RocksDB table are protected: the first byte of the table's footer (partition-data §9.5).
public enum BlockChecksumType: UInt8, Sendable, CaseIterable {
    /// No protection: the value is 0.
    case none = 0
    /// The masked CRC-32C.
    case crc32c = 1
    /// XXH32.
    case xxHash32 = 2
    /// The low half of XXH64.
    case xxHash64 = 3
    /// The low half of XXH3, which takes the compression type in by a product; what Zeebe's tables have from 8.4 on.
    case xxh3 = 4

    /// Returns the checksum of a block, or of a footer with its checksum field zeroed (partition-data §9.6).
    ///
    /// From format version 6 on, the value that a table stores is this plus the `contextModifier` of the place.
    ///
    /// - Parameter bytes: The stored content and, behind it, its compression type, as they follow each other in the file;
    ///   in a footer the last byte stands for the type. No bytes at all count as no content of type 0.
    public func value(ofContentAndType bytes: RawSpan) -> UInt32 {
        switch self {
        case .none:
            return 0
        case .crc32c:
            return CRC32C.masked(CRC32C.checksum(of: bytes))
        case .xxHash32:
            return XXH32.checksum(of: bytes)
        case .xxHash64:
            return UInt32(truncatingIfNeeded: XXH64.checksum(of: bytes))
        case .xxh3:
            let count = max(bytes.byteCount - 1, 0)
            let type = bytes.byteCount > 0 ? bytes.littleEndian(UInt8.self, uncheckedAt: count) : 0
            let hash = XXH3.checksum(of: bytes.slice(0, count: count))
            return UInt32(truncatingIfNeeded: hash) ^ (UInt32(type) &* 0x6B90_83D9)
        }
    }

    /// Returns what is added to the value at a place, wrapping around, so that a block fits into no other file or place
    /// (partition-data §9.6).
    ///
    /// - Parameters:
    ///   - base: The base context checksum of the footer; 0, as before format version 6, for none.
    ///   - offset: Offset of the block's content, or of the footer, in the file.
    public static func contextModifier(base: UInt32, offset: UInt64) -> UInt32 {
        guard base != 0 else { return 0 }
        return base ^ (UInt32(truncatingIfNeeded: offset) &+ UInt32(truncatingIfNeeded: offset >> 32))
    }
}

extension BlockChecksumType: CustomStringConvertible {
    /// The name that RocksDB's documentation uses.
    public var description: String {
        switch self {
        case .none: "none"
        case .crc32c: "CRC32c"
        case .xxHash32: "xxHash"
        case .xxHash64: "xxHash64"
        case .xxh3: "XXH3"
        }
    }
}
