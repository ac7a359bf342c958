/// The file `CURRENT`, which names the MANIFEST in use (partition-data §9.2).
public struct CurrentFile: Equatable, Sendable {
    /// The name of the file itself.
    public static let fileName = "CURRENT"

    /// The most bytes that are read of one: the text has about 16.
    public static let maximumByteCount = 64

    /// Name of the MANIFEST, `MANIFEST-nnnnnn`.
    public let manifestName: String

    /// The number in that name.
    public let manifestNumber: UInt64

    /// Reads the file's bytes.
    ///
    /// - Throws: `RocksDBFault` with the rule `manifest` when they are anything but `MANIFEST-`, six to nineteen decimal
    ///   digits and a line feed.
    public init(_ bytes: RawSpan) throws(RocksDBFault) {
        let prefix: StaticString = "MANIFEST-"
        let prefixCount = prefix.utf8CodeUnitCount
        guard bytes.byteCount > prefixCount, bytes.slice(0, count: prefixCount).equals(prefix) else {
            throw RocksDBFault(.rocksDBManifest, at: 0, "CURRENT does not begin with MANIFEST-")
        }
        var number: UInt64 = 0
        var offset = prefixCount
        while offset < bytes.byteCount, offset < prefixCount + 19,
            let digit = bytes.littleEndian(UInt8.self, uncheckedAt: offset).decimalDigitValue
        {
            number = number * 10 + UInt64(digit)
            offset += 1
        }
        guard offset >= prefixCount + 6 else {
            throw RocksDBFault(
                .rocksDBManifest,
                at: UInt64(offset),
                "CURRENT has \(offset - prefixCount) digits behind MANIFEST-, expected at least 6"
            )
        }
        guard offset < bytes.byteCount else {
            throw RocksDBFault(.rocksDBManifest, at: UInt64(offset), "CURRENT does not end with a line feed")
        }
        guard offset + 1 == bytes.byteCount, bytes.littleEndian(UInt8.self, uncheckedAt: offset) == UInt8(ascii: "\n")
        else {
            throw RocksDBFault(
                .rocksDBManifest,
                at: UInt64(offset),
                "CURRENT has \(bytes.byteCount - offset) bytes behind the name, expected a line feed only"
            )
        }
        self.manifestNumber = number
        self.manifestName = bytes.slice(0, count: offset).lossyText
    }
}
