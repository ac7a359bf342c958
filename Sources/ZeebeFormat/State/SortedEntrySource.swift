/// Entries in the order of keys, of which one at a time is looked at: a table, or what stands for one.
protocol SortedEntrySource {
    /// A copy of the value of the entry; empty for deletions.
    var value: [UInt8] { get }

    /// Moves to the next entry.
    ///
    /// - Parameter userKey: Takes the user key of the entry.
    /// - Throws: `RocksDBFault` when the bytes are not those of entries.
    mutating func advance(_ userKey: inout [UInt8]) throws(RocksDBFault) -> SortedEntryStep

    /// Takes the bytes that the last step asked for.
    ///
    /// - Throws: `RocksDBFault` when they are damaged, or in a form that is not known.
    mutating func supply(_ bytes: RawSpan) throws(RocksDBFault)

    /// Hands out the range deletions that it came upon since the last call; they cover no key in front of its entry.
    mutating func takeRangeDeletions() -> [RangeDeletion]
}

extension SortedEntrySource {
    /// Of a source without range deletions.
    mutating func takeRangeDeletions() -> [RangeDeletion] { [] }
}

/// Where a source of entries is.
enum SortedEntryStep: Equatable, Sendable {
    /// At an entry of this sequence number and type.
    case entry(EntryVersion)
    /// In need of exactly these bytes of its file; when they are supplied, it must be moved again.
    case bytes(at: UInt64, count: Int)
    /// Behind the last entry.
    case end
}
