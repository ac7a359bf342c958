internal import ZeebeFormat

/// Looks for a text in a record.
public struct TextSearch: Sendable {
    private let needle: [UInt8]

    /// Creates a search for a text; an empty one is nowhere.
    public init(_ text: String) {
        needle = Array(text.utf8)
    }

    /// Whether the text is in the value or in the reason of a rejection.
    ///
    /// The value's own bytes come first: they hold every string as it is, also those inside binary data, which is how Zeebe
    /// stores variables. Its JSON has numbers and names with their values.
    func finds(value: RawSpan, rejectionReason: RawSpan) -> Bool {
        isIn(value) || isIn(rejectionReason) || isInJSON(of: value)
    }

    private func isInJSON(of value: RawSpan) -> Bool {
        guard let json = try? MessagePackJSON(value) else { return false }
        var writer = JSONWriter()
        json.write(to: &writer)
        return unsafe isIn(writer.bytes.span.bytes)
    }

    private func isIn(_ bytes: RawSpan) -> Bool {
        guard bytes.byteCount >= needle.count, let first = needle.first else { return false }
        return unsafe bytes.withUnsafeBytes { bytes in
            for start in 0...(bytes.count - needle.count) where unsafe bytes[start] == first {
                if unsafe bytes[start..<(start + needle.count)].elementsEqual(needle) { return true }
            }
            return false
        }
    }
}
