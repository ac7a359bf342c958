import Checksums
import Testing

@Suite("CRC-32C")
struct CRC32CTests {
    struct Vector: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let bytes: [UInt8]
        let checksum: UInt32

        init(_ description: String, _ bytes: some Sequence<UInt8>, _ checksum: UInt32) {
            self.testDescription = description
            self.bytes = Array(bytes)
            self.checksum = checksum
        }

        static let all = [
            // partition-data, annex C.1
            Vector("no bytes", [], 0x0000_0000),
            Vector("a", "a".utf8, 0xC1D0_4330),
            Vector("123456789", "123456789".utf8, 0xE306_9283),
            Vector("MANIFEST-000005", "MANIFEST-000005\n".utf8, 0x9E7F_DADC),
            // RFC 3720, B.4 (the first two also in annex C.1)
            Vector("32 bytes 00", repeatElement(0x00, count: 32), 0x8A91_36AA),
            Vector("32 bytes FF", repeatElement(0xFF, count: 32), 0x62A8_AB43),
            Vector("32 ascending bytes", 0..<32, 0x46DD_794E),
            Vector("32 descending bytes", (0..<32).reversed(), 0x113F_DB5C),
            Vector("an iSCSI read command", readCommand, 0xD996_3A56),
        ]

        private static let readCommand: [UInt8] = [
            0x01, 0xC0, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
            0x14, 0x00, 0x00, 0x00, 0x00, 0x00, 0x04, 0x00, 0x00, 0x00, 0x00, 0x14, 0x00, 0x00, 0x00, 0x18,
            0x28, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
        ]
    }

    @Test("known vectors", arguments: Vector.all)
    func knownVectors(vector: Vector) {
        #expect(CRC32C.checksum(of: vector.bytes.span.bytes) == vector.checksum)
    }

    @Test("known vectors by every kernel", arguments: CRC32C.Kernel.supported, Vector.all)
    func knownVectors(kernel: CRC32C.Kernel, vector: Vector) {
        var crc = CRC32C()
        crc.update(vector.bytes.span.bytes, using: kernel)
        #expect(crc.value == vector.checksum)
    }

    @Test("taking in no bytes changes nothing, with or without an address")
    func emptyUpdates() {
        let empty: [UInt8] = []
        var crc = CRC32C(resumingFrom: 0xE306_9283)
        crc.update(UnsafeRawBufferPointer(start: nil, count: 0))
        crc.update(empty.span.bytes)
        for kernel in CRC32C.Kernel.supported { crc.update(empty.span.bytes, using: kernel) }
        #expect(crc.value == 0xE306_9283)
    }

    @Test("a value resumed after any cut ends as the whole")
    func resumingAtEveryCut() {
        let bytes = Array("123456789".utf8)
        for cut in 0...bytes.count {
            var head = CRC32C()
            head.update(bytes.span.bytes.extracting(..<cut))
            var tail = CRC32C(resumingFrom: head.value)
            tail.update(bytes.span.bytes.extracting(cut...))
            #expect(tail.value == 0xE306_9283, "cut at \(cut)")
        }
    }

    @Test(
        "masked form and back",
        arguments: [
            // The first is from partition-data, annex C.1.
            (0xE306_9283 as UInt32, 0xC78A_B0E5 as UInt32),
            // Rotating right by 15 leaves nothing of 0, and the sum wraps for FFFF_FFFF.
            (0x0000_0000, 0xA282_EAD8), (0xFFFF_FFFF, 0xA282_EAD7), (0x0000_8000, 0xA282_EAD9),
        ]
    )
    func masking(plain: UInt32, masked: UInt32) {
        #expect(CRC32C.masked(plain) == masked)
        #expect(CRC32C.unmasked(masked) == plain)
    }
}
