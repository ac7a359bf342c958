import Foundation
import SeededRandom
import Testing
import ZeebeFormat

/// Random databases of a real RocksDB against what RocksDB itself reads from them. `Tests/rocksdb/run.sh` makes them and
/// says by a variable of the environment where they are.
@Suite("RocksDB: random databases")
struct RandomDatabaseTests {
    struct Expected: Decodable {
        struct Options: Decodable {
            var formatVersion: UInt32
            var checksum: String
            var compression: String
            var unflushed: Bool
        }

        var options: Options
        var entries: [String: String]
        var sequence: UInt64
    }

    static let directories: [URL] = {
        guard let path = ProcessInfo.processInfo.environment["ZBAUDIT_ROCKSDB_DATABASES"] else {
            print("NOT CHECKED: no random databases; Tests/rocksdb/run.sh makes them")
            return []
        }
        let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
        return names.sorted().map { URL(filePath: path).appending(path: $0) }
            .filter { FileManager.default.fileExists(atPath: $0.appending(path: "expected.json").path()) }
    }()

    @Test("every table is intact, and the entries are those that RocksDB reads", arguments: directories)
    func entries(_ directory: URL) throws {
        let data = try Data(contentsOf: directory.appending(path: "expected.json"))
        let expected = try JSONDecoder().decode(Expected.self, from: data)
        let files = try DatabaseFiles(directory.appending(path: "checkpoint"))
        let manifest = try files.manifest()
        let (violations, _, _) = files.verify()
        let hasLog = violations.contains { $0.rule == .writeAheadLogNotEmpty }
        let unexpected = violations.filter {
            // Files of a database that is open, which a checkpoint would not have.
            !([.writeAheadLogNotEmpty, .orphanTable].contains($0.rule) && expected.options.unflushed)
        }
        #expect(unexpected == [])
        #expect((manifest.lastSequence ?? 0) <= expected.sequence)

        var collector = EntryCollector()
        for table in manifest.tables {
            let bytes = files.files[table.fileName] ?? []
            let layout = try openTable(bytes)
            #expect(layout.footer.formatVersion == expected.options.formatVersion)
            try checkParts(of: bytes, table)
            guard table.columnFamily == 0 else { continue }
            collector = scanTable(bytes, table: table, visitor: collector).visitor
        }
        collector = files.replayLogs(manifest, visitor: collector).visitor
        let read = Dictionary(
            uniqueKeysWithValues: collector.present.map { (hexadecimal($0.key), hexadecimal($0.value)) }
        )
        #expect(read == expected.entries)

        guard !hasLog else { return }
        #expect(try files.content().entries == expected.entries.count)
    }

    @Test("a bit flipped anywhere in a table is found, but for the format version before 6", arguments: directories)
    func flippedBits(_ directory: URL) throws {
        let data = try Data(contentsOf: directory.appending(path: "expected.json"))
        let expected = try JSONDecoder().decode(Expected.self, from: data)
        guard expected.options.checksum != "no_checksum" else { return }
        let files = try DatabaseFiles(directory.appending(path: "checkpoint"))
        var random = SplitMix64(seed: expected.sequence)
        for table in try files.manifest().tables {
            var bytes = files.files[table.fileName] ?? []
            let version = (bytes.count - 12)..<(bytes.count - 8)
            for _ in 0..<20 {
                let place = Int.random(in: 0..<bytes.count, using: &random)
                guard expected.options.formatVersion >= 6 || !version.contains(place) else { continue }
                let mask: UInt8 = 1 << UInt8.random(in: 0..<8, using: &random)
                bytes[place] ^= mask
                let scan = scanTable(bytes, table: table, visitor: NoTableVisitor()).scan
                #expect(scan.faults.contains { $0.rule == .tableBlock }, "byte \(place), mask \(mask)")
                bytes[place] ^= mask
            }
        }
    }

    /// A scan in parts and small windows sees what a scan of the whole sees.
    private func checkParts(of bytes: [UInt8], _ table: LiveTable) throws {
        let whole = scanTable(bytes, table: table, visitor: StateCollector())
        for (partByteCount, windowByteCount) in [(1, 1), (3000, 100), (20_000, 1 << 20)] as [(UInt64, Int)] {
            let parts = scanTable(
                bytes,
                table: table,
                visitor: StateCollector(),
                partByteCount: partByteCount,
                windowByteCount: windowByteCount
            )
            #expect(parts.scan == whole.scan)
            #expect(parts.visitor == whole.visitor)
        }
    }
}
