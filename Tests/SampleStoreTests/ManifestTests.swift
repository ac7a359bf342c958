import Foundation
import SampleStore
import Testing

@Suite("Manifests and metadata.json")
struct ManifestTests {
    private func manifestText(_ specification: SampleStoreSpecification, _ member: String) throws -> String {
        let directory = try TemporaryDirectory()
        try SampleStore.write(specification, to: directory.path)
        let path = "\(directory.path)/manifests/1/1708899200000/\(member)/manifest.json"
        return String(decoding: try Data(contentsOf: URL(filePath: path)), as: UTF8.self)
    }

    @Test("8.6 manifests are compact, in Zeebe's order, without the properties of 8.9")
    func manifestOf86() throws {
        let text = try manifestText(SampleStoreSpecification(version: .v8_6), "0")
        let pattern = try Regex(
            #"\{"id":\{"nodeId":0,"partitionId":1,"checkpointId":1708899200000\},"descriptor":\{"snapshotId":"\d+-1-\d+-\d+","#
                + #""checkpointPosition":\d+,"numberOfPartitions":2,"brokerVersion":"8\.6\.0"\},"statusCode":"COMPLETED","#
                + #""snapshot":\{"files":\[(\{"name":"[^"]+"\},?)+\]\},"segments":\{"files":\[(\{"name":"[^"]+"\},?)+\]\},"#
                + #""createdAt":"2024-02-25T22:13:20\.\d+Z","modifiedAt":"2024-02-25T22:13:2\d\.\d+Z"\}"\}"#
        )
        #expect(text.wholeMatch(of: pattern) != nil, "\(text)")
    }

    @Test("8.10 manifests have the zone, the first position, time and type of the checkpoint")
    func manifestOf810() throws {
        let specification = SampleStoreSpecification(version: .v8_10, members: WrittenStoreTests.zoned)
        let text = try manifestText(specification, "us-east1_0")
        let pattern = try Regex(
            #"\{"id":\{"nodeId":0,"zone":"us-east1","partitionId":1,"checkpointId":1708899200000\},"descriptor":"#
                + #"\{"snapshotId":"\d+-1-\d+-\d+-0-[1-9a-f][0-9a-f]*","firstLogPosition":1,"checkpointPosition":\d+,"#
                + #""numberOfPartitions":2,"brokerVersion":"8\.10\.0","checkpointTimestamp":"2024-02-25T22:13:20Z","#
                + #""checkpointType":"SCHEDULED_BACKUP"\},"statusCode":"COMPLETED".*"default-partition-1-1\.log".*"#
        )
        #expect(text.wholeMatch(of: pattern) != nil, "\(text)")
    }

    private func metadata(_ specification: SampleStoreSpecification) throws -> [String: Any] {
        let directory = try TemporaryDirectory()
        try SampleStore.write(specification, to: directory.path)
        let (object, left) = try Files.json(
            Data(contentsOf: URL(filePath: "\(directory.path)/metadata/1/metadata.json"))
        )
        #expect(left == 0)
        return object
    }

    private func ranges(_ metadata: [String: Any]) -> [[Int64]] {
        (metadata["ranges"] as? [[String: NSNumber]] ?? []).map {
            [$0["start"]?.int64Value ?? 0, $0["end"]?.int64Value ?? 0]
        }
    }

    private func checkpoints(_ metadata: [String: Any]) -> [Int64] {
        (metadata["checkpoints"] as? [[String: Any]] ?? []).map { ($0["checkpointId"] as? NSNumber)?.int64Value ?? 0 }
    }

