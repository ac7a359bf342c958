import SeededRandom
import Testing
import ZeebeFormat

/// Feeds changed files to every decoder of the database. A trap ends the test run; beyond that, errors must lie inside the
/// file, and have the rules of their kind.
@Suite("RocksDB: hostile input")
struct HostileDatabaseTests {
    static let interesting: [UInt8] = [0, 1, 7, 8, 15, 0x7F, 0x80, 0x81, 0xFE, 0xFF]

    /// A visitor that touches all it is given.
    struct Reader: TableEntryVisitor {
        var sum: UInt64 = 0

        mutating func visit(_ userKey: RawSpan, version: EntryVersion, value: RawSpan) {
            for bytes in [userKey.byteCount, value.byteCount] { sum &+= UInt64(bytes) }
            userKey.withUnsafeBytes { for byte in $0 { sum &+= UInt64(byte) } }
            value.withUnsafeBytes { for byte in $0 { sum &+= UInt64(byte) } }
        }

        mutating func visitRangeDeletion(from start: RawSpan, to end: RawSpan, sequence: UInt64) {
            sum &+= sequence &+ UInt64(start.byteCount &+ end.byteCount)
        }
    }

    @Test("changed tables: no trap, and faults inside of the file")
    func tables() throws {
        var random = SplitMix64(seed: 11)
        for checksum in [BlockChecksumType.none, .xxh3] {
            let table = TableBytes.make(entryCount: 40, blockEntryCount: 8, checksum: checksum)
            for _ in 0..<4000 {
                let bytes = random.mutated(table, interesting: Self.interesting)
                let scan = scanTable(bytes, visitor: Reader(), partByteCount: 200, windowByteCount: 64).scan
                for fault in scan.faults {
                    #expect(fault.offset <= UInt64(bytes.count))
                    #expect([.tableBlock, .tableGap, .unsupported].contains(fault.rule))
                }
            }
        }
    }

    @Test("changed blocks under valid checksums: no trap")
    func blocks() throws {
        var random = SplitMix64(seed: 12)
        for round in 0..<6000 {
            let table = TableBytes.make(entryCount: 20, blockEntryCount: 5, checksum: .xxh3) { role, content in
                guard role == Int(round % 4) else { return content }
                return random.mutated(content, interesting: Self.interesting)
            }
            let scan = scanTable(table, visitor: Reader()).scan
            #expect(scan.faults.allSatisfy { $0.offset <= UInt64(table.count) })
            for copies in 1...2 {
                let tables = (1...copies).map { LiveTable.spanning(table, number: UInt64($0)) }
                _ = try? StateContentScan.content(of: tables) { _ in table }
            }
        }
    }

    @Test("changed MANIFESTs under valid checksums: no trap, and their own rule or unsupported")
    func manifests() {
        var random = SplitMix64(seed: 13)
        let key: [UInt8] = [97, 1, 1, 0, 0, 0, 0, 0, 0]
        let edit: [UInt8] =
            [1, 26] + Array("leveldb.BytewiseComparator".utf8) + [2, 4, 3, 100, 4, 120, 10, 4, 0xAC, 2, 0]
            + [103, 0, 8, 0x88, 0x27, 9] + key + [9] + key + [1, 2, 7, 4, 1, 2, 3, 4, 8, 1, 70, 15, 2, 0x80, 8, 1]
            + [6, 0, 8]
        for round in 0..<8000 {
            let file = LogFrameTests.write([random.mutated(edit, interesting: Self.interesting)])
            let bytes = round % 2 == 0 ? file : random.mutated(file, interesting: Self.interesting)
            do throws(RocksDBFault) {
                _ = try ManifestReader.read(bytes.span.bytes)
            } catch {
                #expect([.rocksDBManifest, .unsupported].contains(error.rule))
                #expect(error.offset <= UInt64(bytes.count))
            }
            let log = replayLog(bytes, visitor: Reader())
            #expect(log.faults.allSatisfy { [.writeAheadLog, .unsupported].contains($0.rule) })
            let current = random.mutated(Array("MANIFEST-000005\n".utf8), interesting: Self.interesting)
            _ = try? CurrentFile(current.span.bytes)
        }
    }

    @Test("changed batches under valid checksums: no trap, and their own rule or unsupported")
    func batches() {
        var random = SplitMix64(seed: 15)
        let batch = WriteBatchBytes.batch(
            1000,
            [
                .put([1, 2, 3], [4, 5]), .delete([6]), .logData([7, 8]), .noop, .put([9], [], columnFamily: 1),
                .deleteRange([1], [2]), .singleDelete([3]), .delete([4], columnFamily: 300),
            ]
        )
        for _ in 0..<8000 {
            let file = LogFrameTests.write([random.mutated(batch, interesting: Self.interesting), batch])
            let log = replayLog(file, visitor: Reader())
            #expect(log.faults.count <= 1)
            #expect(log.faults.allSatisfy { [.writeAheadLog, .unsupported].contains($0.rule) && $0.offset == 0 })
        }
    }

    @Test("changed keys and values of the state: no trap, and what cannot be read is told")
    func state() {
        var random = SplitMix64(seed: 14)
        let entries = StateCollectorTests.entries
        for _ in 0..<8000 {
            var collector = StateCollector()
            for (place, entry) in entries.enumerated() {
                let isChanged = Int.random(in: 0..<entries.count, using: &random) == place
                let key = isChanged ? random.mutated(entry.key, interesting: Self.interesting) : entry.key
                let value = random.mutated(entry.value, interesting: Self.interesting)
                collector.visit(
                    key.span.bytes,
                    version: EntryVersion(sequence: UInt64(place), type: .value),
                    value: value.span.bytes
                )
            }
            let state = collector.state()
            #expect(state.problems.count <= entries.count)
        }
    }
}
