import BackupModel
import Testing

@Suite("Hostile partition ids")
struct HostilePartitionTests {
    @Test("the highest partition id is joined and judged without a list of all below it")
    func highest() {
        let id = BackupIdentifier(partitionID: .max, checkpointID: 5, member: MemberID(nodeID: 0))
        let copy = ClusterBackup.Copy(id: id, state: .completed, numberOfPartitions: 3)
        let backup = ClusterBackup(checkpointID: 5, copies: [copy], partitionsInStore: .max)
        #expect(backup.missingPartitions == [1...(Int32.max - 1)])
        let findings = ClusterRules.check(backup, isSelectedByID: false, newestCompleted: [:]) { _ in "" }
        #expect(findings.count { $0.code == .backupPartitionMissing } == 1)
    }
}
