/// Little-endian loads for code that has checked the length of a whole structure once.
///
/// They exist because the journal's hot loop reads a dozen fields per record: one check per record instead of one per
/// field. The caller proves `offset + size <= byteCount`; debug builds assert it.
extension RawSpan {
    @inline(__always)
    func littleEndian<T: FixedWidthInteger & BitwiseCopyable>(_ type: T.Type, uncheckedAt offset: Int) -> T {
        assert(offset >= 0 && offset + MemoryLayout<T>.size <= byteCount)
        return T(littleEndian: unsafe unsafeLoadUnaligned(fromUncheckedByteOffset: offset, as: T.self))
    }

    @inline(__always)
    func sbeHeader(uncheckedAt offset: Int) -> SBEHeader {
        SBEHeader(packed: littleEndian(UInt64.self, uncheckedAt: offset))
    }

    /// The bytes of a range that the caller has checked.
    @inline(__always)
    @_lifetime(copy self)
    func slice(_ offset: Int, count: Int) -> RawSpan {
        extracting(offset..<(offset + count))
    }
}

extension RawSpan {
    /// Returns the offset of the first byte from `start` on that is not 0, eight bytes at a time.
    func firstNonZero(from start: Int) -> Int? {
        var offset = max(start, 0)
        while offset + 8 <= byteCount, littleEndian(UInt64.self, uncheckedAt: offset) == 0 { offset += 8 }
        while offset < byteCount {
            if littleEndian(UInt8.self, uncheckedAt: offset) != 0 { return offset }
            offset += 1
        }
        return nil
    }
}

extension RawSpan {
    /// Compares the bytes with as many of another span, eight at a time: negative when these come first.
    ///
    /// The caller has checked that the other span has as many.
    func compareBytes(with other: RawSpan) -> Int {
        var offset = 0
        while offset + 8 <= byteCount {
            let one = littleEndian(UInt64.self, uncheckedAt: offset)
            let two = other.littleEndian(UInt64.self, uncheckedAt: offset)
            if one != two { return one.byteSwapped < two.byteSwapped ? -1 : 1 }
            offset += 8
        }
        while offset < byteCount {
            let one = littleEndian(UInt8.self, uncheckedAt: offset)
            let two = other.littleEndian(UInt8.self, uncheckedAt: offset)
            if one != two { return one < two ? -1 : 1 }
            offset += 1
        }
        return 0
    }
}
