/// A record of a write-ahead log: changes that RocksDB makes together (partition-data §9.4).
///
/// A sequence number (8 bytes) and the number of changes (4), both little-endian, then the changes. The first one has that
/// sequence number, each further one the next; what changes nothing has none.
enum WriteBatch {
    /// Shows the changes of the column family that Zeebe uses to `visitor`, each with its sequence number.
    ///
    /// - Parameters:
    ///   - record: All bytes of the record.
    ///   - fileOffset: Offset of the record in the file, for faults.
    /// - Throws: `RocksDBFault` with the rule `wal`, or `unsupported` for what Zeebe does not use; some of the changes may
    ///   have been shown by then.
    static func replay<Visitor: TableEntryVisitor>(
        _ record: RawSpan,
        at fileOffset: UInt64,
        into visitor: inout Visitor
    ) throws(RocksDBFault) {
        let unknown: UInt8?
        do throws(FormatError) {
            unknown = try replay(record, into: &visitor)
        } catch {
            throw RocksDBFault(.writeAheadLog, at: fileOffset, "batch: \(error.description)")
        }
        if let unknown {
            throw RocksDBFault(.unsupported, at: fileOffset, "a batch with an entry of type \(unknown)")
        }
    }

    /// Returns the type of the first entry that is not known; the rest is not looked into then.
    private static func replay<Visitor: TableEntryVisitor>(
        _ record: RawSpan,
        into visitor: inout Visitor
    ) throws(FormatError) -> UInt8? {
        var cursor = ByteCursor(record)
        let sequence: UInt64 = try cursor.readLittleEndian()
        let count: UInt32 = try cursor.readLittleEndian()
        guard sequence <= EntryVersion.maximumSequence - UInt64(count) else {
            throw FormatError("sequence \(sequence) and \(count) changes, more than 56 bits", at: 0)
        }
        var seen: UInt32 = 0
        while !cursor.isAtEnd {
            let offset = cursor.offset
            let tag = try cursor.readUInt8()
            switch tag {
            case noOperation: continue
            case logData: _ = try cursor.readSlice()
            default:
                guard let (type, hasColumnFamily) = change(tag) else { return tag }
                guard seen < count else { throw FormatError("more than the \(count) changes stated", at: offset) }
                let columnFamily = hasColumnFamily ? try cursor.readVarint32() : 0
                let key = try cursor.readSlice()
                let value = type.isDeletion ? record.slice(0, count: 0) : try cursor.readSlice()
                let version = EntryVersion(sequence: sequence + UInt64(seen), type: type)
                seen += 1
                // Other column families are not Zeebe's.
                guard columnFamily == 0 else { continue }
                switch type {
                case .merge: return tag
                case .rangeDeletion: visitor.visitRangeDeletion(from: key, to: value, sequence: version.sequence)
                default: visitor.visit(key, version: version, value: value)
                }
            }
        }
        guard seen == count else { throw FormatError("\(count) changes stated, \(seen) found", at: 8) }
        return nil
    }

    /// Text of the application, which goes into no table.
    private static let logData: UInt8 = 3
    /// Stands where two-phase commit could write a mark.
    private static let noOperation: UInt8 = 13

    /// What an entry's first byte says of a change; `nil` for marks of two-phase commit, blobs, wide columns and others.
    private static func change(_ tag: UInt8) -> (type: EntryType, hasColumnFamily: Bool)? {
        switch tag {
        case 0: (.deletion, false)
        case 1: (.value, false)
        case 2: (.merge, false)
        case 4: (.deletion, true)
        case 5: (.value, true)
        case 6: (.merge, true)
        case 7: (.singleDeletion, false)
        case 8: (.singleDeletion, true)
        case 14: (.rangeDeletion, true)
        case 15: (.rangeDeletion, false)
        default: nil
        }
    }
}
