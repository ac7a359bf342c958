/// The header fields of a request or a response, in order; names are compared without regard to case.
public struct HTTPHeaders: Equatable, Sendable {
    /// One field.
    public struct Field: Equatable, Sendable {
        /// The name as it was given.
        public let name: String
        /// The value, without blanks around it.
        public let value: String
    }

    /// The fields in their order.
    public private(set) var fields: [Field] = []

    /// Creates headers without a field.
    public init() {}

    /// Creates headers of pairs of name and value.
    public init(_ pairs: [(String, String)]) {
        for (name, value) in pairs { add(name, value) }
    }

    /// Appends a field.
    public mutating func add(_ name: String, _ value: String) {
        fields.append(Field(name: name, value: value))
    }

    /// Puts a field in the place of all that have this name.
    public mutating func set(_ name: String, _ value: String) {
        fields.removeAll { Self.isSame($0.name, name) }
        add(name, value)
    }

    /// The first value of a name; `nil` when there is none.
    public subscript(_ name: String) -> String? {
        fields.first { Self.isSame($0.name, name) }?.value
    }

    /// A value that is a number of bytes; `nil` when it is absent or none.
    public func count(_ name: String) -> UInt64? {
        guard let text = self[name], !text.isEmpty, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
            return nil
        }
        return UInt64(text)
    }

    private static func isSame(_ left: String, _ right: String) -> Bool {
        left.utf8.count == right.utf8.count && left.lowercased() == right.lowercased()
    }
}
