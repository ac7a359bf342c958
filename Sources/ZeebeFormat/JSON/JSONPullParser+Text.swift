extension JSONPullParser {
    /// Returns the text, decoded.
    ///
    /// A surrogate that is escaped without its other half becomes U+FFFD, since a Swift string cannot hold it. Jackson
    /// keeps it as it is.
    public func string(_ text: JSONText) -> String {
        guard text.hasEscapes else {
            return unsafe bytes.extracting(text.range).withUnsafeBytes { unsafe String(decoding: $0, as: UTF8.self) }
        }
        var decoded: [UInt8] = []
        decoded.reserveCapacity(text.range.count)
        var unescaped = UnescapedText(bytes, text.range)
        while let byte = unescaped.next() { decoded.append(byte) }
        return String(decoding: decoded, as: UTF8.self)
    }

    /// Returns whether the text is `expected`, byte by byte of its UTF-8, without decoding or allocating.
    public func equals(_ text: JSONText, _ expected: StaticString) -> Bool {
        guard text.hasEscapes else {
            return text.range.count == expected.utf8CodeUnitCount && matches(expected, at: text.range.lowerBound)
        }
        return expected.withUTF8Buffer { expected in
            var unescaped = UnescapedText(bytes, text.range)
            for place in 0..<expected.count {
                guard unsafe unescaped.next() == expected[place] else { return false }
            }
            return unescaped.next() == nil
        }
    }

    /// Returns whether the bytes of `literal` stand at `offset`.
    internal func matches(_ literal: StaticString, at offset: Int) -> Bool {
        guard bytes.byteCount - offset >= literal.utf8CodeUnitCount else { return false }
        return literal.withUTF8Buffer { literal in
            for place in 0..<literal.count {
                let byte = unsafe bytes.unsafeLoad(fromByteOffset: offset + place, as: UInt8.self)
                guard unsafe byte == literal[place] else { return false }
            }
            return true
        }
    }
}

/// The UTF-8 of JSON text with its escape sequences resolved, byte by byte.
///
/// The text has been validated by the parser, so that nothing can fail here.
private struct UnescapedText: ~Escapable {
    private let bytes: RawSpan
    private var offset: Int
    private let end: Int

    /// Bytes of the current scalar still to be returned, the next one lowest.
    private var pending: UInt32 = 0
    private var pendingCount = 0

    @_lifetime(copy bytes)
    init(_ bytes: RawSpan, _ range: Range<Int>) {
        self.bytes = bytes
        self.offset = range.lowerBound
        self.end = range.upperBound
    }

    @_lifetime(self: copy self)
    mutating func next() -> UInt8? {
        if pendingCount > 0 { return takePending() }
        guard offset < end else { return nil }
        let first = byte(at: offset)
        offset += 1
        guard first == UInt8(ascii: "\\"), offset < end else { return first }
        let kind = byte(at: offset)
        offset += 1
        switch kind {
        case UInt8(ascii: "b"): return 0x08
        case UInt8(ascii: "f"): return 0x0C
        case UInt8(ascii: "n"): return 0x0A
        case UInt8(ascii: "r"): return 0x0D
        case UInt8(ascii: "t"): return 0x09
        case UInt8(ascii: "u"):
            encode(takeScalar())
            return takePending()
        default: return kind
        }
    }

    /// Reads the four digits behind `\u`, and the low surrogate that follows a high one.
    @_lifetime(self: copy self)
    private mutating func takeScalar() -> UnicodeScalar {
        let unit = codeUnit(at: offset)
        offset += 4
        guard 0xD800..<0xDC00 ~= unit, end - offset >= 6, byte(at: offset) == UInt8(ascii: "\\"),
            byte(at: offset + 1) == UInt8(ascii: "u")
        else { return UnicodeScalar(unit) ?? "\u{FFFD}" }
        let low = codeUnit(at: offset + 2)
        guard 0xDC00..<0xE000 ~= low else { return "\u{FFFD}" }
        offset += 6
        return UnicodeScalar(0x10000 + (unit - 0xD800) << 10 + (low - 0xDC00)) ?? "\u{FFFD}"
    }

    private func codeUnit(at offset: Int) -> UInt32 {
        var unit: UInt32 = 0
        for place in 0..<4 {
            unit = unit << 4 | UInt32(byte(at: offset + place).hexadecimalDigitValue ?? 0)
        }
        return unit
    }

    @_lifetime(self: copy self)
    private mutating func encode(_ scalar: UnicodeScalar) {
        for byte in scalar.utf8 {
            pending |= UInt32(byte) << UInt32(pendingCount * 8)
            pendingCount += 1
        }
    }

    @_lifetime(self: copy self)
    private mutating func takePending() -> UInt8 {
        let byte = UInt8(truncatingIfNeeded: pending)
        pending >>= 8
        pendingCount -= 1
        return byte
    }

    private func byte(at offset: Int) -> UInt8 {
        unsafe bytes.unsafeLoad(fromByteOffset: offset, as: UInt8.self)
    }
}
