internal import Checksums

/// Writes right checksums into the bytes of a segment file, whatever else is wrong with them.
///
/// A fuzzer that changes bytes does not guess a CRC-32C: without this it would never get behind the first comparison.
public enum SegmentRepair {
    /// Repairs the descriptor and every record that its own length fields lead to.
    public static func repairChecksums(_ file: inout [UInt8]) {
        var offset = repairDescriptor(&file)
        while let next = repairRecord(&file, at: offset) { offset = next }
    }

    /// Repairs the checksum of a descriptor of version 2.
    ///
    /// - Returns: Where the first record begins.
    private static func repairDescriptor(_ file: inout [UInt8]) -> Int {
        guard let version = file.first, version == 2 else { return 29 }
        guard file.count >= 25 else { return file.count }
        let end = 25 + (Int(file[17]) | Int(file[18]) << 8)
        guard end <= file.count else { return file.count }
        write(checksumOf: 17..<end, at: 9, in: &file)
        return end
    }

    /// Repairs the checksum of a record.
    ///
    /// - Returns: Where the next one begins; `nil` when there is no whole record at `offset`.
    private static func repairRecord(_ file: inout [UInt8], at offset: Int) -> Int? {
        guard offset + 21 <= file.count, file[offset] != 0 else { return nil }
        let length = (0..<4).reduce(0) { $0 | Int(file[offset + 17 + $1]) << ($1 * 8) }
        let end = offset + 21 + length
        guard length > 0, end <= file.count else { return nil }
        write(checksumOf: (offset + 21)..<end, at: offset + 9, in: &file)
        return end
    }

    private static func write(checksumOf range: Range<Int>, at place: Int, in file: inout [UInt8]) {
        let checksum = unsafe CRC32C.checksum(of: file.span.bytes.extracting(range))
        for index in 0..<8 { file[place + index] = UInt8(truncatingIfNeeded: UInt64(checksum) >> UInt64(index * 8)) }
    }
}
