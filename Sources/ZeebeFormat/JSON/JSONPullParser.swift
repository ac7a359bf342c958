/// Reads the first JSON value of a document, token by token, from bytes that cannot be trusted.
///
/// It follows RFC 8259 strictly and, where that leaves a choice, Jackson's byte-based parser, which is what Zeebe reads
/// its manifests with: a leading UTF-8 byte order mark is accepted; control characters inside strings, invalid UTF-8,
/// leading zeros, comments and trailing commas are not. Bytes behind the first value are not looked at; ``end`` tells
/// where they begin, because left-over bytes behind a manifest are normal (store-layout §4.4).
///
/// Nothing is allocated per token and there is no recursion: the open containers are bits of one integer, so depth and
/// number of values are bounded by ``Limits``. Duplicate keys are reported as they stand.
///
/// After an error the parser stays safe to use, but what it reports then has no meaning.
public struct JSONPullParser: ~Escapable {
    /// How much a document may demand.
    public struct Limits: Sendable, Equatable {
        /// The largest depth that a parser supports.
        public static let maximumDepth = 64

        /// How many containers may be open at once, 0 to ``maximumDepth``.
        public let depth: Int

        /// How many values, containers included, the document may have.
        public let values: Int

        /// Creates limits; a depth outside of 0 to ``maximumDepth`` is cut to it.
        public init(depth: Int = maximumDepth, values: Int = 10_000_000) {
            self.depth = min(max(depth, 0), Self.maximumDepth)
            self.values = values
        }
    }

    /// The document.
    public let bytes: RawSpan

    /// Bounds of the document.
    public let limits: Limits

    /// Offset of the next byte to look at.
    public private(set) var offset: Int

    /// Offset of the first byte of the last token; for text that is the quotation mark.
    public private(set) var tokenOffset = 0

    /// Number of containers open after the last token.
    public private(set) var depth = 0

    /// Number of values begun so far, containers included.
    public private(set) var valueCount = 0

    /// Offset just past the first value, once that has been read completely.
    public private(set) var end: Int?

    /// One bit per open container, the innermost lowest; 1 is an object.
    private var containers: UInt64 = 0

    private var expectation = Expectation.value

    private enum Expectation {
        case value
        case firstElement
        case firstMember
        case nextElement
        case nextMember
        case nothing
    }

    /// Creates a parser at the start of `bytes`, behind a byte order mark if there is one.
    @_lifetime(copy bytes)
    public init(_ bytes: RawSpan, limits: Limits = Limits()) {
        self.bytes = bytes
        self.limits = limits
        self.offset = 0
        if bytes.byteCount >= 3, byte(at: 0) == 0xEF, byte(at: 1) == 0xBB, byte(at: 2) == 0xBF {
            offset = 3
        }
    }

    /// Returns the next token, or nil when the first value is complete.
    ///
    /// - Throws: `FormatError` when the bytes are no JSON value, end inside one, or exceed ``limits``.
    @_lifetime(self: copy self)
    public mutating func nextToken() throws(FormatError) -> JSONToken? {
        if expectation == .nothing { return nil }
        skipWhitespace()
        guard offset < bytes.byteCount else { throw expected(expectedHere) }
        let first = byte(at: offset)
        switch expectation {
        case .value:
            return try scanValue(first)
        case .firstElement:
            return first == UInt8(ascii: "]") ? close(.endArray) : try scanValue(first)
        case .firstMember:
            return first == UInt8(ascii: "}") ? close(.endObject) : try scanKey()
        case .nextElement:
            if first == UInt8(ascii: "]") { return close(.endArray) }
            try skipComma(first)
            guard offset < bytes.byteCount else { throw expected("a value") }
            return try scanValue(byte(at: offset))
        case .nextMember:
            if first == UInt8(ascii: "}") { return close(.endObject) }
            try skipComma(first)
            return try scanKey()
        case .nothing:
            return nil
        }
    }

    /// Moves past the end of the array if that comes next, and returns whether it did.
    @_lifetime(self: copy self)
    internal mutating func skipEndOfArray() -> Bool {
        guard expectation == .firstElement || expectation == .nextElement else { return false }
        skipWhitespace()
        guard offset < bytes.byteCount, byte(at: offset) == UInt8(ascii: "]") else { return false }
        _ = close(.endArray)
        return true
    }

    // MARK: - Values

