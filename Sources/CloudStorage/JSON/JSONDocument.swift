internal import ZeebeFormat

/// A small JSON document as a whole: an answer of a token service, a file with credentials, an error.
///
/// Size and depth are bounded when it is read. It may hold secrets, so neither it nor what is wrong with it is printed with
/// any of its values.
indirect enum JSONDocument: Equatable, Sendable {
    case object([String: JSONDocument])
    case array([JSONDocument])
    case text(String)
    /// An integer; numbers of any other form are ``other``.
    case integer(Int64)
    case other

    /// The most values of a document.
    private static let maximumValues = 10_000
    /// The most containers in each other.
    private static let maximumDepth = 16

    /// Reads a document; white space may follow it, and nothing else.
    ///
    /// - Throws: `FormatError` when it is none.
    init(_ bytes: [UInt8]) throws(FormatError) {
        let bytes = unsafe bytes.span.bytes
        var parser = JSONPullParser(bytes, limits: .init(depth: Self.maximumDepth, values: Self.maximumValues))
        guard let token = try parser.nextToken() else { throw FormatError("there is no JSON value", at: 0) }
        self = try Self.value(token, &parser)
        let end = try parser.finish()
        for place in end..<bytes.byteCount {
            guard [0x20, 0x09, 0x0A, 0x0D].contains(unsafe bytes.unsafeLoad(fromByteOffset: place, as: UInt8.self))
            else { throw FormatError("something follows the JSON value", at: place) }
        }
    }

    /// Reads the value that begins with a token. The parser bounds the depth, and with it the recursion.
    private static func value(
        _ token: JSONToken,
        _ parser: inout JSONPullParser
    ) throws(FormatError) -> JSONDocument {
        switch token {
        case .beginObject:
            var members: [String: JSONDocument] = [:]
            while let key = try parser.nextKey() {
                let name = parser.string(key)
                guard let token = try parser.nextToken() else { break }
                members[name] = try value(token, &parser)
            }
            return .object(members)
        case .beginArray:
            var elements: [JSONDocument] = []
            while parser.nextElement() {
                guard let token = try parser.nextToken() else { break }
                elements.append(try value(token, &parser))
            }
            return .array(elements)
        case .string(let text): return .text(parser.string(text))
        case .number(let number): return (try? parser.int64(number)).map { .integer($0) } ?? .other
        default: return .other
        }
    }

    /// A member of an object; `nil` when there is none, or this is no object.
    subscript(_ name: String) -> JSONDocument? {
        if case .object(let members) = self { members[name] } else { nil }
    }

    /// The text, where this is a text that is not empty.
    var text: String? {
        if case .text(let text) = self, !text.isEmpty { text } else { nil }
    }

    /// The integer, also where it stands as text.
    var integer: Int64? {
        switch self {
        case .integer(let number): number
        case .text(let text): Int64(text)
        default: nil
        }
    }

    /// The elements of an array; none where this is something else.
    var elements: [JSONDocument] {
        if case .array(let elements) = self { elements } else { [] }
    }

    /// The members of an object whose values are texts.
    var texts: [String: String] {
        guard case .object(let members) = self else { return [:] }
        return members.compactMapValues { if case .text(let text) = $0 { text } else { nil } }
    }
}
