import BackupModel
import Testing
import ZeebeFormat

/// A manifest, and the path that it lies at, can state any number and any text.
@Suite("Hostile manifests")
struct HostileManifestTests {
    @Test("the largest partition number neither overflows nor makes a list of all partitions before it")
    func largestPartition() {
        let id = BackupIdentifier(partitionID: Int32.max, checkpointID: 1, member: MemberID(nodeID: 0))
        let backup = ClusterBackup(
            checkpointID: 1,
            copies: [ClusterBackup.Copy(id: id, state: .completed, numberOfPartitions: 3)],
            partitionsInStore: Int32.max
        )
        #expect(backup.missingPartitions == [1...(Int32.max - 1)])
        #expect(backup.missingPartitionCount == Int(Int32.max) - 1)
        let findings = ClusterRules.check(backup, isSelectedByID: true, newestCompleted: [:]) { "\($0)" }
        #expect(findings.count == 1)
    }

    @Test("a zone that the manifest states cannot drive the terminal")
    func printableZone() throws {
        let moment = try Timestamp(iso8601: "2026-04-27T09:00:00Z")
        let zoned = MemberID(zone: "\u{1B}[2J", nodeID: 0)
        let manifest = Manifest(
            id: BackupIdentifier(partitionID: 1, checkpointID: 1, member: zoned),
            descriptor: nil,
            state: .failed,
            snapshotFiles: FileNameList(),
            segmentFiles: FileNameList(),
            createdAt: moment,
            modifiedAt: moment
        )
        let findings = ManifestRules.check(
            manifest,
            place: BackupIdentifier(partitionID: 1, checkpointID: 1, member: MemberID(nodeID: 0)),
            object: "manifest.json",
            now: moment,
            isFilesystem: true
        )
        #expect(findings.map(\.code) == [.manifestIDMismatch])
        #expect(!findings.contains { $0.message.contains("\u{1B}") })
    }
}
