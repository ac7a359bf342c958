/// What a MANIFEST says of a table (partition-data §9.4).
struct TableFacts: Sendable, Equatable {
    /// The number in the file's name.
    var number: UInt64
    /// Level of the tree.
    var level: UInt32
    /// Size of the file in bytes.
    var size: UInt64
    /// The first and the last internal key.
    var smallestKey: [UInt8]
    var largestKey: [UInt8]
    /// The lowest and the highest sequence number.
    var smallestSequence: UInt64
    var largestSequence: UInt64
    /// CRC-32C of the file.
    var checksum: UInt32
    /// Bytes from the end of the data blocks to the end of the file.
    var tailByteCount: UInt64
    /// Order of the tables' making.
    var epoch: UInt64 = 1

    /// Name of the file.
    var fileName: String { Self.fileName(number) }

    /// Name of the table with a number: at least six digits.
    static func fileName(_ number: UInt64, suffix: String = "sst") -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, 6 - digits.count)) + digits + "." + suffix
    }
}
