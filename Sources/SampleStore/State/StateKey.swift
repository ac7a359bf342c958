/// User keys of Zeebe's state: the number of a column family, then fields (partition-data §10.1).
enum StateKey {
    /// Keys of a partition are its id times this, plus a counter.
    static let partitionShift: Int64 = 51

    /// A key that a partition gave out.
    static func entity(_ counter: Int64, of partition: Int32) -> Int64 {
        Int64(partition) << partitionShift | counter
    }

    /// A user key with a string field.
    static func text(_ family: Int64, _ text: String) -> [UInt8] {
        var sink = ByteSink()
        sink.putBigEndian(family)
        sink.putStateText(text)
        return sink.bytes
    }

    /// A user key with a number.
    static func number(_ family: Int64, _ number: Int64) -> [UInt8] {
        var sink = ByteSink()
        sink.putBigEndian(family)
        sink.putBigEndian(number)
        return sink.bytes
    }
}

extension ByteSink {
    /// Writes a string as keys and plain values have it.
    mutating func putStateText(_ text: String) {
        putBigEndian(UInt32(text.utf8.count))
        put(text)
    }
}
