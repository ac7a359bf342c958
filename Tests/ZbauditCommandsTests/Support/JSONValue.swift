import Foundation

/// A JSON value in which the order of members is kept: the contract with scripts states it.
indirect enum JSONValue: Equatable, Sendable {
    case null
    case bool(Bool)
    case number(Int64)
    case text(String)
    case array([JSONValue])
    case object([Member])

    /// One member of an object.
    struct Member: Equatable, Sendable {
        let name: String
        let value: JSONValue
    }

    /// Parses one value with nothing but blanks around it. Numbers must be integers: the contract has no others.
    init(_ bytes: [UInt8]) throws {
        var reader = Reader(bytes: bytes[...])
        self = try reader.value()
        reader.skipBlanks()
        guard reader.bytes.isEmpty else { throw LaunchError("something follows the JSON value") }
    }

    /// The value of a member; `null` where there is none.
    subscript(_ name: String) -> JSONValue {
        guard case .object(let members) = self else { return .null }
        return members.first { $0.name == name }?.value ?? .null
    }

    /// An element of an array; `null` where there is none.
    subscript(_ index: Int) -> JSONValue {
        elements.indices.contains(index) ? elements[index] : .null
    }

    /// The elements of an array.
    var elements: [JSONValue] {
        if case .array(let elements) = self { elements } else { [] }
    }

    /// The names of an object's members, in their order.
    var names: [String] {
        if case .object(let members) = self { members.map(\.name) } else { [] }
    }

    /// The text; `nil` where it is none.
    var text: String? {
        if case .text(let text) = self { text } else { nil }
    }

    /// The number; `nil` where it is none.
    var number: Int64? {
        if case .number(let number) = self { number } else { nil }
    }
}

extension JSONValue {
    private struct Reader {
        var bytes: ArraySlice<UInt8>

        mutating func skipBlanks() {
            bytes = bytes.drop { [0x20, 0x0A, 0x0D, 0x09].contains($0) }
        }

        mutating func take(_ text: String) -> Bool {
            skipBlanks()
            guard bytes.starts(with: text.utf8) else { return false }
            bytes = bytes.dropFirst(text.utf8.count)
            return true
        }

        mutating func value() throws -> JSONValue {
            if take("null") { return .null }
            if take("true") { return .bool(true) }
            if take("false") { return .bool(false) }
            if take("[") { return .array(try list(until: "]") { try $0.value() }) }
            if take("{") {
                return .object(
                    try list(until: "}") { reader in
                        reader.skipBlanks()
                        let name = try reader.string()
                        guard reader.take(":") else { throw LaunchError("no colon after \(name)") }
                        return Member(name: name, value: try reader.value())
                    }
                )
            }
            skipBlanks()
            if bytes.first == UInt8(ascii: "\"") { return .text(try string()) }
            let digits = bytes.prefix { $0 == UInt8(ascii: "-") || (0x30...0x39).contains($0) }
            guard let number = Int64(String(decoding: digits, as: UTF8.self)) else {
                throw LaunchError("no value at \(String(decoding: bytes.prefix(40), as: UTF8.self))")
            }
            bytes = bytes.dropFirst(digits.count)
            return .number(number)
        }

        private mutating func list<Element>(
            until end: String,
            _ element: (inout Reader) throws -> Element
        ) throws -> [Element] {
            var elements: [Element] = []
            if take(end) { return elements }
            repeat { elements.append(try element(&self)) } while take(",")
            guard take(end) else { throw LaunchError("a list does not end with \(end)") }
            return elements
        }

        /// Strings are left to another parser than the one under test.
        mutating func string() throws -> String {
            var end = bytes.startIndex + 1
            while end < bytes.endIndex, bytes[end] != UInt8(ascii: "\"") {
                end += bytes[end] == UInt8(ascii: "\\") ? 2 : 1
            }
            guard bytes.first == UInt8(ascii: "\""), end < bytes.endIndex else { throw LaunchError("no string") }
            defer { bytes = bytes[(end + 1)...] }
            return try JSONDecoder().decode(String.self, from: Data(bytes[...end]))
        }
    }
}
