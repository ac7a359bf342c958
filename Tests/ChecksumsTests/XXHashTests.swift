import Checksums
import SeededRandom
import Testing

@Suite("xxHash")
struct XXHashTests {
    /// The message of annex C.1: byte i is 7i + 3.
    static func ramp(_ count: Int) -> [UInt8] { (0..<count).map { UInt8(truncatingIfNeeded: 7 * $0 + 3) } }

    @Test("the check values of annex C.1")
    func checkValues() {
        let digits = Array("123456789".utf8)
        #expect(XXH32.checksum(of: digits.span.bytes) == 0x937B_AD67)
        #expect(XXH64.checksum(of: digits.span.bytes) == 0x8CB8_41DB_40E6_AE83)
    }

    @Test(
        "XXH3 of annex C.1, by every kernel",
        arguments: [
            (0, 0x2D06_8005_38D3_94C2), (1, 0x13E6_08BC_156D_EFED), (3, 0xA908_8DDA_485B_481C),
            (4, 0x6D92_53B1_6C8B_1ED3), (8, 0x6053_9DB6_3047_1163), (9, 0xFEFF_6683_61D7_23A8),
            (16, 0xB8C8_59B0_F030_B585), (17, 0x714A_0440_8E79_B80F), (128, 0x6742_5A03_6502_61BF),
            (129, 0xC664_BF33_11C6_ABC4), (240, 0x6455_6DC6_B462_A6CF), (241, 0x8BEA_DD3A_8874_FE17),
            (1024, 0x9B81_661C_641C_72B1), (1025, 0x806C_2072_ED71_3576), (4096, 0xD742_8746_842B_E37E),
        ] as [(Int, UInt64)]
    )
    func xxh3Vectors(count: Int, expected: UInt64) {
        let bytes = Self.ramp(count)
        #expect(XXH3.checksum(of: bytes.span.bytes) == expected)
        for kernel in XXH3.Kernel.supported {
            #expect(XXH3.checksum(of: bytes.span.bytes, using: kernel) == expected, "\(kernel)")
        }
    }

    /// Made once by libxxhash 0.8.4 (the Python package xxhash 4.1.0) of the message of annex C.1.
    @Test(
        "XXH32 and XXH64 as libxxhash has them",
        arguments: [
            (1, 0x21AE_663A, 0x1F25_C8D0_BC1F_4BB6), (4, 0x7254_79F2, 0x9BB6_4B7D_66EE_9FDA),
            (15, 0x82D3_C84D, 0x1B47_CB82_43CC_8E32), (16, 0x8845_547D, 0x4348_5023_2B78_7BE2),
            (17, 0x450E_5F84, 0x1EFA_7025_F1B9_7A7A), (31, 0x1F73_D3C7, 0xA2AA_5F33_CC4A_6119),
            (32, 0xE988_CCB7, 0x23C3_C17E_F790_FD97), (33, 0x94F5_36D5, 0x50A7_CFC7_BA58_8784),
            (100, 0x7309_1A4D, 0xA61F_8D4C_170F_E531), (65536, 0x1055_4E0D, 0x2C8C_45AE_2313_F2EE),
        ] as [(Int, UInt32, UInt64)]
    )
    func libraryVectors(count: Int, xxh32: UInt32, xxh64: UInt64) {
        let bytes = Self.ramp(count)
        #expect(XXH32.checksum(of: bytes.span.bytes) == xxh32)
        #expect(XXH64.checksum(of: bytes.span.bytes) == xxh64)
    }

    /// The expected values: libxxhash, as above.
    @Test("every length up to 2048 as libxxhash has it, in one number")
    func everyLengthAsLibrary() {
        let bytes = Self.ramp(2048)
        var (xxh32, xxh64, xxh3): (UInt64, UInt64, UInt64) = (0, 0, 0)
        for count in 0...2048 {
            let prefix = bytes.span.bytes.extracting(..<count)
            xxh32 = xxh32 &* 31 &+ UInt64(XXH32.checksum(of: prefix))
            xxh64 = xxh64 &* 31 &+ XXH64.checksum(of: prefix)
            xxh3 = xxh3 &* 31 &+ XXH3.checksum(of: prefix)
        }
        #expect(xxh32 == 0x8F42_83E1_AC97_8DE1)
        #expect(xxh64 == 0xB3F9_00CC_7921_E696)
        #expect(xxh3 == 0x676A_8BBB_2D58_1AF5)
    }

    @Test(
        "XXH32 and XXH64 of random bytes as the definition has them, at every length up to 300 and at random longer ones"
    )
    func definitions() {
        var random = SplitMix64(seed: 11)
        let lengths = Array(0...300) + (0..<20).map { _ in Int.random(in: 301...9000, using: &random) }
        for length in lengths {
            let bytes = (0..<length).map { _ in UInt8.random(in: 0...255, using: &random) }
            #expect(XXH32.checksum(of: bytes.span.bytes) == ReferenceXXHash.xxh32(bytes), "length \(length)")
            #expect(XXH64.checksum(of: bytes.span.bytes) == ReferenceXXHash.xxh64(bytes), "length \(length)")
        }
    }

    @Test("no bytes have a hash, with or without an address")
    func noBytes() {
        let nowhere = UnsafeRawBufferPointer(start: nil, count: 0).bytes
        let empty: [UInt8] = []
        #expect(XXH32.checksum(of: nowhere) == 0x02CC_5D05)
        #expect(XXH32.checksum(of: empty.span.bytes) == 0x02CC_5D05)
        #expect(XXH64.checksum(of: nowhere) == 0xEF46_DB37_51D8_E999)
        #expect(XXH64.checksum(of: empty.span.bytes) == 0xEF46_DB37_51D8_E999)
        #expect(XXH3.checksum(of: nowhere) == 0x2D06_8005_38D3_94C2)
    }
}
