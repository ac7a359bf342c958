internal import SafeText
internal import ZeebeFormat

/// Values as Zeebe's JSON reader takes them.
extension JSONPullParser {
    /// Reads an integer, or a text of decimal digits, which Zeebe's reader takes as well; `nil` for `null`.
    @_lifetime(self: copy self)
    mutating func readIntegerOrNull() throws(FormatError) -> Int64? {
        let token = try nextToken()
        switch token {
        case .null:
            return nil
        case .number(let number):
            return try int64(number)
        case .string(let text):
            let digits = string(text)
            guard let value = Int64(digits) else {
                throw FormatError(
                    "expected an integer, found the text \(PrintableText.form(of: digits))",
                    at: tokenOffset
                )
            }
            return value
        default:
            throw FormatError("expected an integer, found \(token?.kind ?? "the end")", at: tokenOffset)
        }
    }

    /// Reads a 32-bit integer; `nil` for `null`.
    @_lifetime(self: copy self)
    mutating func readInt32OrNull() throws(FormatError) -> Int32? {
        guard let value = try readIntegerOrNull() else { return nil }
        guard let narrow = Int32(exactly: value) else {
            throw FormatError("\(value) does not fit a 32-bit integer", at: tokenOffset)
        }
        return narrow
    }

    /// Reads a time in either form of store-layout §4.2 and §5.2: ISO-8601 text, or seconds since 1970 as a number.
    @_lifetime(self: copy self)
    mutating func readTimestampOrNull() throws(FormatError) -> Timestamp? {
        let token = try nextToken()
        let place = tokenOffset
        do throws(FormatError) {
            switch token {
            case .null: return nil
            case .string(let text): return try Timestamp(iso8601: string(text))
            case .number(let number): return try Timestamp(decimalSeconds: digits(number))
            default: throw FormatError("found \(token?.kind ?? "the end")", at: 0)
            }
        } catch {
            throw FormatError("expected a time: \(error.reason)", at: place)
        }
    }
}
