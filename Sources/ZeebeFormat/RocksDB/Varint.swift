/// RocksDB's variable-length integers and slices: little-endian base 128, the high bit says that more bytes follow
/// (partition-data §2).
///
/// RocksDB writes the shortest form only, so a longer one is refused: it would hide a damaged bit where no checksum does.
extension ByteCursor {
    /// Reads an unsigned integer of up to 64 bits in at most ten bytes.
    ///
    /// - Throws: `FormatError` when it does not end inside the bytes, or does not fit.
    @_lifetime(self: copy self)
    mutating func readVarint64() throws(FormatError) -> UInt64 {
        let start = offset
        var value: UInt64 = 0
        var shift: UInt64 = 0
        while true {
            let byte = try readUInt8()
            guard shift < 63 || byte <= 1 else { throw FormatError("a varint of more than 64 bits", at: start) }
            value |= UInt64(byte & 0x7F) << shift
            if byte < 0x80 {
                guard byte > 0 || shift == 0 else { throw FormatError("a varint with needless bytes", at: start) }
                return value
            }
            shift += 7
        }
    }

    /// Reads an unsigned integer of up to 32 bits in at most five bytes.
    ///
    /// - Throws: `FormatError` when it does not end inside the bytes, or does not fit.
    @_lifetime(self: copy self)
    mutating func readVarint32() throws(FormatError) -> UInt32 {
        let start = offset
        var value: UInt32 = 0
        var shift: UInt32 = 0
        while true {
            let byte = try readUInt8()
            guard shift < 28 || byte <= 0x0F else { throw FormatError("a varint of more than 32 bits", at: start) }
            value |= UInt32(byte & 0x7F) << shift
            if byte < 0x80 {
                guard byte > 0 || shift == 0 else { throw FormatError("a varint with needless bytes", at: start) }
                return value
            }
            shift += 7
        }
    }

    /// Reads a signed integer in zigzag form.
    @_lifetime(self: copy self)
    mutating func readZigzag64() throws(FormatError) -> Int64 {
        let value = try readVarint64()
        return Int64(truncatingIfNeeded: value >> 1) ^ -Int64(truncatingIfNeeded: value & 1)
    }

    /// Reads a length and so many bytes, without copying.
    @_lifetime(copy self)
    mutating func readSlice() throws(FormatError) -> RawSpan {
        try readSpan(Int(try readVarint32()))
    }
}

extension RawSpan {
    /// The bytes as an array.
    var copied: [UInt8] {
        unsafe withUnsafeBytes { unsafe [UInt8]($0) }
    }

    /// The bytes as text; bytes that are no UTF-8 become replacement characters.
    var lossyText: String {
        unsafe withUnsafeBytes { unsafe String(decoding: $0, as: UTF8.self) }
    }

    /// Whether the bytes are those of `expected`.
    func equals(_ expected: StaticString) -> Bool {
        guard byteCount == expected.utf8CodeUnitCount else { return false }
        return unsafe withUnsafeBytes { bytes in
            expected.withUTF8Buffer { expected in unsafe bytes.elementsEqual(expected) }
        }
    }
}
