import Testing
import ZeebeFormat

@Suite("Checksums of RocksDB's blocks")
struct BlockChecksumTests {
    private static func value(_ type: BlockChecksumType, _ bytes: [UInt8]) -> UInt32 {
        type.value(ofContentAndType: bytes.span.bytes)
    }

    @Test(
        "the content 123456789 of annex C.1, uncompressed and LZ4",
        arguments: [
            (.none, 0, 0), (.none, 4, 0), (.crc32c, 0, 0xDD22_7149), (.crc32c, 4, 0xB722_F41C),
            (.xxHash32, 0, 0x08FA_F2DA), (.xxHash32, 4, 0x2294_461A), (.xxHash64, 0, 0x1B63_A378),
            (.xxHash64, 4, 0x60E6_F6A2), (.xxh3, 0, 0x67A1_7DFF), (.xxh3, 4, 0xC9E3_729B),
        ] as [(BlockChecksumType, UInt8, UInt32)]
    )
    func checkValues(type: BlockChecksumType, compression: UInt8, expected: UInt32) {
        #expect(Self.value(type, Array("123456789".utf8) + [compression]) == expected)
    }

    @Test("the data block of a table that Zeebe wrote, partition-data §14.7")
    func dataBlock() {
        #expect(Self.value(.xxh3, LZ4BlockTests.zeebeDataBlock + [0x04]) == 0xB5B8_52E4)
    }

    /// The sum wraps around.
    @Test(
        "the footer of format version 6 of partition-data §14.8: its checksum field zeroed, its own offset as context"
    )
    func footer() {
        var footer: [UInt8] = [0x04, 0x3E, 0x00, 0x7A, 0x00, 0, 0, 0, 0, 0xD4, 0x87, 0x37, 0x6E, 0x36, 0, 0, 0]
        footer += [UInt8](repeating: 0, count: 24) + [0x06, 0, 0, 0, 0xF7, 0xCF, 0xF4, 0x85, 0xB7, 0x41, 0xE2, 0x88]
        #expect(footer.count == 53)
        let modifier = BlockChecksumType.contextModifier(base: 0x6E37_87D4, offset: 1071)
        #expect(modifier == 0x6E37_83FB)
        #expect(Self.value(.xxh3, footer) == 0x9840_7C44)
        #expect(Self.value(.xxh3, footer) &+ modifier == 0x0678_003F)
    }

    @Test(
        "the context of a place: none without a base, else both halves of the offset",
        arguments: [
            (0, 1071, 0), (0x6E37_87D4, 0x3F4, 0x6E37_8420), (0xFFFF_FFFF, 0, 0xFFFF_FFFF),
            (1, 0x0000_0002_0000_0003, 4), (1, 0xFFFF_FFFF_0000_0001, 1), (1, .max, 0xFFFF_FFFF),
        ] as [(UInt32, UInt64, UInt32)]
    )
    func context(base: UInt32, offset: UInt64, expected: UInt32) {
        #expect(BlockChecksumType.contextModifier(base: base, offset: offset) == expected)
    }

    @Test("the types of a footer are 0 to 4")
    func types() {
        let known = (0...UInt8.max).compactMap(BlockChecksumType.init(rawValue:))
        #expect(known == [.none, .crc32c, .xxHash32, .xxHash64, .xxh3])
    }

    @Test("any changed bit of content or type changes the value", arguments: BlockChecksumType.allCases.dropFirst())
    func changedBits(type: BlockChecksumType) {
        let bytes = LZ4BlockTests.zeebeDataBlock + [0x04]
        let value = Self.value(type, bytes)
        for bit in 0..<bytes.count * 8 {
            var changed = bytes
            changed[bit / 8] ^= 1 << (bit % 8)
            #expect(Self.value(type, changed) != value, "bit \(bit)")
        }
    }

    @Test("no bytes at all have a value too", arguments: BlockChecksumType.allCases)
    func noBytes(type: BlockChecksumType) {
        let expected: [UInt32] = [0, 0xA282_EAD8, 0x02CC_5D05, 0x51D8_E999, 0x38D3_94C2]
        #expect(Self.value(type, []) == expected[Int(type.rawValue)])
    }
}
