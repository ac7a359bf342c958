extension JSONPullParser {
    /// Returns the bytes of a number as they stand, for forms that need every digit, like decimal timestamps.
    @_lifetime(copy self)
    public func digits(_ number: JSONNumber) -> RawSpan {
        bytes.extracting(number.range)
    }

    /// Returns the exact value of a number that is a 64-bit integer.
    ///
    /// - Throws: `FormatError` when it has a fraction or an exponent, even one that leaves it whole, or does not fit.
    public func int64(_ number: JSONNumber) throws(FormatError) -> Int64 {
        guard number.isInteger else {
            throw FormatError("expected an integer, found a fraction or exponent", at: number.range.lowerBound)
        }
        var cursor = ByteCursor(bytes, in: number.range)
        let isNegative = unsafe bytes.unsafeLoad(fromByteOffset: cursor.offset, as: UInt8.self) == UInt8(ascii: "-")
        if isNegative { try cursor.skip(1) }
        // Built below zero, where there is room for one more.
        var negated: Int64 = 0
        while !cursor.isAtEnd {
            let digit = Int64(try cursor.readUInt8() &- UInt8(ascii: "0"))
            let (shifted, overflowsShifted) = negated.multipliedReportingOverflow(by: 10)
            let (sum, overflowsSum) = shifted.subtractingReportingOverflow(digit)
            guard !overflowsShifted, !overflowsSum else { throw doesNotFit(number) }
            negated = sum
        }
        if isNegative { return negated }
        guard negated != Int64.min else { throw doesNotFit(number) }
        return -negated
    }

    /// Returns the nearest floating-point value of a number.
    ///
    /// - Throws: `FormatError` when it is too large to be finite.
    public func double(_ number: JSONNumber) throws(FormatError) -> Double {
        let text = unsafe digits(number).withUnsafeBytes { unsafe String(decoding: $0, as: UTF8.self) }
        guard let value = Double(text), value.isFinite else {
            throw FormatError("the number is beyond the range of floating-point values", at: number.range.lowerBound)
        }
        return value
    }

    @inline(never)
    private func doesNotFit(_ number: JSONNumber) -> FormatError {
        FormatError("the number does not fit into 64 bits", at: number.range.lowerBound)
    }
}
