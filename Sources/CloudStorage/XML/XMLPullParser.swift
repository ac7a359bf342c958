public import ZeebeFormat

/// Reads an XML document, token by token, from bytes that cannot be trusted.
///
/// It reads what services answer: elements, characters, CDATA sections, character references and the five named ones;
/// comments, processing instructions and attributes are checked and passed over. A document type declaration is refused,
/// so that there are no entities that grow, and nothing outside of the document is ever fetched. Encodings other than
/// UTF-8 are refused. Depth and the length of texts are bounded by ``Limits``; there is no recursion.
///
/// After an error the parser stays safe to use, but what it reports then has no meaning.
public struct XMLPullParser: ~Escapable {
    /// How much a document may demand.
    public struct Limits: Sendable, Equatable {
        /// How many elements may be open at once.
        public let depth: Int

        /// The most bytes of the text of one element, and of one name.
        public let textByteCount: Int

        /// Creates limits.
        public init(depth: Int = 32, textByteCount: Int = 256 * 1024) {
            self.depth = depth
            self.textByteCount = textByteCount
        }
    }

    /// The document.
    public let bytes: Span<UInt8>

    /// Bounds of the document.
    public let limits: Limits

    /// Offset of the next byte to look at.
    public private(set) var offset: Int

    /// Places of the full names, prefix included, of the elements that are open.
    private var open: [Range<Int>] = []

    private var hasSeenRoot = false

    /// Whether the start that was reported last was also the end, as in `<a/>`.
    private var mustEnd = false

    /// Creates a parser at the start of `bytes`, behind a byte order mark if there is one.
    @_lifetime(copy bytes)
    public init(_ bytes: Span<UInt8>, limits: Limits = Limits()) {
        self.bytes = bytes
        self.limits = limits
        offset = 0
        if bytes.count >= 3, bytes[0] == 0xEF, bytes[1] == 0xBB, bytes[2] == 0xBF { offset = 3 }
    }

    /// Number of elements that are open after the last token.
    public var depth: Int { open.count }

    /// Returns the next token, or nil when the document is complete.
    ///
    /// - Throws: `FormatError` when the bytes are no XML document, end inside one, or exceed ``limits``.
    @_lifetime(self: copy self)
    public mutating func nextToken() throws(FormatError) -> XMLToken? {
        if mustEnd {
            mustEnd = false
            open.removeLast()
            return .end
        }
        while offset < bytes.count {
            if bytes[offset] != UInt8(ascii: "<") {
                if let text = try scanText() { return .text(text) }
            } else if starts(with: "</") {
                try scanEnd()
                return .end
            } else if starts(with: "<![CDATA[") {
                return .text(try scanCDATA())
            } else if starts(with: "<!--") {
                try skip(through: "-->", "the end of the comment")
            } else if starts(with: "<?") {
                try skipInstruction()
            } else if starts(with: "<!") {
                throw FormatError("a document type declaration is refused", at: offset)
            } else {
                return .start(try scanStart())
            }
        }
        guard open.isEmpty, hasSeenRoot else {
            throw FormatError(
                "expected \(open.isEmpty ? "an element" : "the end of an element"), found the end",
                at: offset
            )
        }
        return nil
    }

    /// The name at a place.
    public func name(_ range: Range<Int>) -> String {
        String(decoding: range.map { bytes[$0] }, as: UTF8.self)
    }

    // MARK: Elements

    @_lifetime(self: copy self)
    private mutating func scanStart() throws(FormatError) -> Range<Int> {
        guard !(hasSeenRoot && open.isEmpty) else { throw FormatError("a second root element", at: offset) }
        guard open.count < limits.depth else {
            throw FormatError("more than \(limits.depth) elements inside each other", at: offset)
        }
        offset += 1
        let name = try scanName()
        hasSeenRoot = true
        open.append(name)
        while true {
            let hadBlank = skipBlanks()
            switch try byteHere("the end of the tag") {
            case UInt8(ascii: ">"):
                offset += 1
                return local(name)
            case UInt8(ascii: "/"):
                guard starts(with: "/>") else { throw FormatError("expected />", at: offset) }
                offset += 2
                mustEnd = true
                return local(name)
            default:
                guard hadBlank else { throw FormatError("expected a blank in front of an attribute", at: offset) }
                try skipAttribute()
            }
        }
    }

    @_lifetime(self: copy self)
    private mutating func scanEnd() throws(FormatError) {
        let start = offset
        offset += 2
        let name = try scanName()
        skipBlanks()
        guard try byteHere("the end of the tag") == UInt8(ascii: ">") else {
            throw FormatError("expected >", at: offset)
        }
        guard let opened = open.last, isSame(opened, name) else {
            throw FormatError("the end of an element that is not the innermost open one", at: start)
        }
        offset += 1
        open.removeLast()
    }

