/// The database as its MANIFEST describes it: the tables that belong to it, and its counters (partition-data §9.4).
public struct RocksDBManifest: Equatable, Sendable {
    /// The only order of keys that Zeebe's databases have.
    public static let comparator = "leveldb.BytewiseComparator"

    /// The most live tables, and bytes of their keys, that are kept: far more than Zeebe's databases have.
    static let maximumTableCount = 1 << 18
    static let maximumKeyByteCount = 64 * 1024 * 1024

    /// Name of the order of keys.
    public private(set) var comparator: String?
    /// Number from which on write-ahead logs hold what the tables do not (tag 2).
    public private(set) var logNumber: UInt64?
    /// An older write-ahead log that still matters; 0 for none (tag 9).
    public private(set) var previousLogNumber: UInt64?
    /// The lowest number of a write-ahead log to keep (tag 10).
    public private(set) var minimumLogNumber: UInt64?
    /// Above the numbers of all files.
    public private(set) var nextFileNumber: UInt64?
    /// The highest sequence number given.
    public private(set) var lastSequence: UInt64?
    /// Number of records in the MANIFEST.
    public private(set) var editCount = 0

    private var tablesByNumber: [UInt64: LiveTable] = [:]
    private var columnFamilies: Set<UInt32> = [0]
    private var keyByteCount = 0
    /// How many edits of an atomic group must follow.
    private var openGroup: (remaining: UInt32, offset: UInt64)?

    /// Creates the description of a database without tables.
    init() {}

    /// The live tables by their numbers, ascending.
    public var tables: [LiveTable] { tablesByNumber.values.sorted { $0.number < $1.number } }

    /// Whether a table with this number is live.
    public func isLive(_ number: UInt64) -> Bool { tablesByNumber[number] != nil }

    /// The live table with a number; `nil` when there is none.
    public func table(numbered number: UInt64) -> LiveTable? { tablesByNumber[number] }

    /// Whether what a write-ahead log holds belongs to the database; older ones are left over.
    public func needsLog(_ number: UInt64) -> Bool {
        if let previousLogNumber, previousLogNumber != 0, number == previousLogNumber { return true }
        return number >= (minimumLogNumber ?? logNumber ?? 0)
    }

    /// Whether RocksDB replays a write-ahead log into the column family that Zeebe uses when it opens the database.
    ///
    /// What older logs hold is in the tables. It may have lost its sequence numbers there, so that a replay would take an
    /// old value for the newest.
    public func replaysLog(_ number: UInt64) -> Bool { needsLog(number) && number >= (logNumber ?? 0) }

    /// Whether a file of the directory has a part of the database's content: a live table, or a log that is replayed.
    public func holdsState(_ fileName: String) -> Bool {
        switch DatabaseFileName(fileName) {
        case .table(let number): isLive(number)
        case .log(let number): replaysLog(number)
        case .current, .manifest, .options, nil: false
        }
    }

    /// Compares what the databases are, not how their MANIFESTs came to it.
    public static func == (left: RocksDBManifest, right: RocksDBManifest) -> Bool {
        left.comparator == right.comparator && left.logNumber == right.logNumber
            && left.previousLogNumber == right.previousLogNumber && left.minimumLogNumber == right.minimumLogNumber
            && left.nextFileNumber == right.nextFileNumber && left.lastSequence == right.lastSequence
            && left.editCount == right.editCount && left.tablesByNumber == right.tablesByNumber
    }

    // MARK: Edits

    /// Applies the next edit: first what it removes, then what it adds.
    mutating func apply(_ edit: VersionEdit, at offset: UInt64) throws(RocksDBFault) {
        editCount += 1
        try follow(edit.remainingInGroup, at: offset)
        if let comparator = edit.comparator {
            guard comparator == Self.comparator else {
                throw RocksDBFault(
                    .rocksDBManifest,
                    at: offset,
                    "the order of keys is another one than \(Self.comparator)"
                )
            }
            self.comparator = comparator
        }
        logNumber = edit.columnFamily == 0 ? edit.logNumber ?? logNumber : logNumber
        previousLogNumber = edit.previousLogNumber ?? previousLogNumber
        minimumLogNumber = edit.minimumLogNumber ?? minimumLogNumber
        nextFileNumber = edit.nextFileNumber ?? nextFileNumber
        lastSequence = edit.lastSequence ?? lastSequence
        if edit.addedColumnFamily != nil { columnFamilies.insert(edit.columnFamily) }
        if edit.dropsColumnFamily { try drop(edit.columnFamily, at: offset) }
        for deleted in edit.deletedTables { try remove(deleted, from: edit.columnFamily, at: offset) }
        for added in edit.addedTables { try add(added, to: edit.columnFamily, at: offset) }
    }

