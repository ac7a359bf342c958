/// Makes entries with lower sequence numbers in a range of user keys absent (partition-data §9.8).
struct RangeDeletion: Equatable, Sendable {
    /// The first user key that is deleted.
    var start: [UInt8]
    /// The user key in front of which the deletion ends.
    var end: [UInt8]
    /// Its sequence number.
    var sequence: UInt64

    /// Whether it makes a version of a key absent.
    func covers(_ userKey: [UInt8], _ version: EntryVersion) -> Bool {
        sequence > version.sequence && !userKey.lexicographicallyPrecedes(start)
            && userKey.lexicographicallyPrecedes(end)
    }

    /// The part of it that lies in the range of keys that the MANIFEST gives its table; `nil` when there is none.
    ///
    /// A table may hold a deletion that reaches further than its keys. What lies beyond may have been given the sequence
    /// number 0 since, so RocksDB applies only the part inside.
    func clipped(to table: LiveTable) -> RangeDeletion? {
        var clipped = self
        if clipped.start.lexicographicallyPrecedes(table.smallestKey.userKey) {
            clipped.start = Array(table.smallestKey.userKey)
        }
        // A bound that is itself the end of a deletion lies behind the table; any other key is in it.
        let last = Array(table.largestKey.userKey)
        let bound = table.largestKey.version.type == .rangeDeletion ? last : last + [0]
        if bound.lexicographicallyPrecedes(clipped.end) { clipped.end = bound }
        return clipped.start.lexicographicallyPrecedes(clipped.end) ? clipped : nil
    }
}
