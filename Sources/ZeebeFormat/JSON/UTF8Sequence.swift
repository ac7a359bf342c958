extension RawSpan {
    /// Returns the length of the well-formed UTF-8 sequence at `offset`, or 0 when there is none.
    ///
    /// Follows table 3-7 of the Unicode standard: overlong forms, surrogates and values above U+10FFFF are not
    /// well-formed. `offset` must be inside the span.
    internal func utf8SequenceLength(at offset: Int) -> Int {
        let first = scalarByte(offset)
        switch first {
        case 0x00..<0x80: return 1
        case 0xC2..<0xE0: return hasContinuations(1, after: offset, firstIn: 0x80...0xBF) ? 2 : 0
        case 0xE0: return hasContinuations(2, after: offset, firstIn: 0xA0...0xBF) ? 3 : 0
        case 0xED: return hasContinuations(2, after: offset, firstIn: 0x80...0x9F) ? 3 : 0
        case 0xE1..<0xF0: return hasContinuations(2, after: offset, firstIn: 0x80...0xBF) ? 3 : 0
        case 0xF0: return hasContinuations(3, after: offset, firstIn: 0x90...0xBF) ? 4 : 0
        case 0xF1..<0xF4: return hasContinuations(3, after: offset, firstIn: 0x80...0xBF) ? 4 : 0
        case 0xF4: return hasContinuations(3, after: offset, firstIn: 0x80...0x8F) ? 4 : 0
        default: return 0
        }
    }

    /// Returns the offset of the first byte in `range`, which must be inside the span, that is not part of well-formed
    /// UTF-8; a sequence that goes on behind the range is not.
    internal func firstInvalidUTF8(in range: Range<Int>) -> Int? {
        let text = extracting(0..<range.upperBound)
        var offset = range.lowerBound
        while offset < range.upperBound {
            // Most text is ASCII: eight bytes at once.
            if offset + 8 <= range.upperBound,
                littleEndian(UInt64.self, uncheckedAt: offset) & 0x8080_8080_8080_8080 == 0
            {
                offset += 8
                continue
            }
            let length = text.utf8SequenceLength(at: offset)
            guard length > 0 else { return offset }
            offset += length
        }
        return nil
    }

    @inline(__always)
    private func hasContinuations(_ count: Int, after offset: Int, firstIn range: ClosedRange<UInt8>) -> Bool {
        guard byteCount - offset > count, range.contains(scalarByte(offset + 1)) else { return false }
        for place in 1..<(count + 1) where scalarByte(offset + place) & 0xC0 != 0x80 { return false }
        return true
    }

    @inline(__always)
    private func scalarByte(_ offset: Int) -> UInt8 {
        unsafe unsafeLoad(fromByteOffset: offset, as: UInt8.self)
    }
}
