/// The range deletions that matter while keys pass in ascending order; those that lie behind are forgotten.
struct RangeDeletionSweep {
    /// The most deletions that are kept at a time; Zeebe writes none.
    static let maximumCount = 4096

    /// The most bytes of their keys.
    static let maximumByteCount = 4 * 1024 * 1024

    /// Deletions whose range has not begun, the next one last.
    private var ahead: [RangeDeletion] = []
    /// Deletions whose range has begun and not ended.
    private var around: [RangeDeletion] = []
    private var byteCount = 0

    /// Adds deletions, none of which covers a key that has passed.
    mutating func add(_ deletions: [RangeDeletion]) throws(RocksDBFault) {
        for deletion in deletions {
            byteCount += deletion.start.count + deletion.end.count
            guard ahead.count + around.count < Self.maximumCount, byteCount <= Self.maximumByteCount else {
                throw RocksDBFault(
                    .unsupported,
                    at: 0,
                    "more than \(Self.maximumCount) range deletions in one place, or \(Self.maximumByteCount) bytes of them"
                )
            }
            ahead.insert(deletion, at: place(of: deletion))
        }
    }

    private func place(of deletion: RangeDeletion) -> Int {
        var places = 0..<ahead.count
        while !places.isEmpty {
            let middle = places.lowerBound + places.count / 2
            if deletion.start.lexicographicallyPrecedes(ahead[middle].start) {
                places = (middle + 1)..<places.upperBound
            } else {
                places = places.lowerBound..<middle
            }
        }
        return places.lowerBound
    }

    /// Whether the version of a key is absent by a deletion; keys must ascend from call to call.
    mutating func covers(_ userKey: [UInt8], _ version: EntryVersion) -> Bool {
        guard !ahead.isEmpty || !around.isEmpty else { return false }
        while let next = ahead.last, !userKey.lexicographicallyPrecedes(next.start) {
            around.append(next)
            ahead.removeLast()
        }
        var isCovered = false
        around.removeAll { deletion in
            let isBehind = !userKey.lexicographicallyPrecedes(deletion.end)
            if isBehind { byteCount -= deletion.start.count + deletion.end.count }
            isCovered = isCovered || (!isBehind && deletion.sequence > version.sequence)
            return isBehind
        }
        return isCovered
    }
}
