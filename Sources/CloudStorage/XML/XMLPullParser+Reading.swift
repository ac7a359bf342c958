public import ZeebeFormat

/// Reading with a form in mind: elements whose children are elements or text.
extension XMLPullParser {
    /// Reads the start of the root element, which has one of these names.
    ///
    /// - Returns: Its name.
    @_lifetime(self: copy self)
    @discardableResult
    public mutating func beginRoot(_ names: String...) throws(FormatError) -> String {
        guard case .start(let range)? = try nextToken() else { throw FormatError("expected an element", at: offset) }
        let found = name(range)
        guard names.contains(found) else {
            throw FormatError(
                "expected <\(names.joined(separator: "> or <"))>, found <\(found.prefix(64))>",
                at: range.lowerBound
            )
        }
        return found
    }

    /// Reads the start of the next child of the open element and returns its name, or reads the element's end and
    /// returns nil. Characters between children are passed over.
    ///
    /// The child must be read or skipped before the next call.
    @_lifetime(self: copy self)
    public mutating func nextChild() throws(FormatError) -> String? {
        while let token = try nextToken() {
            switch token {
            case .start(let range): return name(range)
            case .text: continue
            case .end: return nil
            }
        }
        return nil
    }

    /// Reads the text of the element whose start was read last, up to its end.
    @_lifetime(self: copy self)
    public mutating func readText() throws(FormatError) -> String {
        var text: [UInt8] = []
        while let token = try nextToken() {
            switch token {
            case .start(let range): throw FormatError("expected text, found an element", at: range.lowerBound)
            case .text(let piece):
                try append(piece, to: &text)
                guard text.count <= limits.textByteCount else {
                    throw FormatError("a text of more than \(limits.textByteCount) bytes", at: piece.range.lowerBound)
                }
            case .end:
                guard let valid = String(validating: text, as: UTF8.self) else {
                    throw FormatError("a text that is not UTF-8", at: offset)
                }
                return valid
            }
        }
        return ""
    }

    /// Passes over the element whose start was read last, with all that is in it.
    @_lifetime(self: copy self)
    public mutating func skipElement() throws(FormatError) {
        let outer = depth - 1
        while depth > outer { _ = try nextToken() }
    }

    /// Reads the rest of the document, in which no further element may be.
    @_lifetime(self: copy self)
    public mutating func finish() throws(FormatError) {
        while try nextToken() != nil {}
    }

    // MARK: References

    private func append(_ piece: XMLText, to text: inout [UInt8]) throws(FormatError) {
        var place = piece.range.lowerBound
        while place < piece.range.upperBound {
            let byte = bytes[place]
            if byte == UInt8(ascii: "&"), piece.hasReferences {
                try appendReference(&place, end: piece.range.upperBound, to: &text)
            } else {
                text.append(byte)
                place += 1
            }
        }
    }

    private func appendReference(_ place: inout Int, end: Int, to text: inout [UInt8]) throws(FormatError) {
        let start = place
        var name: [UInt8] = []
        place += 1
        while place < end, bytes[place] != UInt8(ascii: ";"), name.count < 12 {
            name.append(bytes[place])
            place += 1
        }
        guard place < end, bytes[place] == UInt8(ascii: ";") else {
            throw FormatError("a reference without ;", at: start)
        }
        place += 1
        switch String(decoding: name, as: UTF8.self) {
        case "amp": text.append(UInt8(ascii: "&"))
        case "lt": text.append(UInt8(ascii: "<"))
        case "gt": text.append(UInt8(ascii: ">"))
        case "quot": text.append(UInt8(ascii: "\""))
        case "apos": text.append(UInt8(ascii: "'"))
        case let reference:
            guard let scalar = Self.scalar(reference) else {
                throw FormatError("a reference to what this document cannot define", at: start)
            }
            text.append(contentsOf: String(scalar).utf8)
        }
    }

    /// The character of `#38` or `#x26`.
    private static func scalar(_ reference: String) -> Unicode.Scalar? {
        guard reference.hasPrefix("#") else { return nil }
        let digits = reference.dropFirst()
        let isHexadecimal = digits.hasPrefix("x")
        let value = isHexadecimal ? UInt32(digits.dropFirst(), radix: 16) : UInt32(digits, radix: 10)
        guard digits.utf8.allSatisfy({ $0 != UInt8(ascii: "+") && $0 != UInt8(ascii: "-") }), let value, value != 0
        else {
            return nil
        }
        return Unicode.Scalar(value)
    }
}
