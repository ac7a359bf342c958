/// What a table says about itself (partition-data §9.7): the properties that a reader needs.
public struct TableProperties: Equatable, Sendable {
    /// Number of entries, range deletions included; `nil` when it is not stated.
    public private(set) var entryCount: UInt64?
    /// Number of data blocks.
    public private(set) var dataBlockCount: UInt64?
    /// Number of range deletions.
    public private(set) var rangeDeletionCount: UInt64 = 0
    /// Name of the order of keys.
    public private(set) var comparator: String?
    /// The index's form: 0 binary, 1 hash search, 2 two levels.
    public private(set) var indexType: UInt32 = 0
    /// Whether handles in the index are stored as differences.
    public private(set) var isIndexDeltaEncoded = false
    /// Whether keys in the index are user keys.
    public private(set) var isIndexKeyUserKey = false
    /// Whether the table was made outside of a database: its sequence numbers are then only in the MANIFEST.
    public private(set) var isExternal = false

    /// Longer names are passed over unread; those of RocksDB's own properties have up to 45 bytes.
    private static let maximumNameByteCount = 128

    /// Creates properties of which nothing is stated.
    init() {}

    /// Decodes the content of the properties block.
    ///
    /// - Throws: `FormatError` when it is no block, or a number is none.
    init(_ content: RawSpan) throws(FormatError) {
        var reader = try BlockEntryReader(content)
        var name: [UInt8] = []
        while let place = try reader.next(key: &name) {
            guard name.count <= Self.maximumNameByteCount else { continue }
            let value = content.slice(place.lowerBound, count: place.count)
            var cursor = ByteCursor(content, in: place)
            switch String(decoding: name, as: UTF8.self) {
            case "rocksdb.num.entries": entryCount = try cursor.readVarint64()
            case "rocksdb.num.data.blocks": dataBlockCount = try cursor.readVarint64()
            case "rocksdb.num.range-deletions": rangeDeletionCount = try cursor.readVarint64()
            case "rocksdb.comparator": comparator = value.lossyText
            case "rocksdb.block.based.table.index.type": indexType = try cursor.readLittleEndian(UInt32.self)
            case "rocksdb.index.value.is.delta.encoded": isIndexDeltaEncoded = try cursor.readVarint64() != 0
            case "rocksdb.index.key.is.user.key": isIndexKeyUserKey = try cursor.readVarint64() != 0
            case "rocksdb.external_sst_file.version": isExternal = true
            default: break
            }
        }
    }
}
