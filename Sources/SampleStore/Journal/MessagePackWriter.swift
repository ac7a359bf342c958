/// MessagePack as Zeebe writes it: numbers in their smallest form, big-endian (partition-data §2).
extension ByteSink {
    /// Begins a map of up to 15 entries.
    mutating func putMap(_ count: UInt8) {
        put(0x80 | count)
    }

    /// Writes a string.
    mutating func putString(_ text: String) {
        putStringHeader(text.utf8.count)
        put(text)
    }

    /// Begins a string of `count` bytes.
    mutating func putStringHeader(_ count: Int) {
        switch count {
        case ..<32: put(0xA0 | UInt8(count))
        case ..<256: putTagged(0xD9, UInt8(count))
        case ..<65_536: putTagged(0xDA, UInt16(count))
        default: putTagged(0xDB, UInt32(count))
        }
    }

    /// Begins a binary of `count` bytes.
    mutating func putBinaryHeader(_ count: Int) {
        switch count {
        case ..<256: putTagged(0xC4, UInt8(count))
        case ..<65_536: putTagged(0xC5, UInt16(count))
        default: putTagged(0xC6, UInt32(count))
        }
    }

    /// Writes an integer.
    mutating func putInteger(_ number: Int64) {
        switch number {
        case 0...127: put(UInt8(number))
        case 128...255: putTagged(0xCC, UInt8(number))
        case 256...65_535: putTagged(0xCD, UInt16(number))
        case 65_536...4_294_967_295: putTagged(0xCE, UInt32(number))
        case 4_294_967_296...: putTagged(0xCF, UInt64(number))
        case -32 ... -1: put(Int8(number))
        case -128 ... -33: putTagged(0xD0, Int8(number))
        case -32_768 ... -129: putTagged(0xD1, Int16(number))
        case -2_147_483_648 ... -32_769: putTagged(0xD2, Int32(number))
        default: putTagged(0xD3, number)
        }
    }

    private mutating func putTagged<T: FixedWidthInteger & BitwiseCopyable>(_ tag: UInt8, _ number: T) {
        put(tag)
        putBigEndian(number)
    }

    /// Bytes that `putStringHeader` takes for a string of `count` bytes.
    static func stringHeaderSize(_ count: Int) -> Int {
        count < 32 ? 1 : count < 256 ? 2 : count < 65_536 ? 3 : 5
    }
}