    @_lifetime(self: copy self)
    private mutating func scanValue(_ first: UInt8) throws(FormatError) -> JSONToken {
        guard valueCount < limits.values else {
            throw FormatError("more than \(limits.values) values", at: offset)
        }
        valueCount += 1
        tokenOffset = offset
        switch first {
        case UInt8(ascii: "\""):
            let text = try scanText()
            completeValue()
            return .string(text)
        case UInt8(ascii: "{"):
            try open(asObject: true)
            return .beginObject
        case UInt8(ascii: "["):
            try open(asObject: false)
            return .beginArray
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
            let number = try scanNumber()
            try completeScalar()
            return .number(number)
        case UInt8(ascii: "t"):
            try scanLiteral("true")
            return .boolean(true)
        case UInt8(ascii: "f"):
            try scanLiteral("false")
            return .boolean(false)
        case UInt8(ascii: "n"):
            try scanLiteral("null")
            return .null
        default:
            throw expected(expectation == .firstElement ? "a value or ']'" : "a value")
        }
    }

    @_lifetime(self: copy self)
    private mutating func scanKey() throws(FormatError) -> JSONToken {
        tokenOffset = offset
        guard offset < bytes.byteCount, byte(at: offset) == UInt8(ascii: "\"") else {
            throw expected(expectation == .firstMember ? "a key or '}'" : "a key")
        }
        let text = try scanText()
        skipWhitespace()
        guard offset < bytes.byteCount, byte(at: offset) == UInt8(ascii: ":") else { throw expected("':'") }
        offset += 1
        expectation = .value
        return .key(text)
    }

    @_lifetime(self: copy self)
    private mutating func scanLiteral(_ literal: StaticString) throws(FormatError) {
        guard matches(literal, at: offset) else { throw FormatError("expected '\(literal)'", at: offset) }
        offset += literal.utf8CodeUnitCount
        try completeScalar()
    }

    @_lifetime(self: copy self)
    private mutating func scanNumber() throws(FormatError) -> JSONNumber {
        let start = offset
        if byte(at: offset) == UInt8(ascii: "-") { offset += 1 }
        let firstDigit = offset
        guard skipDigits() else { throw expected("a digit") }
        if byte(at: firstDigit) == UInt8(ascii: "0"), offset - firstDigit > 1 {
            throw FormatError("a number has a leading zero", at: firstDigit)
        }
        var isInteger = true
        if offset < bytes.byteCount, byte(at: offset) == UInt8(ascii: ".") {
            isInteger = false
            offset += 1
            guard skipDigits() else { throw expected("a digit") }
        }
        if offset < bytes.byteCount, byte(at: offset) | 0x20 == UInt8(ascii: "e") {
            isInteger = false
            offset += 1
            if offset < bytes.byteCount, isSign(byte(at: offset)) { offset += 1 }
            guard skipDigits() else { throw expected("a digit") }
        }
        return JSONNumber(range: start..<offset, isInteger: isInteger)
    }

    /// Moves past digits; false when there are none.
    @_lifetime(self: copy self)
    private mutating func skipDigits() -> Bool {
        let start = offset
        while offset < bytes.byteCount, byte(at: offset).decimalDigitValue != nil { offset += 1 }
        return offset > start
    }

    // MARK: - Text

    /// Scans text from its opening quotation mark on and validates all of it.
    @_lifetime(self: copy self)
    private mutating func scanText() throws(FormatError) -> JSONText {
        let start = offset + 1
        var hasEscapes = false
        var next = start
        while true {
            next = endOfPlainText(from: next)
            guard next < bytes.byteCount else {
                offset = next
                throw expected("'\"'")
            }
            switch byte(at: next) {
            case UInt8(ascii: "\""):
                offset = next + 1
                return JSONText(range: start..<next, hasEscapes: hasEscapes)
            case UInt8(ascii: "\\"):
                hasEscapes = true
                next += try lengthOfEscape(at: next)
            case 0x00..<0x20:
                offset = next
                throw expected("no control character inside a string")
            case 0x80...:
                let length = bytes.utf8SequenceLength(at: next)
                guard length > 0 else { throw FormatError("invalid UTF-8", at: next) }
                next += length
            default:
                next += 1
            }
        }
    }

