extension UInt8 {
    /// The value of a hexadecimal digit of either case; nil for any other byte.
    @inline(__always)
    internal var hexadecimalDigitValue: UInt8? {
        switch self {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): self - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): self - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): self - UInt8(ascii: "A") + 10
        default: nil
        }
    }

    /// The value of a decimal digit; nil for any other byte.
    @inline(__always)
    internal var decimalDigitValue: UInt8? {
        let value = self &- UInt8(ascii: "0")
        return value < 10 ? value : nil
    }

    /// The byte for error texts: as a character where that is printable, else as a number.
    internal var forErrorText: String {
        if (0x21..<0x7F).contains(self) { return "'\(Character(UnicodeScalar(self)))'" }
        let digits = String(self, radix: 16, uppercase: true)
        return digits.utf8.count == 1 ? "0x0\(digits)" : "0x\(digits)"
    }
}
