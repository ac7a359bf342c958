import Foundation
import SampleStore
import Testing
import ZeebeFormat

@testable import struct SampleStore.Instant

@Suite("Snapshots")
struct SnapshotTests {
    @Test("the text of the OPTIONS file is that of a real database")
    func optionsAreTheFixture() throws {
        let directory = try TemporaryDirectory()
        let store = try SampleStore.write(
            SampleStoreSpecification(partitions: 1, backups: [SampleBackup(1)]),
            to: directory.path
        )
        let backup = try #require(store.partitionBackups.first)
        let written = try Files.all(below: "\(directory.path)/contents/1/1/\(backup.member)/snapshot")
        let name = "OPTIONS-000007"
        let fixture = Files.package.appending(path: "fixtures/rocksdb-checkpoint/\(name)")
        #expect(try written[name] == Data(contentsOf: fixture))
        #expect(written.count == 7)
    }

    @Test("additional tables are live, of the asked size, of one column family each", arguments: [false, true])
    func contentTables(isCompressed: Bool) throws {
        let directory = try TemporaryDirectory()
        let store = try SampleStore.write(
            SampleStoreSpecification(
                partitions: 1,
                backups: [SampleBackup(1)],
                snapshotFillerBytes: 2_500_000,
                snapshotFillerFileBytes: 240_000,
                compressesContentTables: isCompressed
            ),
            to: directory.path
        )
        let backup = try #require(store.partitionBackups.first)
        let check = try BackupCheck(directory.path, 1, 1, "\(backup.member)")
        #expect(check.problems.isEmpty)
        let manifest = try #require(check.database?.manifest)
        let tables = manifest.tables.filter { $0.level == 3 }
        #expect(tables.map(\.number) == Array(101...111))
        for table in tables {
            #expect(table.smallestKey.bytes.prefix(8) == table.largestKey.bytes.prefix(8))
        }
        for table in tables.dropLast() {
            let count = table.size - (table.tailByteCount ?? 0)
            #expect((isCompressed ? 205_000 : 240_000)...260_000 ~= count, "\(table.number): \(count)")
        }
        let ordered = tables.sorted { $0.smallestKey < $1.smallestKey }
        for (first, second) in zip(ordered, ordered.dropFirst()) { #expect(first.largestKey < second.smallestKey) }
        #expect(check.database?.layouts.map(\.blocks.count).reduce(0, +) ?? 0 > 80)
    }

    @Test("hidden tables are the same bytes under another name")
    func hiddenTables() throws {
        var specification = SampleStoreSpecification(
            partitions: 1,
            backups: [SampleBackup(1)],
            snapshotFillerBytes: 100_000,
            snapshotFillerFileBytes: 50_000
        )
        let live = try written(specification)
        specification.hidesContentTables = true
        let hidden = try written(specification)
        for number in ["000101", "000102"] {
            #expect(live["\(number).sst"] != nil && live["\(number).sst"] == hidden["\(number).dat"])
            #expect(hidden["\(number).sst"] == nil)
        }
        #expect(live["000008.sst"] == hidden["000008.sst"])
    }

    private static let families: [ColumnFamily] = [
        .variables, .jobs, .messages, .processInstances, .timers, .userTasks, .incidents,
    ]

    @Test(
        "state agrees with the log, and counts of definitions with the other partitions",
        arguments: WriterVersion.allCases
    )
    func state(version: WriterVersion) throws {
        let directory = try TemporaryDirectory()
        let store = try SampleStore.write(
            SampleStoreSpecification(
                version: version,
                markers: version == .v8_6 ? [] : [1_708_899_500_000],
                snapshotFillerBytes: 160_000,
                snapshotFillerFileBytes: 20_000
            ),
            to: directory.path
        )
        var definitions: Set<Int> = []
        for backup in store.partitionBackups {
            let check = try BackupCheck(directory.path, backup.partition, backup.checkpointId, "\(backup.member)")
            #expect(check.problems.isEmpty)
            let database = try #require(check.database)
            let state = try #require(database.state)
            let id = try #require(backup.snapshotId).split(separator: "-").compactMap { Int64($0) }
            #expect(state.lastProcessedPosition == id[2])
            #expect(state.exporters.map(\.position) == [id[3]])
            #expect((state.latestKey ?? 0) >> 51 == Int64(backup.partition))
            #expect(state.migratedByVersion == version.brokerVersion)
            let earlier = store.partitionBackups
                .filter { $0.partition == backup.partition && $0.checkpointId < backup.checkpointId }
            let isAfterMarker = version != .v8_6 && backup.checkpointId == 1_708_899_800_000
            #expect(state.checkpoint?.id == (isAfterMarker ? 1_708_899_500_000 : earlier.last?.checkpointId))
            #expect(state.backup?.id == (version == .v8_6 ? nil : earlier.last?.checkpointId))
            let markerCount = version != .v8_6 && backup.checkpointId > 1_708_899_500_000 ? 1 : 0
            #expect(state.checkpoints.count == (version == .v8_6 ? 0 : earlier.count + markerCount))
            for family in Self.families {
                #expect(database.content?.entriesByFamily[family] ?? 0 > 2, "\(family)")
            }
            definitions.insert(database.content?.entriesByFamily[.processDefinitions] ?? 0)
        }
        #expect(definitions.count == 1)
    }

    private func written(_ specification: SampleStoreSpecification) throws -> [String: Data] {
        let directory = try TemporaryDirectory()
        let store = try SampleStore.write(specification, to: directory.path)
        let backup = try #require(store.partitionBackups.first)
        return try Files.all(below: "\(directory.path)/contents/1/1/\(backup.member)/snapshot")
    }

    @Test("one large file more lies in the last backup of partition 1", arguments: [(1, 1), (1, 2), (2, 1), (2, 2)])
    func largeFile(partition: Int32, backup: Int64) throws {
        let directory = try TemporaryDirectory()
        let store = try SampleStore.write(
            SampleStoreSpecification(
                partitions: 2,
                backups: [SampleBackup(1), SampleBackup(2)],
                snapshotFillerBytes: 1000,
                largeSnapshotFileBytes: 100_000
            ),
            to: directory.path
        )
        let written = try #require(
            store.partitionBackups.first { $0.partition == partition && $0.checkpointId == backup }
        )
        let check = try BackupCheck(directory.path, partition, backup, "\(written.member)")
        #expect(check.problems.isEmpty)
        let names = check.names("snapshot").filter { $0.hasPrefix("0001") }.sorted()
        #expect(names == (partition == 1 && backup == 2 ? ["000101.sst", "000102.sst"] : ["000101.sst"]))
    }

    @Test(
        "times print as Java's Instant does",
        arguments: [
            (0, 0, "1970-01-01T00:00:00Z"), (951_782_399_120, 0, "2000-02-28T23:59:59.120Z"),
            (951_782_400_000, 0, "2000-02-29T00:00:00Z"), (1_708_812_810_320, 5000, "2024-02-24T22:13:30.320005Z"),
            (1_798_761_599_999, 999_999, "2026-12-31T23:59:59.999999999Z"),
        ] as [(Int64, Int32, String)]
    )
    func instants(milliseconds: Int64, nanoseconds: Int32, text: String) {
        #expect(Instant(milliseconds: milliseconds, nanoseconds: nanoseconds).text == text)
    }
}
