import ZeebeFormat

/// Text of JSON, for comparisons.
enum JSONChecks {
    /// Number of values in a document that must be nothing but one JSON value.
    ///
    /// - Throws: `FormatError` when it is not.
    static func valueCount(_ bytes: [UInt8]) throws -> Int {
        var parser = JSONPullParser(bytes.span.bytes)
        let end = try parser.finish()
        let rest = bytes[end...].filter { !$0.isBlank }
        guard rest.isEmpty else { throw FormatError("expected nothing behind the value", at: end) }
        return parser.valueCount
    }

    /// The document without white space between its tokens; that inside of strings stays.
    static func compact(_ text: String) -> String {
        var result: [UInt8] = []
        var isInString = false
        var isEscaped = false
        for byte in text.utf8 {
            if isInString {
                if isEscaped {
                    isEscaped = false
                } else if byte == UInt8(ascii: "\\") {
                    isEscaped = true
                } else if byte == UInt8(ascii: "\"") {
                    isInString = false
                }
            } else if byte.isBlank {
                continue
            } else if byte == UInt8(ascii: "\"") {
                isInString = true
            }
            result.append(byte)
        }
        return String(decoding: result, as: UTF8.self)
    }

    /// The keys of the object that the document is, in their order.
    static func keys(_ text: String) throws -> [String] {
        let bytes = Array(text.utf8)
        var parser = JSONPullParser(bytes.span.bytes)
        try parser.beginObject()
        var keys: [String] = []
        while let key = try parser.nextKey() {
            keys.append(parser.string(key))
            try parser.skipValue()
        }
        return keys
    }
}

extension UInt8 {
    fileprivate var isBlank: Bool { [0x20, 0x0A, 0x0D, 0x09].contains(self) }
}
