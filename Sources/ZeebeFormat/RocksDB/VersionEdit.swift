/// One record of a MANIFEST: what changes from one version of the database to the next (partition-data §9.4).
struct VersionEdit: Equatable, Sendable {
    var comparator: String?
    var logNumber: UInt64?
    var previousLogNumber: UInt64?
    var minimumLogNumber: UInt64?
    var nextFileNumber: UInt64?
    var lastSequence: UInt64?
    var columnFamily: UInt32 = 0
    var addedColumnFamily: String?
    var dropsColumnFamily = false
    var remainingInGroup: UInt32?
    var deletedTables: [DeletedTable] = []
    var addedTables: [LiveTable] = []

    /// A table that is no longer part of the database.
    struct DeletedTable: Equatable, Sendable {
        var level: UInt32
        var number: UInt64
    }

    /// A bit that later releases set in tags which older ones may skip.
    private static let ignorableBit: UInt32 = 8192

    /// Creates an edit without changes.
    init() {}

    /// Decodes a record.
    ///
    /// - Parameters:
    ///   - record: All of its bytes.
    ///   - fileOffset: Offset of the record in the file, for faults.
    /// - Throws: `RocksDBFault` with the rule `manifest`, or `unsupported` for what Zeebe does not use.
    init(_ record: RawSpan, at fileOffset: UInt64) throws(RocksDBFault) {
        var cursor = ByteCursor(record)
        do throws(FormatError) {
            while !cursor.isAtEnd, unsupportedFeature == nil {
                try readField(try cursor.readVarint32(), &cursor)
            }
        } catch {
            throw RocksDBFault(.rocksDBManifest, at: fileOffset, "version edit: \(error.description)")
        }
        if let unsupportedFeature {
            throw RocksDBFault(.unsupported, at: fileOffset, "the version edit uses \(unsupportedFeature)")
        }
    }

    /// What Zeebe does not use and this program does not read.
    private var unsupportedFeature: String?

    private mutating func readField(_ tag: UInt32, _ cursor: inout ByteCursor) throws(FormatError) {
        switch tag {
        case 1: comparator = try cursor.readSlice().lossyText
        case 2: logNumber = try cursor.readVarint64()
        case 3: nextFileNumber = try cursor.readVarint64()
        case 4: lastSequence = try cursor.readVarint64()
        case 5:
            _ = try cursor.readVarint32()
            _ = try cursor.readSlice()
        case 6:
            let level = try cursor.readVarint32()
            deletedTables.append(DeletedTable(level: level, number: try cursor.readVarint64()))
        case 7, 100, 102, 103: try readTable(tag, &cursor)
        case 9: previousLogNumber = try cursor.readVarint64()
        case 10: minimumLogNumber = try cursor.readVarint64()
        case 200: columnFamily = try cursor.readVarint32()
        case 201: addedColumnFamily = try cursor.readSlice().lossyText
        case 202: dropsColumnFamily = true
        case 203: _ = try cursor.readVarint32()
        case 300: remainingInGroup = try cursor.readVarint32()
        case 400, 401: unsupportedFeature = "blob files"
        // The old encodings have no length, so nothing behind them can be read.
        case 8196, 8197: unsupportedFeature = "tracking of write-ahead logs"
        case _ where tag & Self.ignorableBit != 0: _ = try cursor.readSlice()
        default: throw FormatError("unknown tag \(tag)", at: cursor.offset)
        }
    }

    private mutating func readTable(_ tag: UInt32, _ cursor: inout ByteCursor) throws(FormatError) {
        let level = try cursor.readVarint32()
        let number = try cursor.readVarint64()
        if tag == 102, try cursor.readVarint32() != 0 { unsupportedFeature = "a second data directory" }
        let size = try cursor.readVarint64()
        let smallest = try readInternalKey(&cursor)
        let largest = try readInternalKey(&cursor)
        var table = LiveTable(
            columnFamily: 0,
            level: level,
            number: number,
            size: size,
            smallestKey: smallest,
            largestKey: largest
        )
        if tag != 7 {
            let smallestSequence = try cursor.readVarint64()
            let largestSequence = try cursor.readVarint64()
            guard smallestSequence <= largestSequence else {
                throw FormatError(
                    "table \(number) has sequences from \(smallestSequence) to \(largestSequence)",
                    at: cursor.offset
                )
            }
            table.sequences = smallestSequence...largestSequence
        }
        if tag == 103 { try readCustomFields(of: &table, &cursor) }
        addedTables.append(table)
    }

    private func readInternalKey(_ cursor: inout ByteCursor) throws(FormatError) -> InternalKey {
        let offset = cursor.offset
        guard let key = InternalKey(try cursor.readSlice().copied) else {
            throw FormatError("an internal key of fewer than 8 bytes", at: offset)
        }
        return key
    }

    /// Reads the fields of tag 103 up to their terminator, which has no value.
    private mutating func readCustomFields(of table: inout LiveTable, _ cursor: inout ByteCursor) throws(FormatError) {
        while true {
            let tag = try cursor.readVarint32()
            if tag == 1 { return }
            let offset = cursor.offset
            let value = try cursor.readSlice()
            switch tag {
            case 4: unsupportedFeature = "blob files"
            case 7: table.fileChecksum = value.copied
            case 8: table.fileChecksumFunction = value.lossyText
            case 15:
                var field = ByteCursor(value)
                table.tailByteCount = try field.readVarint64()
            case 65:
                guard value.byteCount == 1 else {
                    throw FormatError("a path id of \(value.byteCount) bytes", at: offset)
                }
                if value.littleEndian(UInt8.self, uncheckedAt: 0) != 0 {
                    unsupportedFeature = "a second data directory"
                }
            // Bit 6 says that a reader must know the field.
            case _ where tag > 16 && tag & 64 != 0: unsupportedFeature = "field \(tag) of a table"
            default: break
            }
        }
    }
}
