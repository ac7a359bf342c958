/// Numbers of YAML 1.1 without quotes, which Spring reads as numbers and writes in its own way.
enum PlainNumber {
    /// Whether a text is such a number and would not stay as it is: `010` (octal), `1_000`, `0x1F`, `1e3`, `1:30`, `1.50`.
    static func isChanged(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        let hasPlus = bytes.first == UInt8(ascii: "+")
        let digits = hasPlus || bytes.first == UInt8(ascii: "-") ? bytes.dropFirst() : bytes[...]
        guard let first = digits.first, isDigit(first) else { return false }
        return isInteger(digits, changed: hasPlus) || isWithBase(digits) || isSexagesimal(digits)
            || isFraction(digits, changed: hasPlus)
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

    private static func isDigitOrGap(_ byte: UInt8) -> Bool { isDigit(byte) || byte == UInt8(ascii: "_") }

    /// Digits only. With a zero in front they are octal, if they can be.
    private static func isInteger(_ digits: ArraySlice<UInt8>, changed: Bool) -> Bool {
        guard digits.allSatisfy(isDigitOrGap) else { return false }
        if digits.first == UInt8(ascii: "0"), digits.count > 1 {
            return digits.allSatisfy { $0 < UInt8(ascii: "8") || $0 == UInt8(ascii: "_") }
        }
        return changed || digits.contains(UInt8(ascii: "_")) || digits.count > 18
    }

    /// `0x1F`, `0b11`.
    private static func isWithBase(_ digits: ArraySlice<UInt8>) -> Bool {
        let rest = digits.dropFirst(2)
        guard digits.first == UInt8(ascii: "0"), !rest.isEmpty else { return false }
        switch digits[digits.startIndex + 1] {
        case UInt8(ascii: "x"):
            return rest.allSatisfy { isDigitOrGap($0) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains($0 | 0x20) }
        case UInt8(ascii: "b"):
            return rest.allSatisfy { "01_".utf8.contains($0) }
        default: return false
        }
    }

    /// `1:30` is ninety.
    private static func isSexagesimal(_ digits: ArraySlice<UInt8>) -> Bool {
        let parts = digits.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
        guard parts.count > 1, let first = parts.first, !first.isEmpty, first.allSatisfy(isDigitOrGap) else {
            return false
        }
        return parts.dropFirst().allSatisfy { part in
            (1...2).contains(part.count) && part.allSatisfy(isDigit) && (part.count == 1 || part.first ?? 0 < 0x36)
        }
    }

    /// `1.50`, `1e3`, `1.`.
    private static func isFraction(_ digits: ArraySlice<UInt8>, changed: Bool) -> Bool {
        let whole = digits.prefix(while: isDigitOrGap)
        var rest = digits.dropFirst(whole.count)
        var fraction: ArraySlice<UInt8>?
        if rest.first == UInt8(ascii: ".") {
            fraction = rest.dropFirst().prefix(while: isDigitOrGap)
            rest = rest.dropFirst(1 + (fraction?.count ?? 0))
        }
        if let mark = rest.first, mark | 0x20 == UInt8(ascii: "e") {
            rest = rest.dropFirst()
            if rest.first == UInt8(ascii: "+") || rest.first == UInt8(ascii: "-") { rest = rest.dropFirst() }
            return !rest.isEmpty && rest.allSatisfy(isDigit)
        }
        guard rest.isEmpty, let fraction else { return false }
        let all = whole + fraction
        let isShort =
            all.count <= 15 && all.allSatisfy(isDigit) && (whole.count == 1 || whole.first != UInt8(ascii: "0"))
        let endsWell = fraction.count == 1 || (!fraction.isEmpty && fraction.last != UInt8(ascii: "0"))
        // Java writes numbers from ten millions on with an exponent, and those below a thousandth.
        let isUsual = whole.count <= 7 && (whole.first != UInt8(ascii: "0") || fraction.count <= 3)
        return changed || !isShort || !endsWell || !isUsual
    }
}
