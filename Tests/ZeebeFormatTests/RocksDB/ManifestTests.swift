import Testing
import ZeebeFormat

@Suite("RocksDB: CURRENT and version edits")
struct ManifestTests {
    private func current(_ text: String) -> Result<CurrentFile, RocksDBFault> {
        let bytes = Array(text.utf8)
        return Result { () throws(RocksDBFault) in try CurrentFile(bytes.span.bytes) }
    }

    @Test("CURRENT names a MANIFEST", arguments: [("MANIFEST-000005\n", 5), ("MANIFEST-1234567\n", 1_234_567)])
    func currentFile(_ text: String, _ number: UInt64) throws {
        let file = try current(text).get()
        #expect(file.manifestNumber == number)
        #expect(file.manifestName == String(text.dropLast()))
    }

    @Test(
        "CURRENT with anything else is damaged",
        arguments: [
            "", "MANIFEST-", "MANIFEST-000005", "MANIFEST-00005\n", "MANIFEST-000005\n\n", "MANIFEST-000005\r\n",
            "MANIFEST-00000a\n", "manifest-000005\n", " MANIFEST-000005\n", "MANIFEST-000005 \n",
            "MANIFEST-12345678901234567890\n",
        ]
    )
    func damagedCurrent(_ text: String) {
        #expect(throws: RocksDBFault.self) { try current(text).get() }
    }

    // MARK: Version edits

    private func varint(_ value: UInt64) -> [UInt8] {
        var bytes: [UInt8] = []
        var value = value
        while value >= 0x80 {
            bytes.append(UInt8(value & 0x7F) | 0x80)
            value >>= 7
        }
        return bytes + [UInt8(value)]
    }

    private func slice(_ bytes: [UInt8]) -> [UInt8] { varint(UInt64(bytes.count)) + bytes }

    private var comparator: [UInt8] { varint(1) + slice(Array("leveldb.BytewiseComparator".utf8)) }

    private func counters(next: UInt64 = 100, sequence: UInt64 = 1000) -> [UInt8] {
        varint(2) + varint(4) + varint(3) + varint(next) + varint(4) + varint(sequence)
    }

    private func table(
        _ number: UInt64,
        level: UInt64 = 0,
        sequences: ClosedRange<UInt64> = 1...2,
        custom: [UInt8] = [1]
    ) -> [UInt8] {
        let key: [UInt8] = [97, 1, 1, 0, 0, 0, 0, 0, 0]
        return varint(103) + varint(level) + varint(number) + varint(5000) + slice(key) + slice(key)
            + varint(sequences.lowerBound) + varint(sequences.upperBound) + custom
    }

    private func deletion(_ number: UInt64, level: UInt64 = 0) -> [UInt8] {
        varint(6) + varint(level) + varint(number)
    }

    private func read(_ edits: [[UInt8]]) -> Result<RocksDBManifest, RocksDBFault> {
        let file = LogFrameTests.write(edits)
        return Result { () throws(RocksDBFault) in try ManifestReader.read(file.span.bytes) }
    }

    private func rule(_ edits: [[UInt8]]) -> Rule? {
        if case .failure(let fault) = read([comparator, counters()] + edits) { fault.rule } else { nil }
    }

    @Test("an edit removes before it adds: a table may move to another level")
    func move() throws {
        let manifest = try read([comparator, counters(), table(8), deletion(8) + table(8, level: 3)]).get()
        #expect(manifest.tables.map(\.level) == [3])
        #expect(manifest.editCount == 4)
    }

    @Test("adding a live table again, or removing an absent one, contradicts the edits before")
    func contradictions() {
        #expect(rule([table(8), table(8)]) == .rocksDBManifest)
        #expect(rule([table(8), table(8, level: 2)]) == .rocksDBManifest)
        #expect(rule([deletion(8)]) == .rocksDBManifest)
        #expect(rule([table(8), deletion(8, level: 1)]) == .rocksDBManifest)
        #expect(rule([table(8), deletion(8), deletion(8)]) == .rocksDBManifest)
        #expect(rule([varint(200) + varint(1) + table(8)]) == .rocksDBManifest)
        #expect(rule([table(8)]) == nil)
    }

