import Foundation
import SampleStore
import Testing

@testable import struct SampleStore.Instant

@Suite("Snapshots")
struct SnapshotTests {
    @Test("the embedded RocksDB files are those of the fixture")
    func embeddedFilesAreTheFixture() throws {
        let directory = try TemporaryDirectory()
        let store = try SampleStore.write(
            SampleStoreSpecification(partitions: 1, backups: [SampleBackup(1)]),
            to: directory.path
        )
        let backup = try #require(store.partitionBackups.first)
        let written = try Files.all(below: "\(directory.path)/contents/1/1/\(backup.member)/snapshot")
        var originals = try Files.all(below: Files.package.appending(path: "fixtures/rocksdb-checkpoint").path)
        originals["README.md"] = nil
        #expect(originals.count == 5)
        for (name, content) in originals { #expect(written[name] == content, "\(name)") }
        #expect(written.count == 7)
    }

    @Test("additional files have the asked size and are listed")
    func fillers() throws {
        let directory = try TemporaryDirectory()
        let store = try SampleStore.write(
            SampleStoreSpecification(
                partitions: 1,
                backups: [SampleBackup(1)],
                snapshotFillerBytes: 2_500_000,
                snapshotFillerFileBytes: 1_200_000
            ),
            to: directory.path
        )
        let backup = try #require(store.partitionBackups.first)
        let check = try BackupCheck(directory.path, 1, 1, "\(backup.member)")
        #expect(check.problems.isEmpty)
        let written = try Files.all(below: "\(directory.path)/contents/1/1/\(backup.member)/snapshot")
        let sizes = written.filter { $0.key.hasPrefix("0001") }.mapValues(\.count)
        #expect(sizes == ["000101.sst": 1_200_000, "000102.sst": 1_200_000, "000103.sst": 100_000])
        #expect(check.names("snapshot").filter { $0.hasPrefix("0001") }.count == 3)
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
