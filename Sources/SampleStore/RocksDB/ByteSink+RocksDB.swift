/// RocksDB's variable-length numbers and slices (partition-data §2).
extension ByteSink {
    /// Writes an unsigned number in base 128, the low digits first.
    mutating func putVarint(_ number: UInt64) {
        var rest = number
        while rest >= 0x80 {
            put(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        put(UInt8(truncatingIfNeeded: rest))
    }

    /// Writes bytes with their number in front.
    mutating func putSlice(_ content: [UInt8]) {
        putVarint(UInt64(content.count))
        put(content)
    }

    /// Writes the UTF-8 of a text with the number of its bytes in front.
    mutating func putSlice(_ text: String) {
        putSlice(Array(text.utf8))
    }

    /// Writes the bytes of an array from `start` on.
    mutating func put(_ content: [UInt8], from start: Int) {
        unsafe content.withUnsafeBytes { source in
            unsafe put(UnsafeRawBufferPointer(rebasing: source[start...]))
        }
    }

    /// Writes what another sink holds.
    mutating func put(_ other: ByteSink) {
        unsafe other.bytes.withUnsafeBytes { source in
            unsafe put(UnsafeRawBufferPointer(rebasing: source[..<other.offset]))
        }
    }
}
