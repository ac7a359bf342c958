/// Counts the entries of a state that are present, by Zeebe's column families: the preview of a backup's content.
public struct LiveKeyCounter: Equatable, Sendable {
    /// Number of entries by column family.
    public private(set) var counts: [ColumnFamily: Int] = [:]

    /// Number of keys too short to have a column family; Zeebe writes none.
    public private(set) var otherCount = 0

    private let rangeDeletions: [StateCollector.RangeDeletion]

    /// Creates a counter that has seen nothing.
    ///
    /// - Parameter collector: What a scan of the same tables collected: its range deletions are applied.
    public init(applyingRangeDeletionsOf collector: StateCollector = StateCollector()) {
        rangeDeletions = collector.rangeDeletions
    }

    /// Counts a user key, given with its newest version.
    public mutating func count(_ userKey: [UInt8], _ version: EntryVersion) {
        guard !version.type.isDeletion else { return }
        for deletion in rangeDeletions where deletion.covers(userKey, version) { return }
        guard userKey.count >= 8 else {
            otherCount += 1
            return
        }
        let number = userKey[..<8].reduce(0) { $0 << 8 | Int64($1) }
        counts[ColumnFamily(rawValue: number), default: 0] += 1
    }
}
