import ZeebeFormat

/// Runs a decoder that takes a span, outside of the testing macros, which cannot hold one.
func decode<T>(_ bytes: [UInt8], _ decoder: (RawSpan) throws(FormatError) -> T) -> Result<T, FormatError> {
    do {
        return .success(try decoder(bytes.span.bytes))
    } catch {
        return .failure(error)
    }
}

extension Result where Failure == FormatError {
    /// The error, nil after success.
    var error: FormatError? {
        if case .failure(let error) = self { error } else { nil }
    }

    /// The value, nil after failure.
    var value: Success? {
        if case .success(let value) = self { value } else { nil }
    }
}

/// The tokens of the first JSON value, in a form that tests can write down, and the offset of its end.
func tokens(
    _ bytes: [UInt8],
    limits: JSONPullParser.Limits = .init()
) -> Result<(tokens: [String], end: Int), FormatError> {
    decode(bytes) { (span) throws(FormatError) in
        var parser = JSONPullParser(span, limits: limits)
        var tokens: [String] = []
        while let token = try parser.nextToken() {
            switch token {
            case .beginObject: tokens.append("{")
            case .endObject: tokens.append("}")
            case .beginArray: tokens.append("[")
            case .endArray: tokens.append("]")
            case .key(let text): tokens.append("\(parser.string(text)):")
            case .string(let text): tokens.append("\"\(parser.string(text))\"")
            case .number(let number):
                let digits = parser.digits(number)
                tokens.append(digits.withUnsafeBytes { String(decoding: $0, as: UTF8.self) })
            case .boolean(let value): tokens.append("\(value)")
            case .null: tokens.append("null")
            }
        }
        return (tokens, parser.end ?? -1)
    }
}

/// The tokens of the first value of a text.
func tokens(_ text: String) -> Result<(tokens: [String], end: Int), FormatError> {
    tokens(Array(text.utf8))
}
