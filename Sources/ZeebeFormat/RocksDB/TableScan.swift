/// What was seen in a table, or in a part of one.
public struct TableScan: Equatable, Sendable {
    /// Broken rules, each once: the first place of each. `unsupported` stands for content that could not be looked into.
    public internal(set) var faults: [RocksDBFault] = []
    /// Number of blocks of all kinds whose checksum was proved.
    public internal(set) var blockCount = 0
    /// Number of data blocks whose entries were read.
    public internal(set) var dataBlockCount = 0
    /// Number of entries in data blocks, deletions among them.
    public internal(set) var entryCount: UInt64 = 0
    /// Number of range deletions.
    public internal(set) var rangeDeletionCount: UInt64 = 0
    /// The first key in data blocks.
    public internal(set) var firstKey: InternalKey?
    /// The last key in data blocks.
    public internal(set) var lastKey: InternalKey?
    /// The lowest sequence number of all entries, range deletions among them.
    public internal(set) var smallestSequence: UInt64?
    /// The highest one.
    public internal(set) var largestSequence: UInt64?

    /// Creates the scan of nothing.
    public init() {}

    /// Creates the scan of a table that could not be opened.
    public init(failingWith fault: RocksDBFault) { faults = [fault] }

    /// Whether every entry was seen: no block was damaged or in a form that is not known.
    public var isComplete: Bool {
        !faults.contains { $0.rule == .tableBlock || $0.rule == .unsupported }
    }

    mutating func note(_ fault: RocksDBFault) {
        if !faults.contains(where: { $0.rule == fault.rule }) { faults.append(fault) }
    }

    mutating func noteSequences(_ range: ClosedRange<UInt64>) {
        smallestSequence = min(smallestSequence ?? .max, range.lowerBound)
        largestSequence = max(largestSequence ?? 0, range.upperBound)
    }

    /// Joins the scan of the part that follows in the file.
    public mutating func append(_ next: TableScan) {
        for fault in next.faults { note(fault) }
        if let last = lastKey, let first = next.firstKey, isComplete, !(last < first) {
            note(
                RocksDBFault(
                    .tableBlock,
                    at: 0,
                    "data blocks: key \(first) follows \(last), which is not before it"
                )
            )
        }
        blockCount += next.blockCount
        dataBlockCount += next.dataBlockCount
        entryCount += next.entryCount
        rangeDeletionCount += next.rangeDeletionCount
        firstKey = firstKey ?? next.firstKey
        lastKey = next.lastKey ?? lastKey
        if let smallest = next.smallestSequence, let largest = next.largestSequence {
            noteSequences(smallest...largest)
        }
    }

    /// Proves what can be said of the whole table only: counts, gaps, and the bounds in the MANIFEST
    /// (partition-data §9.8, steps 6, 7 and 9). Call it once, on the joined scan of all parts.
    ///
    /// - Parameter table: The table in the MANIFEST; `nil` when there is none to compare with.
    public mutating func conclude(_ layout: TableLayout, table: LiveTable?) {
        if let gap = layout.gap { note(gap) }
        guard isComplete else { return }
        let entries = entryCount + rangeDeletionCount
        if let stated = layout.properties.entryCount, stated != entries {
            note(
                RocksDBFault(
                    .tableBlock,
                    at: layout.footer.offset,
                    "properties block: \(stated) entries stated, \(entries) found"
                )
            )
        }
        if let stated = layout.properties.dataBlockCount, stated != UInt64(dataBlockCount) {
            note(
                RocksDBFault(
                    .tableBlock,
                    at: layout.footer.offset,
                    "properties block: \(stated) data blocks stated, \(dataBlockCount) found"
                )
            )
        }
        if let table { proveBounds(table) }
    }

    private mutating func proveBounds(_ table: LiveTable) {
        if let firstKey, let lastKey {
            // Bounds of a table with range deletions reach as far as those do.
            let isInside = table.smallestKey <= firstKey && lastKey <= table.largestKey
            let isExact = table.smallestKey == firstKey && table.largestKey == lastKey
            if rangeDeletionCount > 0 ? !isInside : !isExact {
                note(
                    RocksDBFault(
                        .tableBounds,
                        at: 0,
                        "keys from \(firstKey) to \(lastKey), the MANIFEST says from \(table.smallestKey)"
                            + " to \(table.largestKey)"
                    )
                )
            }
        }
        if let stated = table.sequences, let smallestSequence, let largestSequence,
            stated != smallestSequence...largestSequence
        {
            note(
                RocksDBFault(
                    .tableBounds,
                    at: 0,
                    "sequence numbers from \(smallestSequence) to \(largestSequence), the MANIFEST says from"
                        + " \(stated.lowerBound) to \(stated.upperBound)"
                )
            )
        }
    }
}
