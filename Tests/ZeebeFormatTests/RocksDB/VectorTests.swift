import Foundation
import Testing
import ZeebeFormat

/// Databases of the specification's vectors, made by real releases of RocksDB, against what is known to be in them.
@Suite("RocksDB: the vectors of the specification")
struct DatabaseVectorTests {
    /// What `expected-snapshot.json` says.
    struct Expected: Decodable {
        struct Table: Decodable {
            var file: String
            var level: UInt32
            var size: UInt64
            var smallestKey: String
            var largestKey: String
            var fileChecksum: String?
            var fileChecksumFunc: String?
            var formatVersion: UInt32
            var checksumType: UInt8
            var dataBlocks: Int
            var blocksVerified: Int
            var entries: UInt64
            var metaBlocks: [String]
        }

        var manifest: String
        var versionEdits: Int
        var comparator: String
        var lastSequence: UInt64
        var nextFileNumber: UInt64
        var logNumber: UInt64
        var minLogNumberToKeep: UInt64?
        var liveFiles: [Table]
        var liveKeys: Int
        var state: [String: Value]
    }

    /// A value of the state: a map, a text, or a number.
    enum Value: Decodable, Equatable {
        case map([String: Value])
        case text(String)
        case number(Int64)

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if let number = try? container.decode(Int64.self) {
                self = .number(number)
            } else if let text = try? container.decode(String.self) {
                self = .text(text)
            } else {
                self = .map(try container.decode([String: Value].self))
            }
        }
    }

    static let directories = SharedData.directories(
        "spec/vectors/partition-a-8.1-style",
        "spec/vectors/partition-b-8.8-style",
        "spec/vectors/partition-c-8.10-style",
        "spec/vectors/snapshot-real-8.8.0"
    )

    private func read(_ directory: URL) throws -> (files: DatabaseFiles, expected: Expected) {
        let data = try Data(contentsOf: directory.appending(path: "expected-snapshot.json"))
        return (
            try DatabaseFiles(directory.appending(path: "snapshot")),
            try JSONDecoder().decode(Expected.self, from: data)
        )
    }

    @Test("MANIFEST: counters, tables, bounds and checksums", arguments: directories)
    func manifest(_ directory: URL) throws {
        let (files, expected) = try read(directory)
        #expect(try files.current().manifestName == expected.manifest)
        let manifest = try files.manifest()
        #expect(manifest.editCount == expected.versionEdits)
        #expect(manifest.comparator == expected.comparator)
        #expect(manifest.lastSequence == expected.lastSequence)
        #expect(manifest.nextFileNumber == expected.nextFileNumber)
        #expect(manifest.logNumber == expected.logNumber)
        #expect(manifest.minimumLogNumber == expected.minLogNumberToKeep)
        #expect(manifest.tables.map(\.fileName) == expected.liveFiles.map(\.file))
        for (table, expected) in zip(manifest.tables, expected.liveFiles) {
            #expect(table.level == expected.level)
            #expect(table.size == expected.size)
            #expect(hexadecimal(table.smallestKey.bytes) == expected.smallestKey)
            #expect(hexadecimal(table.largestKey.bytes) == expected.largestKey)
            #expect(table.checksum.map { hex($0) } == expected.fileChecksum.flatMap { $0.isEmpty ? nil : "0x" + $0 })
        }
    }

    @Test("tables: format, blocks and entries, without a finding", arguments: directories)
    func tables(_ directory: URL) throws {
        let (files, expected) = try read(directory)
        let (violations, _, scans) = files.verify()
        #expect(violations == [])
        for table in expected.liveFiles {
            let layout = try openTable(files.files[table.file] ?? [])
            #expect(layout.footer.formatVersion == table.formatVersion)
            #expect(layout.footer.checksumType.rawValue == table.checksumType)
            #expect(layout.dataBlockCount == table.dataBlocks)
            #expect(layout.metaBlockNames == table.metaBlocks)
            #expect(layout.gap == nil)
            let scan = try #require(scans[table.file])
            #expect(scan.blockCount == table.blocksVerified)
            #expect(scan.dataBlockCount == table.dataBlocks)
            #expect(scan.entryCount == table.entries)
            #expect(scan.isComplete)
        }
    }

    @Test("state: every value", arguments: directories)
    func state(_ directory: URL) throws {
        let (files, expected) = try read(directory)
        let state = try #require(files.verify().state)
        #expect(state.problems == [])
        #expect(values(of: state) == expected.state)
    }

    /// The state in the form of the expectation.
    private func values(of state: DatabaseState) -> [String: Value] {
        func map(_ fields: [(String, Value?)]) -> Value {
            .map(Dictionary(fields.compactMap { name, value in value.map { (name, $0) } }) { first, _ in first })
        }
        func checkpoint(_ checkpoint: DatabaseState.Checkpoint) -> Value {
            map([
                ("id", .number(checkpoint.id)), ("position", .number(checkpoint.position)),
                ("timestamp", checkpoint.timestamp.map(Value.number)), ("type", checkpoint.type.map(Value.text)),
                ("firstLogPosition", checkpoint.firstLogPosition.map(Value.number)),
            ])
        }
        var values: [String: Value] = [:]
        values["0/LAST_PROCESSED_EVENT_KEY"] = state.lastProcessedPosition.map {
            .map(["lastProcessPosition": .number($0)])
        }
        values["0/checkpoint"] = state.checkpoint.map(checkpoint)
        values["0/backup"] = state.backup.map(checkpoint)
        values["1/latestKey"] = state.latestKey.map { .map(["nextValue": .number($0)]) }
        values["56/migrated-by-version"] = state.migratedByVersion.map(Value.text)
        for exporter in state.exporters {
            values["40/\(exporter.id)"] = map([
                ("exporterPosition", .number(exporter.position)),
                ("exporterMetadata", exporter.metadata.map { .text(hexadecimal($0)) }),
                ("metadataVersion", exporter.metadataVersion.map(Value.number)),
            ])
        }
        for checkpoint in state.checkpoints {
            values["140/\(checkpoint.id)"] = map([
                ("checkpointPosition", .number(checkpoint.position)),
                ("checkpointTimestamp", checkpoint.timestamp.map(Value.number)),
                ("checkpointType", checkpoint.type.map(Value.text)),
                ("firstLogPosition", checkpoint.firstLogPosition.map(Value.number)),
            ])
        }
        for range in state.ranges { values["141/\(range.first)"] = .number(range.last) }
        return values
    }
}

/// Lower-case hexadecimal digits of bytes.
func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
    bytes.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
}
