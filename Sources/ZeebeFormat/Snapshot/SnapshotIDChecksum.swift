internal import Checksums

/// The checksum inside a snapshot id of 6 parts, which binds the list of checksums to the id (partition-data §8.4).
///
/// It is a CRC-32C over the name and two bytes of the value of each file, in ascending order of name. The two bytes, bits
/// 32–39 and bits 0–7, are what remains of two 32-bit halves that Zeebe gives to a function which takes bytes.
public enum SnapshotIDChecksum {
    /// Computes the checksum from the values that a checksum file lists.
    public static func value(of file: SnapshotChecksumFile) -> UInt32 {
        value(of: file.entries.map { (name: $0.name, value: $0.value) })
    }

    /// Computes the checksum from names and values in any order, for example from the files' actual CRC-32Cs.
    public static func value(of files: [(name: String, value: UInt64)]) -> UInt32 {
        // Zeebe keeps them in a TreeMap of Java strings, which is ordered by UTF-16 code units.
        let sorted = files.sorted { $0.name.utf16.lexicographicallyPrecedes($1.name.utf16) }
        var crc = CRC32C()
        for file in sorted {
            let ends = [UInt8(truncatingIfNeeded: file.value >> 32), UInt8(truncatingIfNeeded: file.value)]
            crc.update(unsafe (Array(file.name.utf8) + ends).span.bytes)
        }
        return crc.value
    }

    /// Writes a checksum as it stands in an id: lower-case hexadecimal digits without leading zeros.
    public static func text(of checksum: UInt32) -> String {
        String(checksum, radix: 16)
    }
}