    @_lifetime(self: copy self)
    private mutating func skipAttribute() throws(FormatError) {
        _ = try scanName()
        skipBlanks()
        guard try byteHere("=") == UInt8(ascii: "=") else { throw FormatError("expected =", at: offset) }
        offset += 1
        skipBlanks()
        let quote = try byteHere("a quotation mark")
        guard quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") else {
            throw FormatError("expected a quotation mark", at: offset)
        }
        offset += 1
        while try byteHere("the end of the attribute") != quote {
            guard bytes[offset] != UInt8(ascii: "<") else { throw FormatError("< in an attribute", at: offset) }
            offset += 1
        }
        offset += 1
    }

    @_lifetime(self: copy self)
    private mutating func scanName() throws(FormatError) -> Range<Int> {
        let start = offset
        while offset < bytes.count, Self.isName(bytes[offset], isFirst: offset == start) { offset += 1 }
        guard offset > start, offset - start <= limits.textByteCount else {
            throw FormatError("expected a name", at: start)
        }
        return start..<offset
    }

    /// What stands behind the prefix.
    private func local(_ name: Range<Int>) -> Range<Int> {
        for place in name.reversed() where bytes[place] == UInt8(ascii: ":") { return (place + 1)..<name.upperBound }
        return name
    }

    private func isSame(_ left: Range<Int>, _ right: Range<Int>) -> Bool {
        guard left.count == right.count else { return false }
        for distance in 0..<left.count where bytes[left.lowerBound + distance] != bytes[right.lowerBound + distance] {
            return false
        }
        return true
    }

    // MARK: Characters

    /// Scans characters up to the next markup; nil for blanks outside of the root element.
    @_lifetime(self: copy self)
    private mutating func scanText() throws(FormatError) -> XMLText? {
        let start = offset
        var hasReferences = false
        while offset < bytes.count, bytes[offset] != UInt8(ascii: "<") {
            let byte = bytes[offset]
            if byte == UInt8(ascii: "&") { hasReferences = true }
            guard byte >= 0x20 || Self.isBlank(byte) else { throw FormatError("a control character", at: offset) }
            guard !open.isEmpty || Self.isBlank(byte) else {
                throw FormatError("characters outside of the root element", at: offset)
            }
            offset += 1
        }
        guard !open.isEmpty else { return nil }
        try checkLength(start..<offset)
        return XMLText(range: start..<offset, hasReferences: hasReferences)
    }

    @_lifetime(self: copy self)
    private mutating func scanCDATA() throws(FormatError) -> XMLText {
        guard !open.isEmpty else { throw FormatError("characters outside of the root element", at: offset) }
        let start = offset + 9
        try skip(through: "]]>", "the end of the CDATA section")
        let range = start..<(offset - 3)
        try checkLength(range)
        return XMLText(range: range, hasReferences: false)
    }

    private func checkLength(_ range: Range<Int>) throws(FormatError) {
        guard range.count <= limits.textByteCount else {
            throw FormatError("a text of more than \(limits.textByteCount) bytes", at: range.lowerBound)
        }
    }

    // MARK: Other markup

    @_lifetime(self: copy self)
    private mutating func skipInstruction() throws(FormatError) {
        let start = offset
        try skip(through: "?>", "the end of the processing instruction")
        let text = String(decoding: (start..<offset).prefix(256).map { bytes[$0] }, as: UTF8.self).lowercased()
        guard text.hasPrefix("<?xml "), let encoding = text.firstRange(of: "encoding") else { return }
        let value = text[encoding.upperBound...].drop { " =\"'\t\r\n".contains($0) }
        guard value.hasPrefix("utf-8") || value.hasPrefix("us-ascii") else {
            throw FormatError("an encoding other than UTF-8", at: start)
        }
    }

    @_lifetime(self: copy self)
    private mutating func skip(through end: StaticString, _ what: StaticString) throws(FormatError) {
        let start = offset
        while offset < bytes.count {
            if starts(with: end) {
                offset += end.utf8CodeUnitCount
                return
            }
            offset += 1
        }
        throw FormatError("expected \(what), found the end", at: start)
    }

    // MARK: Bytes

    private func starts(with text: StaticString) -> Bool {
        let count = text.utf8CodeUnitCount
        guard bytes.count - offset >= count else { return false }
        for distance in 0..<count where unsafe bytes[offset + distance] != text.utf8Start[distance] { return false }
        return true
    }

    private func byteHere(_ expected: StaticString) throws(FormatError) -> UInt8 {
        guard offset < bytes.count else { throw FormatError("expected \(expected), found the end", at: offset) }
        return bytes[offset]
    }

    @discardableResult
    @_lifetime(self: copy self)
    private mutating func skipBlanks() -> Bool {
        let start = offset
        while offset < bytes.count, Self.isBlank(bytes[offset]) { offset += 1 }
        return offset > start
    }

    private static func isBlank(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D
    }

    private static func isName(_ byte: UInt8, isFirst: Bool) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"),
            UInt8(ascii: ":"), 0x80...0xFF:
            true
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."): !isFirst
        default: false
        }
    }
}
