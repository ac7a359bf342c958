import Checksums
import Testing
import ZeebeFormat

@Suite("Checksums over a snapshot")
struct SnapshotChecksumsTests {
    @Test("the id checksum takes the names and two bytes of each value, in ascending order of name")
    func idChecksum() {
        let files: [(name: String, value: UInt64)] = [("b", 0x1122_3344), ("a", 0xAA_5566_7788), ("B", 0)]
        let input = Array("B".utf8) + [0, 0] + Array("a".utf8) + [0xAA, 0x88] + Array("b".utf8) + [0, 0x44]
        #expect(SnapshotIDChecksum.value(of: files) == CRC32C.checksum(of: input.span.bytes))
        #expect(SnapshotIDChecksum.value(of: []) == 0)
        #expect(SnapshotIDChecksum.text(of: 0x17_1A4E) == "171a4e")
        #expect(SnapshotIDChecksum.text(of: 0) == "0")
    }

    @Test("the order of combination is ascending, with zeebe.metadata last")
    func combinedOrder() {
        let names = ["zeebe.metadata", "zz", "CURRENT", "000008.sst", "a"]
        #expect(names.sorted(by: CombinedChecksum.precedes) == ["000008.sst", "CURRENT", "a", "zz", "zeebe.metadata"])
    }

    @Test("the combined value is the CRC-32C of names and contents, computed without the contents")
    func combinedValue() {
        let contents = [
            "zeebe.metadata": "{}", "000008.sst": "table", "x.sst.bak": "no table", "CURRENT": "MANIFEST-000005\n",
            ".sst": "", "e": "",
        ]
        let files = contents.map { name, content in
            CombinedChecksum.File(
                name: name,
                checksum: CRC32C.checksum(of: Array(content.utf8).span.bytes),
                size: UInt64(content.utf8.count)
            )
        }
        let all = ".sst000008.ssttableCURRENTMANIFEST-000005\nex.sst.bakno tablezeebe.metadata{}"
        #expect(CombinedChecksum.value(of: files) == CRC32C.checksum(of: Array(all.utf8).span.bytes))
        let withoutTables = "CURRENTMANIFEST-000005\nex.sst.bakno tablezeebe.metadata{}"
        #expect(
            CombinedChecksum.value(of: files, scope: .withoutSSTFiles)
                == CRC32C.checksum(of: Array(withoutTables.utf8).span.bytes)
        )
        #expect(CombinedChecksum.value(of: []) == 0)
    }
}
