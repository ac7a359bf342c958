/// Returns a checksum or flag word as messages and evidence show it: `0x` and lower-case digits, padded to the type's size.
public func hex<T: FixedWidthInteger & UnsignedInteger>(_ value: T) -> String {
    let digits = String(value, radix: 16)
    return "0x" + String(repeating: "0", count: max(0, T.bitWidth / 4 - digits.count)) + digits
}
