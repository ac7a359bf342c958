extension Timestamp {
    /// Reads decimal seconds since 1970-01-01T00:00:00Z from the text of a JSON number, without loss.
    ///
    /// S3 manifests up to 8.8 have such timestamps, with nine digits of fraction (store-layout §5.2). Exponents are
    /// understood; digits beyond the ninth of the fraction are dropped, as Jackson does.
    ///
    /// - Throws: `FormatError` when the text is no JSON number, or outside of the years 0000 to 9999.
    public init(decimalSeconds text: RawSpan) throws(FormatError) {
        var parser = JSONPullParser(text, limits: .init(depth: 0, values: 1))
        guard case .number(let number) = try parser.nextToken(), number.range == 0..<text.byteCount else {
            throw FormatError("expected a number", at: 0)
        }
        let decimal = try Self.magnitude(of: text, decimalPoint: Self.decimalPoint(of: text))
        var seconds = decimal.seconds
        var nanoseconds = decimal.nanoseconds
        if unsafe text.unsafeLoad(fromByteOffset: 0, as: UInt8.self) == UInt8(ascii: "-") {
            seconds = -seconds
            if nanoseconds > 0 {
                seconds -= 1
                nanoseconds = 1_000_000_000 - nanoseconds
            }
        }
        guard let timestamp = Timestamp(seconds: seconds, nanoseconds: nanoseconds) else { throw Self.unsupported }
        self = timestamp
    }

    /// Reads decimal seconds; see ``init(decimalSeconds:)-(RawSpan)``.
    public init(decimalSeconds text: String) throws(FormatError) {
        try self.init(decimalSeconds: unsafe Array(text.utf8).span.bytes)
    }

    /// Returns how many of the number's digits stand before its decimal point, once the exponent is applied.
    private static func decimalPoint(of text: RawSpan) throws(FormatError) -> Int {
        var cursor = ByteCursor(text)
        var digits = 0
        var isInFraction = false
        while !cursor.isAtEnd {
            switch try cursor.readUInt8() {
            case UInt8(ascii: "."): isInFraction = true
            case UInt8(ascii: "e"), UInt8(ascii: "E"): return digits + (try exponent(&cursor))
            case UInt8(ascii: "-"): continue
            default: digits += isInFraction ? 0 : 1
            }
        }
        return digits
    }

    private static func exponent(_ cursor: inout ByteCursor) throws(FormatError) -> Int {
        var exponent = 0
        var isNegative = false
        while !cursor.isAtEnd {
            switch try cursor.readUInt8() {
            case UInt8(ascii: "-"): isNegative = true
            case UInt8(ascii: "+"): continue
            // Beyond any document's number of digits, where only the direction counts.
            case let digit: exponent = min(exponent * 10 + Int(digit &- UInt8(ascii: "0")), 1 << 48)
            }
        }
        return isNegative ? -exponent : exponent
    }

    private static func magnitude(
        of text: RawSpan,
        decimalPoint: Int
    ) throws(FormatError) -> (seconds: Int64, nanoseconds: Int32) {
        var cursor = ByteCursor(text)
        var seconds: Int64 = 0
        var nanoseconds: Int32 = 0
        var place = 0
        while !cursor.isAtEnd {
            let byte = try cursor.readUInt8()
            if byte | 0x20 == UInt8(ascii: "e") { break }
            guard let digit = byte.decimalDigitValue else { continue }
            if place < decimalPoint {
                seconds = try shifted(seconds, adding: digit)
            } else if place - decimalPoint < 9 {
                nanoseconds += Int32(digit) * nanosecondsOfPlace(place - decimalPoint)
            }
            place += 1
        }
        while place < decimalPoint, seconds != 0 {
            seconds = try shifted(seconds, adding: 0)
            place += 1
        }
        return (seconds, nanoseconds)
    }

    private static func shifted(_ seconds: Int64, adding digit: UInt8) throws(FormatError) -> Int64 {
        let shifted = seconds * 10 + Int64(digit)
        guard shifted <= supportedSeconds.upperBound else { throw unsupported }
        return shifted
    }

    /// Returns the nanoseconds of the digit 1 at a place behind the decimal point, 0 to 8.
    private static func nanosecondsOfPlace(_ place: Int) -> Int32 {
        var nanoseconds: Int32 = 100_000_000
        for _ in 0..<place { nanoseconds /= 10 }
        return nanoseconds
    }

    private static var unsupported: FormatError {
        FormatError("the moment is outside of the years 0000 to 9999", at: 0)
    }
}
