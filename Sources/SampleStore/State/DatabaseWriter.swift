internal import Checksums
internal import SeededRandom

/// Writes the RocksDB database of one snapshot (partition-data §8.2, §9).
///
/// One small table in level 0 holds the entries that tie the state to the log, and some of everything else. What the
/// specification asks for beyond comes in tables of level 3, each of one column family, as Zeebe's compaction leaves them;
/// the small table deletes one entry of theirs and replaces another.
struct DatabaseWriter: Sendable {
    /// Number of the small table, and of the first one of level 3.
    static let smallTable: UInt64 = 8
    private static let firstContentTable: UInt64 = 101
    private static let lastLevel: UInt32 = 3

    /// Names of the files that every database has, ascending.
    static let fileNames = [
        "000004.log", TableFacts.fileName(smallTable), "CURRENT", DatabaseManifest.fileName, DatabaseOptions.fileName,
    ]

    let specification: SampleStoreSpecification
    let partition: Int32
    let ordinal: Int

    /// A file that was written.
    struct WrittenFile: Sendable {
        var name: String
        var size: Int64
        var checksum: UInt32
    }

    /// Writes all files of the database into a directory.
    func write(_ state: SnapshotState, to directory: String) throws(SampleStoreError) -> [WrittenFile] {
        let contents = try writeContentTables(to: directory)
        let small = try writeSmallTable(state, rows: contents.rows, to: directory)
        var live = specification.hidesContentTables ? [] : contents.tables
        live.append(small)
        for place in live.indices { live[place].epoch = UInt64(place + 1) }
        let last = (contents.tables + [small]).map(\.number).max() ?? 0
        let manifest = DatabaseManifest(
            identity: identity,
            tables: live,
            lastSequence: small.largestSequence,
            nextFileNumber: last + 2
        )
        var files = (contents.tables + [small]).map { table in
            WrittenFile(name: fileName(table), size: Int64(table.size), checksum: table.checksum)
        }
        for (name, content) in [
            ("000004.log", []), ("CURRENT", DatabaseManifest.current), (DatabaseManifest.fileName, manifest.bytes),
            (DatabaseOptions.fileName, Array(DatabaseOptions.text.utf8)),
        ] {
            try SystemFiles.store(content, at: "\(directory)/\(name)")
            let checksum = unsafe CRC32C.checksum(of: content.span.bytes)
            files.append(WrittenFile(name: name, size: Int64(content.count), checksum: checksum))
        }
        return files
    }

    private func fileName(_ table: TableFacts) -> String {
        let isHidden = specification.hidesContentTables && table.level == Self.lastLevel
        return TableFacts.fileName(table.number, suffix: isHidden ? "dat" : "sst")
    }

    /// The database's id, a UUID.
    private var identity: String {
        var random = SplitMix64(seed: specification.seed, stream: 3 << 32 | UInt64(UInt32(bitPattern: partition)))
        let digits = (0..<2).map { _ in
            let word = String(random.next(), radix: 16)
            return String(repeating: "0", count: 16 - word.count) + word
        }.joined()
        var text = ""
        for (place, digit) in digits.enumerated() {
            if [8, 12, 16, 20].contains(place) { text += "-" }
            text.append(digit)
        }
        return text
    }

    // MARK: Level 3

    private struct ContentTables {
        var tables: [TableFacts] = []
        /// Number of rows of each family.
        var rows: [ContentFamily: Int64] = [:]
    }

    /// The additional tables: bytes of data, and family.
    private var plannedTables: [(byteCount: Int64, family: ContentFamily)] {
        var planned: [(Int64, ContentFamily)] = []
        var left = specification.snapshotFillerBytes
        while left > 0 {
            let byteCount = min(left, specification.snapshotFillerFileBytes)
            planned.append((byteCount, ContentFamily.ofTable(planned.count)))
            left -= byteCount
        }
        let isLastBackup = ordinal == specification.backups.count - 1
        if partition == 1, isLastBackup, specification.largeSnapshotFileBytes > 0 {
            planned.append((specification.largeSnapshotFileBytes, .variables))
        }
        return planned
    }

    private func writeContentTables(to directory: String) throws(SampleStoreError) -> ContentTables {
        var written = ContentTables()
        for (place, planned) in plannedTables.enumerated() {
            let number = Self.firstContentTable + UInt64(place)
            let suffix = specification.hidesContentTables ? "dat" : "sst"
            var writer = try TableWriter(
                number: number,
                level: Self.lastLevel,
                isCompressed: specification.compressesContentTables,
                creating: "\(directory)/\(TableFacts.fileName(number, suffix: suffix))"
            )
            var rows = rows(planned.family, from: written.rows[planned.family] ?? 0, table: number)
            while writer.dataByteCount < UInt64(planned.byteCount) {
                rows.advance(sequence: 0, .value)
                try writer.add(rows.key, rows.value)
            }
            written.tables.append(try writer.finish())
            written.rows[planned.family] = rows.next
        }
        return written
    }

    /// Rows of a family; its text is the same on all partitions where its entries are.
    private func rows(_ family: ContentFamily, from first: Int64, table number: UInt64) -> ContentRows {
        let place = UInt64(UInt32(truncatingIfNeeded: ordinal))
        let random = SplitMix64(
            seed: specification.seed ^ number << 40 ^ UInt64(family.rawValue) << 32,
            stream: family.isSameOnAllPartitions ? 0 : UInt64(UInt32(bitPattern: partition)) << 32 | place
        )
        return ContentRows(family, partition: partition, from: first, random: random)
    }

    // MARK: Level 0

    private struct SmallTableEntry {
        var userKey: [UInt8]
        var value: [UInt8]
        var kind = EntryKind.value
    }

    private func writeSmallTable(
        _ state: SnapshotState,
        rows written: [ContentFamily: Int64],
        to directory: String
    ) throws(SampleStoreError) -> TableFacts {
        var entries: [SmallTableEntry] = []
        var highestCounter: Int64 = 0
        for family in ContentFamily.allCases {
            let behind = written[family] ?? 0
            // Of what level 3 has, the second row is deleted and the third one replaced.
            if behind > 2 {
                var rows = rows(family, from: 1, table: Self.smallTable)
                rows.advance(sequence: 0, .deletion)
                entries.append(SmallTableEntry(userKey: Array(rows.key.dropLast(8)), value: [], kind: .deletion))
                rows.advance(sequence: 0, .value)
                entries.append(SmallTableEntry(userKey: Array(rows.key.dropLast(8)), value: rows.value))
            }
            var rows = rows(family, from: behind, table: Self.smallTable)
            for _ in 0..<family.countInSmallTable {
                rows.advance(sequence: 0, .value)
                entries.append(SmallTableEntry(userKey: Array(rows.key.dropLast(8)), value: rows.value))
            }
            highestCounter = max(highestCounter, family.counter(of: rows.next))
        }
        entries += StateEntries.entries(
            of: state,
            highestCounter: highestCounter,
            partition: partition,
            version: specification.version
        ).map { SmallTableEntry(userKey: $0.userKey, value: $0.value) }
        entries.sort { $0.userKey.lexicographicallyPrecedes($1.userKey) }

        var writer = try TableWriter(
            number: Self.smallTable,
            level: 0,
            creating: "\(directory)/\(TableFacts.fileName(Self.smallTable))"
        )
        for (place, entry) in entries.enumerated() {
            var key = ByteSink(entry.userKey)
            key.seek(to: entry.userKey.count)
            key.putVersion(sequence: UInt64(place + 1), entry.kind)
            try writer.add(key.bytes, entry.value)
        }
        return try writer.finish()
    }
}