    private mutating func follow(_ remaining: UInt32?, at offset: UInt64) throws(RocksDBFault) {
        if let openGroup, remaining != openGroup.remaining - 1 {
            throw RocksDBFault(
                .rocksDBManifest,
                at: offset,
                "expected \(openGroup.remaining) more edits of the atomic group at \(openGroup.offset),"
                    + " found \(remaining.map { "one with \($0) to follow" } ?? "one of no group")"
            )
        }
        guard let remaining else { return }
        openGroup = remaining == 0 ? nil : (remaining, openGroup?.offset ?? offset)
    }

    private mutating func drop(_ columnFamily: UInt32, at offset: UInt64) throws(RocksDBFault) {
        guard columnFamily != 0, columnFamilies.remove(columnFamily) != nil else {
            throw RocksDBFault(.rocksDBManifest, at: offset, "column family \(columnFamily) cannot be dropped")
        }
        for table in tablesByNumber.values where table.columnFamily == columnFamily { forget(table) }
    }

    private mutating func remove(
        _ deleted: VersionEdit.DeletedTable,
        from columnFamily: UInt32,
        at offset: UInt64
    ) throws(RocksDBFault) {
        guard let table = tablesByNumber[deleted.number], table.level == deleted.level,
            table.columnFamily == columnFamily
        else {
            throw RocksDBFault(
                .rocksDBManifest,
                at: offset,
                "table \(deleted.number) is removed from level \(deleted.level), where it is not"
            )
        }
        forget(table)
    }

    private mutating func forget(_ table: LiveTable) {
        tablesByNumber[table.number] = nil
        keyByteCount -= table.smallestKey.bytes.count + table.largestKey.bytes.count
    }

    private mutating func add(
        _ added: LiveTable,
        to columnFamily: UInt32,
        at offset: UInt64
    ) throws(RocksDBFault) {
        guard tablesByNumber[added.number] == nil else {
            throw RocksDBFault(.rocksDBManifest, at: offset, "table \(added.number) is added a second time")
        }
        guard columnFamilies.contains(columnFamily) else {
            throw RocksDBFault(
                .rocksDBManifest,
                at: offset,
                "table \(added.number) is added to column family \(columnFamily), which does not exist"
            )
        }
        keyByteCount += added.smallestKey.bytes.count + added.largestKey.bytes.count
        guard tablesByNumber.count < Self.maximumTableCount, keyByteCount <= Self.maximumKeyByteCount else {
            throw RocksDBFault(
                .unsupported,
                at: offset,
                "more than \(Self.maximumTableCount) live tables, or \(Self.maximumKeyByteCount) bytes of their keys"
            )
        }
        var table = added
        table.columnFamily = columnFamily
        tablesByNumber[added.number] = table
    }

    /// Proves what holds at the end of the MANIFEST: no group is open, and no number is above the counters.
    func checkEnd(at offset: UInt64) throws(RocksDBFault) {
        if let openGroup {
            throw RocksDBFault(
                .rocksDBManifest,
                at: openGroup.offset,
                "the MANIFEST ends inside an atomic group: \(openGroup.remaining) edits are missing"
            )
        }
        guard let nextFileNumber, let lastSequence, comparator != nil, logNumber != nil else {
            throw RocksDBFault(
                .rocksDBManifest,
                at: offset,
                "the MANIFEST lacks comparator, log number, next file number or last sequence"
            )
        }
        for table in tables {
            guard table.number < nextFileNumber else {
                throw RocksDBFault(
                    .rocksDBManifest,
                    at: offset,
                    "table \(table.number) is not below the next file number, \(nextFileNumber)"
                )
            }
            if let sequences = table.sequences, sequences.upperBound > lastSequence {
                throw RocksDBFault(
                    .rocksDBManifest,
                    at: offset,
                    "table \(table.number) reaches sequence \(sequences.upperBound), the database \(lastSequence)"
                )
            }
        }
    }
}
