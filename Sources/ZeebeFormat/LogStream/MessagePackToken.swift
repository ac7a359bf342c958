/// One value of a MessagePack document, as ``MessagePackReader`` reports it.
///
/// Bytes are given as places in the document. Containers have no end of their own in MessagePack: the count tells.
public enum MessagePackToken: Equatable, Sendable {
    /// nil
    case null
    /// A boolean.
    case boolean(Bool)
    /// An integer that fits into 64 bits with a sign.
    case integer(Int64)
    /// An integer above `Int64.max`.
    case unsignedInteger(UInt64)
    /// A number of single or double precision.
    case float(Double)
    /// A string; its bytes should be UTF-8, which has not been checked.
    case string(Range<Int>)
    /// Bytes.
    case binary(Range<Int>)
    /// A value of an extension type.
    case `extension`(type: Int8, Range<Int>)
    /// The start of an array with so many elements.
    case array(count: Int)
    /// The start of a map with so many pairs of a key and a value.
    case map(count: Int)

    /// What the token is, for error texts: "a string".
    public var kind: String {
        switch self {
        case .null: "nil"
        case .boolean: "a boolean"
        case .integer, .unsignedInteger: "an integer"
        case .float: "a floating-point number"
        case .string: "a string"
        case .binary: "binary data"
        case .extension: "an extension value"
        case .array: "an array"
        case .map: "a map"
        }
    }
}