    /// Returns the offset of the first byte from `start` on that needs a closer look, or of one of the last seven.
    private func endOfPlainText(from start: Int) -> Int {
        // Eight bytes at once. Each term has the high bit of the lowest byte that it looks for; bits above that one may
        // be wrong by the borrow, which does not matter for the lowest.
        let ones: UInt64 = 0x0101_0101_0101_0101
        let highBits: UInt64 = 0x8080_8080_8080_8080
        var next = start
        while next <= bytes.byteCount &- 8 {
            let word = UInt64(
                littleEndian: unsafe bytes.unsafeLoadUnaligned(fromUncheckedByteOffset: next, as: UInt64.self)
            )
            let quote = word ^ (ones &* UInt64(UInt8(ascii: "\"")))
            let backslash = word ^ (ones &* UInt64(UInt8(ascii: "\\")))
            let special =
                (((quote &- ones) & ~quote) | ((backslash &- ones) & ~backslash)
                    | ((word &- (ones &* 0x20)) & ~word) | word) & highBits
            if special != 0 { return next &+ special.trailingZeroBitCount / 8 }
            next &+= 8
        }
        return next
    }

    private func lengthOfEscape(at backslash: Int) throws(FormatError) -> Int {
        guard backslash + 1 < bytes.byteCount else {
            throw FormatError("the data ends inside an escape sequence", at: bytes.byteCount)
        }
        switch byte(at: backslash + 1) {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
            UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
            return 2
        case UInt8(ascii: "u"):
            for place in (backslash + 2)..<(backslash + 6) {
                guard place < bytes.byteCount else {
                    throw FormatError("the data ends inside an escape sequence", at: bytes.byteCount)
                }
                guard byte(at: place).hexadecimalDigitValue != nil else {
                    throw FormatError("expected a hexadecimal digit, found \(byte(at: place).forErrorText)", at: place)
                }
            }
            return 6
        default:
            throw FormatError("unknown escape sequence", at: backslash)
        }
    }

    // MARK: - Structure

    @_lifetime(self: copy self)
    private mutating func open(asObject isObject: Bool) throws(FormatError) {
        guard depth < limits.depth else {
            throw FormatError("more than \(limits.depth) levels of nesting", at: offset)
        }
        depth += 1
        containers = containers << 1 | (isObject ? 1 : 0)
        offset += 1
        expectation = isObject ? .firstMember : .firstElement
    }

    @_lifetime(self: copy self)
    private mutating func close(_ token: JSONToken) -> JSONToken {
        tokenOffset = offset
        offset += 1
        depth -= 1
        containers >>= 1
        completeValue()
        return token
    }

    @_lifetime(self: copy self)
    private mutating func completeValue() {
        if depth == 0 {
            expectation = .nothing
            end = offset
        } else {
            expectation = containers & 1 == 1 ? .nextMember : .nextElement
        }
    }

    /// Completes a number or literal. Inside a container, whatever follows is checked there; alone, it must not run on.
    @_lifetime(self: copy self)
    private mutating func completeScalar() throws(FormatError) {
        if depth == 0, offset < bytes.byteCount, !isWhitespace(byte(at: offset)) {
            throw expected("white space or the end of the data")
        }
        completeValue()
    }

    @_lifetime(self: copy self)
    private mutating func skipComma(_ first: UInt8) throws(FormatError) {
        guard first == UInt8(ascii: ",") else { throw expected(expectedHere) }
        offset += 1
        skipWhitespace()
    }

    @_lifetime(self: copy self)
    private mutating func skipWhitespace() {
        while offset < bytes.byteCount, isWhitespace(byte(at: offset)) { offset += 1 }
    }

    private func isSign(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-")
    }

    @inline(__always)
    private func isWhitespace(_ byte: UInt8) -> Bool {
        // Nearly every byte asked about is none, and above the space.
        byte <= 0x20 && (byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09)
    }

    /// Returns the byte at `offset`, which the caller has compared with the number of bytes.
    @inline(__always)
    private func byte(at offset: Int) -> UInt8 {
        unsafe bytes.unsafeLoad(fromUncheckedByteOffset: offset, as: UInt8.self)
    }

    // MARK: - Errors

    private var expectedHere: String {
        switch expectation {
        case .value: "a value"
        case .firstElement: "a value or ']'"
        case .firstMember: "a key or '}'"
        case .nextElement: "',' or ']'"
        case .nextMember: "',' or '}'"
        case .nothing: "nothing"
        }
    }

    @inline(never)
    private func expected(_ what: String) -> FormatError {
        let found = offset < bytes.byteCount ? byte(at: offset).forErrorText : "the end of the data"
        return FormatError("expected \(what), found \(found)", at: offset)
    }
}
