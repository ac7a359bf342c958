/// A table that belongs to the database, as the MANIFEST describes it (partition-data §9.4).
public struct LiveTable: Equatable, Sendable {
    /// Number of the RocksDB column family; 0 in Zeebe's databases, which have the default one only.
    public var columnFamily: UInt32
    /// Level of the tree.
    public var level: UInt32
    /// The number in the file's name.
    public var number: UInt64
    /// Size of the file in bytes.
    public var size: UInt64
    /// The first key in the table.
    public var smallestKey: InternalKey
    /// The last key in the table.
    public var largestKey: InternalKey
    /// The lowest and highest sequence number in the table; `nil` in the oldest form of the edit.
    public var sequences: ClosedRange<UInt64>?
    /// The whole file's checksum; empty or `nil` where none was kept.
    public var fileChecksum: [UInt8]?
    /// The name of the function that made `fileChecksum`.
    public var fileChecksumFunction: String?
    /// Bytes from the end of the data blocks to the end of the file; a hint for readers.
    public var tailByteCount: UInt64?

    /// The function that Zeebe's databases use from 8.6 on.
    static let crc32cFunction = "FileChecksumCrc32c"

    /// Creates a table without checksum.
    public init(
        columnFamily: UInt32,
        level: UInt32,
        number: UInt64,
        size: UInt64,
        smallestKey: InternalKey,
        largestKey: InternalKey
    ) {
        self.columnFamily = columnFamily
        self.level = level
        self.number = number
        self.size = size
        self.smallestKey = smallestKey
        self.largestKey = largestKey
    }

    /// Name of the file.
    public var fileName: String { DatabaseFileName.table(numbered: number) }

    /// CRC-32C of the whole file, where the MANIFEST has it; stored in big-endian order.
    public var checksum: UInt32? {
        guard fileChecksumFunction == Self.crc32cFunction, let fileChecksum, fileChecksum.count == 4 else { return nil }
        return fileChecksum.reduce(0) { $0 << 8 | UInt32($1) }
    }
}
