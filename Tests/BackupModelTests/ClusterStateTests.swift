import BackupModel
import Testing

@Suite("Cluster state (store-layout §11)")
struct ClusterStateTests {
    /// C completed, I in progress, F failed, D deleted, - no manifest.
    static func states(_ letters: String) -> [BackupState?] {
        letters.map { letter in
            switch letter {
            case "C": .completed
            case "I": .inProgress
            case "F": .failed
            case "D": .deleted
            default: nil
            }
        }
    }

    @Test(
        "the first rule that matches wins",
        arguments: [
            ("CCC", .completed), ("CCD", .deleted), ("D-", .deleted), ("FD", .failed), ("CI-", .incomplete),
            ("IC", .inProgress),
            ("--", .doesNotExist), ("", .doesNotExist), ("C-", .incomplete), ("I-", .incomplete), ("F-", .failed),
            ("CFI", .failed), ("I", .inProgress), ("D", .deleted), ("CD-", .deleted),
        ] as [(String, ClusterBackupState)]
    )
    func aggregation(_ letters: String, _ expected: ClusterBackupState) {
        #expect(ClusterBackupState(partitions: Self.states(letters)) == expected)
    }

    private func copy(_ partition: Int32, _ node: Int32, _ state: BackupState?, count: Int32? = 3) -> ClusterBackup.Copy
    {
        ClusterBackup.Copy(
            id: BackupIdentifier(partitionID: partition, checkpointID: 1, member: MemberID(nodeID: node)),
            state: state,
            numberOfPartitions: count
        )
    }

    @Test("of several copies the best counts: COMPLETED, IN_PROGRESS, FAILED, DELETED")
    func bestCopy() {
        let backup = ClusterBackup(
            checkpointID: 1,
            copies: [
                copy(1, 0, .failed), copy(1, 1, .completed), copy(2, 0, .deleted), copy(2, 1, .failed),
                copy(3, 0, .completed),
            ],
            partitionsInStore: 3
        )
        #expect(backup.state(of: 1) == .completed)
        #expect(backup.state(of: 2) == .failed)
        #expect(backup.state == .failed)
    }

    @Test("partitions are 1 to the highest count of a manifest, or those of the store where none states one")
    func partitionCount() {
        let stated = ClusterBackup(checkpointID: 1, copies: [copy(2, 0, .completed, count: 4)], partitionsInStore: 9)
        #expect(stated.partitionCount == 4)
        #expect(stated.missingPartitions == [1...1, 3...4])
        #expect(!stated.isPartitionCountInferred)
        let inferred = ClusterBackup(checkpointID: 1, copies: [copy(1, 0, .failed, count: nil)], partitionsInStore: 2)
        #expect(inferred.partitionCount == 2)
        #expect(inferred.isPartitionCountInferred)
    }

    @Test("a count that no cluster can have does not make two thousand million partitions missing")
    func hostileCount() {
        let backup = ClusterBackup(
            checkpointID: 1,
            copies: [copy(1, 0, .completed, count: Int32.max)],
            partitionsInStore: 1
        )
        #expect(backup.missingPartitionCount == 0)
        let place = ClusterBackup(
            checkpointID: 1,
            copies: [copy(Int32.max, 0, .completed)],
            partitionsInStore: Int32.max
        )
        #expect(place.missingPartitionCount > 0)
        #expect(ClusterRules.check(place, isSelectedByID: false, newestCompleted: [:], place: { "\($0)" }).count <= 101)
    }
}
