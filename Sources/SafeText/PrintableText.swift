/// Text from a store in a form that is safe to print: on a terminal, in a log line, in a report.
///
/// Names in a store are hostile input. Control characters could drive the terminal, bidirectional and invisible ones
/// could make a name look like another. They are written as `\u{202E}`, bytes that are not UTF-8 as `\xFF`, and the
/// backslash itself as `\\`, so that the form is unambiguous. What is longer than ``limit`` characters is cut in its
/// middle: its ends, the folder and the file's own name, say most.
public enum PrintableText {
    /// The number of Unicode scalars, after escaping, up to which text is printed in full.
    public static let limit = 200

    /// Returns the printable form of `text`.
    public static func form(of text: some StringProtocol) -> String {
        let scalars = text.unicodeScalars
        guard scalars.count > limit else { return joined(scalars.map(escaped)) }
        // A scalar is one piece, and a piece is one scalar or more: the middle is not needed, however long it is.
        return cut(head: scalars.prefix(limit).map(escaped), tail: scalars.suffix(limit).map(escaped))
    }

    /// Returns the printable form of bytes that should be UTF-8, but may not be.
    public static func form(ofBytes bytes: some Sequence<UInt8>) -> String {
        let bytes = Array(bytes)
        var pieces: [String] = []
        var parser = UTF8.ForwardParser()
        var iterator = bytes.makeIterator()
        var offset = 0
        while true {
            switch parser.parseScalar(from: &iterator) {
            case .valid(let encoded):
                pieces.append(escaped(UTF8.decode(encoded)))
                offset += encoded.count
            case .error(let length):
                pieces.append(contentsOf: bytes[offset..<offset + length].map { #"\x"# + hexadecimal(UInt32($0)) })
                offset += length
            case .emptyInput:
                return joined(pieces)
            }
        }
    }

    private static func escaped(_ scalar: Unicode.Scalar) -> String {
        if scalar == #"\"# { return #"\\"# }
        return isPrintable(scalar) ? String(scalar) : #"\u{"# + hexadecimal(scalar.value) + "}"
    }

    /// Whether a reader sees `scalar` as itself. A blank other than the ordinary one does not count, nor do scalars
    /// that mean something in one font or one Unicode version only.
    public static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII { return scalar.value >= 0x20 && scalar.value != 0x7F }
        switch scalar.properties.generalCategory {
        case .control, .format, .surrogate, .privateUse, .unassigned,
            .lineSeparator, .paragraphSeparator, .spaceSeparator:
            return false
        default:
            return !scalar.properties.isDefaultIgnorableCodePoint && scalar != "\u{2800}"
        }
    }

    private static func hexadecimal(_ value: UInt32) -> String {
        let digits = String(value, radix: 16, uppercase: true)
        return digits.count == 1 ? "0" + digits : digits
    }

    private static func joined(_ pieces: [String]) -> String {
        let length = pieces.reduce(0) { $0 + $1.unicodeScalars.count }
        return length > limit ? cut(head: pieces, tail: pieces) : pieces.joined()
    }

    /// The beginning of `head` and the end of `tail`, cut in their middle.
    private static func cut(head: [String], tail: [String]) -> String {
        fitting(head, in: limit / 2).joined() + "…"
            + fitting(tail.reversed(), in: limit - limit / 2 - 1).reversed().joined()
    }

    /// As many whole pieces, from the first, as fit into `room`: an escape is never cut.
    private static func fitting(_ pieces: some Sequence<String>, in room: Int) -> [String] {
        var left = room
        var fitting: [String] = []
        for piece in pieces {
            left -= piece.unicodeScalars.count
            if left < 0 { break }
            fitting.append(piece)
        }
        return fitting
    }
}
