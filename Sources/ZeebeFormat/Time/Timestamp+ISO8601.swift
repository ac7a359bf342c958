extension Timestamp {
    /// Reads an ISO-8601 instant as Java's `Instant.parse` does, from 12 on with offsets.
    ///
    /// The form is `YYYY-MM-DDTHH:MM:SS[.fraction]`, with up to nine digits of fraction (also none), then `Z` or an offset
    /// `±HH:MM[:SS]` of at most 18 hours. `T` and `Z` may be small letters. As in Java, `24:00:00` is the next midnight, and
    /// the leap second `23:59:60` counts as `23:59:59`.
    ///
    /// - Throws: `FormatError` for any other form, for a date that does not exist, and outside of the years 0000 to 9999.
    public init(iso8601 text: RawSpan) throws(FormatError) {
        var fields = InstantFields(ByteCursor(text))
        let year = try fields.readNumber(4, in: 0...9999)
        try fields.readByte(UInt8(ascii: "-"))
        let month = try fields.readNumber(2, in: 1...12)
        try fields.readByte(UInt8(ascii: "-"))
        let dayOffset = fields.cursor.offset
        let day = try fields.readNumber(2, in: 1...31)
        guard let date = CivilDate(year: year, month: month, day: day) else {
            throw FormatError("there is no such day in that month", at: dayOffset)
        }
        try fields.readLetter(UInt8(ascii: "t"))
        let hourOffset = fields.cursor.offset
        let hour = try fields.readNumber(2, in: 0...24)
        try fields.readByte(UInt8(ascii: ":"))
        let minute = try fields.readNumber(2, in: 0...59)
        try fields.readByte(UInt8(ascii: ":"))
        var second = try fields.readNumber(2, in: 0...60)
        let nanoseconds = try fields.readFraction()
        let offset = try fields.readOffset()
        if hour == 24, minute != 0 || second != 0 || nanoseconds != 0 {
            throw FormatError("expected no time of day after 24:00:00", at: hourOffset)
        }
        if second == 60 {
            guard hour == 23, minute == 59 else { throw FormatError("second 60 is not at 23:59", at: hourOffset) }
            second = 59
        }
        let seconds = date.daysSinceEpoch * 86_400 + hour * 3600 + minute * 60 + second - offset
        guard let timestamp = Timestamp(seconds: seconds, nanoseconds: nanoseconds) else {
            throw FormatError("the moment is outside of the years 0000 to 9999", at: 0)
        }
        self = timestamp
    }

    /// Reads an ISO-8601 instant; see ``init(iso8601:)-(RawSpan)``.
    public init(iso8601 text: String) throws(FormatError) {
        try self.init(iso8601: unsafe Array(text.utf8).span.bytes)
    }
}

/// Reads the fields of an ISO-8601 instant in order.
private struct InstantFields: ~Escapable {
    var cursor: ByteCursor

    @_lifetime(copy cursor)
    init(_ cursor: consuming ByteCursor) {
        self.cursor = cursor
    }

    /// Reads exactly `width` digits.
    @_lifetime(self: copy self)
    mutating func readNumber(_ width: Int, in range: ClosedRange<Int64>) throws(FormatError) -> Int64 {
        let start = cursor.offset
        var number: Int64 = 0
        for _ in 0..<width {
            let place = cursor.offset
            let byte = try cursor.readUInt8()
            guard let digit = byte.decimalDigitValue else {
                throw FormatError("expected a digit, found \(byte.forErrorText)", at: place)
            }
            number = number * 10 + Int64(digit)
        }
        guard range.contains(number) else {
            throw FormatError("expected \(range.lowerBound) to \(range.upperBound), found \(number)", at: start)
        }
        return number
    }

    @_lifetime(self: copy self)
    mutating func readByte(_ expected: UInt8) throws(FormatError) {
        let place = cursor.offset
        let byte = try cursor.readUInt8()
        guard byte == expected else {
            throw FormatError("expected \(expected.forErrorText), found \(byte.forErrorText)", at: place)
        }
    }

    /// Reads a letter of either case.
    @_lifetime(self: copy self)
    mutating func readLetter(_ lowercase: UInt8) throws(FormatError) {
        let place = cursor.offset
        let byte = try cursor.readUInt8()
        guard byte | 0x20 == lowercase else {
            throw FormatError("expected \((lowercase & ~0x20).forErrorText), found \(byte.forErrorText)", at: place)
        }
    }

    /// Reads the decimal point and up to nine digits, if they are there, as nanoseconds.
    @_lifetime(self: copy self)
    mutating func readFraction() throws(FormatError) -> Int32 {
        guard nextByte == UInt8(ascii: ".") else { return 0 }
        try cursor.skip(1)
        var nanoseconds: Int32 = 0
        var unit: Int32 = 100_000_000
        while let digit = nextByte?.decimalDigitValue {
            guard unit > 0 else { throw FormatError("more than nine digits of fraction", at: cursor.offset) }
            nanoseconds += Int32(digit) * unit
            unit /= 10
            try cursor.skip(1)
        }
        return nanoseconds
    }

    /// Reads the offset from UTC, in seconds, and the end of the text.
    @_lifetime(self: copy self)
    mutating func readOffset() throws(FormatError) -> Int64 {
        let start = cursor.offset
        var offset: Int64 = 0
        switch nextByte {
        case UInt8(ascii: "Z"), UInt8(ascii: "z"):
            try cursor.skip(1)
        case UInt8(ascii: "+"), UInt8(ascii: "-"):
            let isWest = try cursor.readUInt8() == UInt8(ascii: "-")
            offset = try readNumber(2, in: 0...18) * 3600
            try readByte(UInt8(ascii: ":"))
            offset += try readNumber(2, in: 0...59) * 60
            if nextByte == UInt8(ascii: ":") {
                try cursor.skip(1)
                offset += try readNumber(2, in: 0...59)
            }
            guard offset <= 18 * 3600 else { throw FormatError("an offset of more than 18 hours", at: start) }
            if isWest { offset = -offset }
        default:
            throw FormatError("expected 'Z' or an offset", at: start)
        }
        guard cursor.isAtEnd else { throw FormatError("expected nothing more", at: cursor.offset) }
        return offset
    }

    private var nextByte: UInt8? {
        guard !cursor.isAtEnd else { return nil }
        return unsafe cursor.bytes.unsafeLoad(fromByteOffset: cursor.offset, as: UInt8.self)
    }
}
