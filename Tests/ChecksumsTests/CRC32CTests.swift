import Checksums
import Testing

@Suite("CRC-32C")
struct CRC32CTests {
    @Test(
        "known vectors (partition-data, annex C.1)",
        arguments: [
            ("", 0x0000_0000 as UInt32), ("a", 0xC1D0_4330), ("123456789", 0xE306_9283),
            ("MANIFEST-000005\n", 0x9E7F_DADC),
        ]
    )
    func knownVectors(text: String, expected: UInt32) {
        #expect(CRC32C.checksum(of: Array(text.utf8).span.bytes) == expected)
    }
}
