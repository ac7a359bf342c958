/// The MANIFEST of a database: one version edit for each table, as if they had been written one after the other
/// (partition-data §9.4).
struct DatabaseManifest: Sendable {
    /// Name of the only MANIFEST, and what `CURRENT` says.
    static let fileName = "MANIFEST-000005"
    static let current = Array("\(fileName)\n".utf8)

    /// Number of the write-ahead log.
    static let logNumber: UInt64 = 4

    /// The records, one for each edit.
    var edits: [[UInt8]]

    /// Reads a MANIFEST that was written here.
    init(reading bytes: [UInt8], path: String) throws(SampleStoreError) {
        guard let records = LogFrameWriter.records(of: bytes) else {
            throw .unexpectedContent(path: path, reason: "its records cannot be read")
        }
        edits = records
    }

    /// Describes a database.
    ///
    /// - Parameters:
    ///   - identity: The database's id, a UUID.
    ///   - tables: All tables, in the order of their making.
    ///   - lastSequence: The highest sequence number given.
    ///   - nextFileNumber: Above the numbers of all files.
    init(identity: String, tables: [TableFacts], lastSequence: UInt64, nextFileNumber: UInt64) {
        edits = [
            // Its id; nothing; the order of keys and that timestamps are kept; the counters of an empty database.
            Self.edit { $0.putTag(8193, slice: identity) },
            [],
            Self.edit {
                $0.putTag(1, slice: "leveldb.BytewiseComparator")
                $0.putTag(8201, slice: "\u{1}")
            },
            Self.edit {
                $0.putTag(2, 0)
                $0.putTag(4, 0)
            },
            Self.edit {
                $0.putTag(9, 0)
                $0.putTag(3, 6)
                $0.putTag(4, 0)
            },
        ]
        edits += tables.map { Self.edit(adding: $0, lastSequence: lastSequence, nextFileNumber: nextFileNumber) }
        edits.append(
            Self.edit {
                $0.putTag(9, 0)
                $0.putTag(3, nextFileNumber)
                $0.putTag(10, Self.logNumber)
                $0.putTag(4, lastSequence)
            }
        )
    }

    /// Changes what the MANIFEST says of a table; returns whether it says anything.
    mutating func change(_ number: UInt64, _ body: (inout TableFacts) -> Void) -> Bool {
        for place in edits.indices {
            guard let (facts, start) = Self.table(in: edits[place]), facts.number == number else { continue }
            var changed = facts
            body(&changed)
            edits[place] = edits[place].prefix(start) + Self.edit { $0.put(changed) }
            return true
        }
        return false
    }

    /// The table that an edit adds, and where in the edit it stands.
    private static func table(in edit: [UInt8]) -> (facts: TableFacts, start: Int)? {
        var reading = ByteReading(edit)
        var start = 0
        while true {
            start = reading.offset
            guard let tag = reading.varint() else { return nil }
            if tag == 103 { break }
            guard [2, 3, 4, 9, 10].contains(tag), reading.varint() != nil else { return nil }
        }
        guard let level = reading.varint(), let number = reading.varint(), let size = reading.varint(),
            let smallestKey = reading.slice(), let largestKey = reading.slice(),
            let smallestSequence = reading.varint(), let largestSequence = reading.varint()
        else { return nil }
        var facts = TableFacts(
            number: number,
            level: UInt32(truncatingIfNeeded: level),
            size: size,
            smallestKey: smallestKey,
            largestKey: largestKey,
            smallestSequence: smallestSequence,
            largestSequence: largestSequence,
            checksum: 0,
            tailByteCount: 0
        )
        while let tag = reading.varint(), tag != 1 {
            guard let value = reading.slice() else { return nil }
            var number = ByteReading(value)
            switch tag {
            case 7: facts.checksum = value.reduce(0) { $0 << 8 | UInt32($1) }
            case 13: facts.epoch = number.varint() ?? 0
            case 15: facts.tailByteCount = number.varint() ?? 0
            default: break
            }
        }
        return (facts, start)
    }

    /// The bytes of the file.
    var bytes: [UInt8] {
        var writer = LogFrameWriter()
        for edit in edits { writer.append(edit) }
        return writer.bytes
    }

    /// The edits of a table that came and went: nothing of it is needed any more.
    static func passing(_ table: TableFacts) -> [[UInt8]] {
        [
            edit { $0.put(table) },
            edit { sink in
                sink.putTag(6, UInt64(table.level))
                sink.putVarint(table.number)
            },
        ]
    }

    /// An edit with the fields that `body` writes.
    static func edit(_ body: (inout ByteSink) -> Void) -> [UInt8] {
        var sink = ByteSink()
        body(&sink)
        return sink.bytes
    }

    /// The edit that adds a table.
    static func edit(adding table: TableFacts, lastSequence: UInt64, nextFileNumber: UInt64) -> [UInt8] {
        edit { sink in
            sink.putTag(2, logNumber)
            sink.putTag(9, 0)
            sink.putTag(3, nextFileNumber)
            sink.putTag(4, lastSequence)
            sink.put(table)
        }
    }
}

extension ByteSink {
    fileprivate mutating func putTag(_ tag: UInt64, _ number: UInt64) {
        putVarint(tag)
        putVarint(number)
    }

    fileprivate mutating func putTag(_ tag: UInt64, slice: String) {
        putVarint(tag)
        putSlice(slice)
    }

    /// Writes a field with a number inside a slice.
    private mutating func putField(_ tag: UInt64, _ number: UInt64) {
        var value = ByteSink()
        value.putVarint(number)
        putVarint(tag)
        putSlice(value.bytes)
    }

    /// Writes a new file of the fourth form.
    fileprivate mutating func put(_ table: TableFacts) {
        putTag(103, UInt64(table.level))
        putVarint(table.number)
        putVarint(table.size)
        putSlice(table.smallestKey)
        putSlice(table.largestKey)
        putVarint(table.smallestSequence)
        putVarint(table.largestSequence)
        putField(13, table.epoch)
        var checksum = ByteSink()
        checksum.putBigEndian(table.checksum)
        putVarint(7)
        putSlice(checksum.bytes)
        putTag(8, slice: "FileChecksumCrc32c")
        putField(15, table.tailByteCount)
        // The end of the fields has no slice.
        putVarint(1)
    }
}