    @Test("an atomic group counts down to 0")
    func groups() {
        func member(_ remaining: UInt64) -> [UInt8] { varint(300) + varint(remaining) }
        #expect(rule([member(2), member(1), member(0)]) == nil)
        #expect(rule([member(0), member(1), member(0)]) == nil)
        #expect(rule([member(2), member(1)]) == .rocksDBManifest)
        #expect(rule([member(2), member(0)]) == .rocksDBManifest)
        #expect(rule([member(1), counters()]) == .rocksDBManifest)
    }

    @Test("numbers of tables lie below the counters")
    func numbers() {
        #expect(rule([table(100)]) == .rocksDBManifest)
        #expect(rule([table(99, sequences: 5...1001)]) == .rocksDBManifest)
        #expect(rule([table(99, sequences: 5...1000)]) == nil)
    }

    @Test("the order of keys is bytewise, and comparator and counters are there")
    func needed() {
        let other = varint(1) + slice(Array("rocksdb.Uint64AddOperator".utf8))
        for edits in [[counters()], [comparator], [other, counters()]] {
            if case .failure(let fault) = read(edits) {
                #expect(fault.rule == .rocksDBManifest)
            } else {
                Issue.record("accepted")
            }
        }
    }

    @Test("what may be skipped is skipped; what must be known is unsupported; the rest is damage")
    func tags() {
        #expect(rule([varint(8193) + slice([1, 2])]) == nil)
        #expect(rule([varint(8201) + slice([1])]) == nil)
        #expect(rule([varint(16383) + slice([])]) == nil)
        #expect(rule([varint(400) + [0]]) == .unsupported)
        #expect(rule([varint(8196) + [0]]) == .unsupported)
        #expect(rule([varint(11) + [0]]) == .rocksDBManifest)
        #expect(rule([table(8, custom: varint(33) + slice([9]) + [1])]) == nil)
        #expect(rule([table(8, custom: varint(66) + slice([9]) + [1])]) == .unsupported)
        #expect(rule([table(8, custom: varint(65) + slice([0]) + [1])]) == nil)
        #expect(rule([table(8, custom: varint(65) + slice([1]) + [1])]) == .unsupported)
        #expect(rule([table(8, custom: [])]) == .rocksDBManifest)
    }

    @Test("the checksum of a table is stored in big-endian order, and counts with its function's name only")
    func checksums() throws {
        let checksum = varint(7) + slice([0x80, 0x4B, 0xAC, 0x17])
        let name = varint(8) + slice(Array("FileChecksumCrc32c".utf8))
        let manifest = try read([
            comparator, counters(), table(8, custom: checksum + name + [1]), table(9, custom: checksum + [1]),
        ]).get()
        #expect(manifest.tables.map(\.checksum) == [0x804B_AC17, nil])
    }

    @Test("write-ahead logs matter from the lowest number on that must be kept, and the one before if there is one")
    func logs() throws {
        let manifest = try read([comparator, counters(), varint(10) + varint(7) + varint(9) + varint(3)]).get()
        #expect([2, 3, 6, 7, 8].map(manifest.needsLog) == [false, true, false, true, true])
        #expect([2, 3, 6, 7, 8].map(manifest.replaysLog) == [false, false, false, true, true])
    }

    @Test("a log from before the tables of Zeebe's column family is not replayed, also where another one needs it")
    func replayedLogs() throws {
        let other = varint(200) + varint(1) + varint(201) + slice([97]) + varint(2) + varint(9)
        let manifest = try read([comparator, counters(), varint(2) + varint(6) + varint(10) + varint(4), other]).get()
        #expect([3, 4, 5, 6, 7].map(manifest.needsLog) == [false, true, true, true, true])
        #expect([3, 4, 5, 6, 7].map(manifest.replaysLog) == [false, false, false, true, true])
        #expect(
            ["000005.log", "000006.log", "000006.sst", "CURRENT"].map(manifest.holdsState) == [
                false, true, false, false,
            ]
        )
    }

    @Test("an edit cut at any byte is damage or another edit, never a trap")
    func cut() {
        let edit = comparator + counters() + table(8, custom: varint(5) + slice([1]) + [1]) + deletion(9)
        for length in 0..<edit.count { _ = read([Array(edit[..<length])]) }
        #expect(rule([Array(edit.dropLast())]) == .rocksDBManifest)
    }
}
