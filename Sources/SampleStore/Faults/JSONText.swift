/// Compact JSON as it was written here, changed by replacing pieces of its text.
///
/// Not a parser: keys are searched as text, which is enough for documents whose form is known.
struct JSONText: Sendable {
    /// The bytes.
    var bytes: [UInt8]

    /// Where the value of the first property of that name lies.
    func value(of key: String) -> Range<Int>? {
        guard let found = bytes.firstRange(of: Array("\"\(key)\":".utf8)) else { return nil }
        return found.upperBound..<endOfValue(at: found.upperBound)
    }

    /// The text of a value, quotes included.
    func text(of key: String) -> String? {
        value(of: key).map { String(decoding: bytes[$0], as: UTF8.self) }
    }

    /// The number that a property has.
    func integer(of key: String) -> Int64? {
        text(of: key).flatMap { Int64($0) }
    }

    /// The string that a property has, if it needs no escapes.
    func string(of key: String) -> String? {
        guard let text = text(of: key), text.hasPrefix("\"") else { return nil }
        return String(text.dropFirst().dropLast())
    }

    /// Replaces a value; nothing happens when there is none.
    mutating func replace(_ key: String, with text: String) {
        guard let range = value(of: key) else { return }
        bytes.replaceSubrange(range, with: text.utf8)
    }

    /// Removes a property that is not the last of its object.
    mutating func remove(_ key: String) {
        guard let range = value(of: key) else { return }
        bytes.removeSubrange(range.lowerBound - key.utf8.count - 3..<min(range.upperBound + 1, bytes.count))
    }

    /// The offset behind the value that begins at `start`.
    func endOfValue(at start: Int) -> Int {
        var depth = 0
        var inString = false
        var place = start
        while place < bytes.count {
            let byte = bytes[place]
            if inString {
                if byte == UInt8(ascii: "\\") { place += 1 }
                if byte == UInt8(ascii: "\"") {
                    inString = false
                    if depth == 0 { return place + 1 }
                }
            } else if byte == UInt8(ascii: "\"") {
                inString = true
            } else if byte == UInt8(ascii: "{") || byte == UInt8(ascii: "[") {
                depth += 1
            } else if byte == UInt8(ascii: "}") || byte == UInt8(ascii: "]") {
                if depth == 0 { return place }
                depth -= 1
                if depth == 0 { return place + 1 }
            } else if byte == UInt8(ascii: ","), depth == 0 {
                return place
            }
            place += 1
        }
        return place
    }

    /// Where each element of the array lies that a property has.
    func elements(of key: String) -> [Range<Int>] {
        guard let array = value(of: key) else { return [] }
        var elements: [Range<Int>] = []
        var place = array.lowerBound + 1
        while place < array.upperBound - 1 {
            let end = endOfValue(at: place)
            elements.append(place..<end)
            place = end + 1
        }
        return elements
    }

    /// Gives a property an array of the given elements.
    mutating func replaceElements(of key: String, with elements: [[UInt8]]) {
        guard let array = value(of: key) else { return }
        let content = Array("[".utf8) + elements.joined(separator: Array(",".utf8)) + Array("]".utf8)
        bytes.replaceSubrange(array, with: content)
    }
}
