/// One step of a JSON document, as ``JSONPullParser`` reports it.
///
/// Strings, keys and numbers are given as places in the document: nothing is copied or decoded until it is asked for.
public enum JSONToken: Equatable, Sendable {
    /// `{`
    case beginObject
    /// `}`
    case endObject
    /// `[`
    case beginArray
    /// `]`
    case endArray
    /// The name of a member, with the colon behind it already read.
    case key(JSONText)
    /// A string value.
    case string(JSONText)
    /// A number of any size and form.
    case number(JSONNumber)
    /// `true` or `false`
    case boolean(Bool)
    /// `null`
    case null

    /// What the token is, for error texts: "a string", "the end of the array".
    public var kind: String {
        switch self {
        case .beginObject: "an object"
        case .endObject: "the end of the object"
        case .beginArray: "an array"
        case .endArray: "the end of the array"
        case .key: "a key"
        case .string: "a string"
        case .number: "a number"
        case .boolean: "a boolean"
        case .null: "null"
        }
    }
}

/// The place of a string or key in a JSON document: valid UTF-8 and valid escapes, not decoded.
public struct JSONText: Equatable, Sendable {
    /// The bytes between the quotation marks, as offsets in the document.
    public let range: Range<Int>

    /// Whether there is a backslash in it, so that the bytes are not the text itself.
    public let hasEscapes: Bool

    internal init(range: Range<Int>, hasEscapes: Bool) {
        self.range = range
        self.hasEscapes = hasEscapes
    }
}

/// The place of a number in a JSON document, well-formed but not converted: no digit is lost.
public struct JSONNumber: Equatable, Sendable {
    /// The bytes of the number, as offsets in the document.
    public let range: Range<Int>

    /// Whether it has neither a fraction nor an exponent.
    public let isInteger: Bool

    internal init(range: Range<Int>, isInteger: Bool) {
        self.range = range
        self.isInteger = isInteger
    }
}
