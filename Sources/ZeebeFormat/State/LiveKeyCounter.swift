/// Counts the entries of a state that are present, by Zeebe's column families: the preview of a backup's content.
struct LiveKeyCounter: Equatable, Sendable {
    /// Number of entries by column family.
    private(set) var counts: [ColumnFamily: Int] = [:]

    /// Number of keys too short to have a column family; Zeebe writes none.
    private(set) var otherCount = 0

    /// The column family of the keys counted last, which follow each other, and their number.
    private var current: (family: ColumnFamily, count: Int) = (.default, 0)

    /// Creates a counter that has seen nothing.
    init() {}

    /// Counts a user key that is present; keys must ascend from call to call.
    ///
    /// - Returns: Its column family; `nil` when it is too short to have one.
    @discardableResult
    mutating func count(_ userKey: [UInt8]) -> ColumnFamily? {
        guard userKey.count >= 8 else {
            otherCount += 1
            return nil
        }
        let number = unsafe userKey.span.bytes.littleEndian(Int64.self, uncheckedAt: 0).byteSwapped
        if number != current.family.rawValue {
            complete()
            current.family = ColumnFamily(rawValue: number)
        }
        current.count += 1
        return current.family
    }

    /// Brings the counts up to date, when all keys have been counted.
    mutating func complete() {
        guard current.count > 0 else { return }
        counts[current.family, default: 0] += current.count
        current.count = 0
    }

    /// Compares the counts.
    static func == (left: LiveKeyCounter, right: LiveKeyCounter) -> Bool {
        left.counts == right.counts && left.otherCount == right.otherCount
    }
}