    @Test(
        "ranges follow the rules of confirmation and deletion (store-layout §10.2)",
        arguments: [
            ([SampleBackup(1), SampleBackup(2), SampleBackup(3)], [[1, 3]], [1, 2, 3]),
            (
                [SampleBackup(1), SampleBackup(2, startsNewRange: true), SampleBackup(3)], [[1, 1], [2, 3]], [1, 2, 3]
            ),
            ([SampleBackup(1), SampleBackup(2, state: .deleted), SampleBackup(3)], [[1, 1], [3, 3]], [1, 3]),
            ([SampleBackup(1, state: .deleted), SampleBackup(2), SampleBackup(3)], [[2, 3]], [2, 3]),
            ([SampleBackup(1), SampleBackup(2), SampleBackup(3, state: .deleted)], [[1, 2]], [1, 2]),
            ([SampleBackup(1), SampleBackup(2, state: .failed), SampleBackup(3)], [[1, 1], [3, 3]], [1, 3]),
            ([SampleBackup(1, state: .inProgress), SampleBackup(2), SampleBackup(3)], [[2, 3]], [2, 3]),
        ] as [([SampleBackup], [[Int64]], [Int64])]
    )
    func rangesFollowTheRules(backups: [SampleBackup], ranges: [[Int64]], checkpoints: [Int64]) throws {
        let metadata = try metadata(SampleStoreSpecification(backups: backups))
        #expect(self.ranges(metadata) == ranges)
        #expect(self.checkpoints(metadata) == checkpoints)
    }

    @Test("markers stand in metadata.json between the backups, without a first position")
    func markers() throws {
        let specification = SampleStoreSpecification(
            backups: [SampleBackup(10), SampleBackup(20)],
            markers: [13, 17],
            journalVolume: .records(120)
        )
        let metadata = try metadata(specification)
        #expect(checkpoints(metadata) == [10, 13, 17, 20])
        let entries = metadata["checkpoints"] as? [[String: Any]] ?? []
        #expect(
            entries.map { $0["checkpointType"] as? String } == [
                "SCHEDULED_BACKUP", "MARKER", "MARKER", "SCHEDULED_BACKUP",
            ]
        )
        #expect(entries.map { $0["firstLogPosition"] == nil } == [false, true, true, false])
        let positions = entries.compactMap { ($0["checkpointPosition"] as? NSNumber)?.int64Value }
        #expect(positions == positions.sorted() && Set(positions).count == 4)
        let times = entries.compactMap { $0["checkpointTimestamp"] as? String }
        #expect(
            times == ["2024-02-25T22:13:20Z", "2024-02-25T22:16:40Z", "2024-02-25T22:20:00Z", "2024-02-25T22:23:20Z"]
        )
    }

    @Test("manifests alone are written for very many backups", arguments: WriterVersion.allCases)
    func manifestsOnly(version: WriterVersion) throws {
        let directory = try TemporaryDirectory()
        let specification = SampleStoreSpecification(
            version: version,
            backups: SampleBackup.series(500, from: 1_708_899_200_000, step: 600_000),
            manifestsOnly: true
        )
        let store = try SampleStore.write(specification, to: directory.path)
        #expect(store.partitionBackups.count == 1000)
        #expect(try FileManager.default.contentsOfDirectory(atPath: "\(directory.path)/contents").isEmpty)
        var usual = 0
        var last: [Int32: WrittenPartitionBackup] = [:]
        for backup in store.partitionBackups {
            let path =
                "\(directory.path)/manifests/\(backup.partition)/\(backup.checkpointId)/\(backup.member)/manifest.json"
            let (object, left) = try Files.json(Data(contentsOf: URL(filePath: path)))
            // Now and then the last digits of a time are zeros, which are not written.
            usual += left == 2 ? 1 : 0
            #expect(object["statusCode"] as? String == "COMPLETED")
            if let last = last[backup.partition] {
                #expect(backup.checkpointPosition > last.checkpointPosition)
                #expect(backup.firstLogPosition <= last.checkpointPosition + 1)
            }
            #expect(backup.segmentFiles < 8)
            last[backup.partition] = backup
        }
        #expect(usual > 950)
        guard version.hasContinuousBackups else { return }
        let (metadata, _) = try Files.json(
            Data(contentsOf: URL(filePath: "\(directory.path)/metadata/2/metadata.json"))
        )
        #expect(checkpoints(metadata).count == 500)
        #expect(ranges(metadata) == [[1_708_899_200_000, 1_708_899_200_000 + 499 * 600_000]])
    }
}
