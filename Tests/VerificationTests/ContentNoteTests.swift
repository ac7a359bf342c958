import BackupModel
import Testing

@testable import Verification
@testable import ZeebeFormat

/// What deserves a look in the contents of backups.
@Suite("Notes on content")
struct ContentNoteTests {
    private func backup(_ id: Int64, _ outcomes: PartitionContent.Outcome...) -> BackupContent {
        BackupContent(
            checkpointID: id,
            state: .completed,
            partitionCount: Int32(outcomes.count),
            partitions: outcomes.enumerated().map {
                PartitionContent(
                    partitionID: Int32($0 + 1),
                    member: MemberID(nodeID: 0),
                    descriptor: nil,
                    outcome: $1
                )
            }
        )
    }

    private func read(_ instances: Int, isNamed: Bool = true) -> PartitionContent.Outcome {
        .read(ContentCounts(entriesByFamily: [.processInstances: instances], isNamed: isNamed))
    }

    private static let problem = ContentProblem(object: "x", message: "y", kind: .damage)

    @Test(
        "nearly empty: more than nine tenths are gone, and at least a hundred entries",
        arguments: [
            (1000, 99, true), (1000, 100, false), (1000, 0, true), (100, 0, true), (99, 0, false), (110, 10, true),
            (109, 10, false), (10, 0, false), (0, 0, false), (5, 1000, false), (1_000_000, 99_999, true),
        ]
    )
    func nearlyEmpty(_ before: Int, _ now: Int, _ isNoted: Bool) {
        let notes = ContentNote.notes(on: [backup(1, read(before)), backup(2, read(now))])
        #expect(notes.map(\.checkpointID) == (isNoted ? [2] : []))
        guard isNoted, case .nearlyEmpty(let shrinkage)? = notes.first?.subject else { return }
        #expect(notes.first?.partitionID == 1)
        #expect(shrinkage.earlierCheckpointID == 1)
        #expect(shrinkage.earlier.entries == before)
        #expect(shrinkage.now?.entries == now)
    }

    @Test("each partition is held against its own last known content, whatever lies between")
    func perPartition() {
        let notes = ContentNote.notes(on: [
            backup(1, read(5000), read(5000)), backup(2, .unreadable(Self.problem), read(5000)),
            backup(3, read(3), .notCompleted("FAILED")), backup(4, read(4), read(4000)),
        ])
        #expect(notes.map(\.checkpointID) == [3])
        #expect(notes.map(\.partitionID) == [1])
        guard case .nearlyEmpty(let shrinkage)? = notes.first?.subject else { return }
        #expect(shrinkage.earlierCheckpointID == 1)
    }

    @Test("a new cluster that grows from nothing gives no note")
    func newCluster() {
        #expect(
            ContentNote.notes(on: [backup(1, .noSnapshot), backup(2, read(4)), backup(3, read(9)), backup(4, read(2))])
                .isEmpty
        )
    }

    @Test("a snapshot that is gone again is noted when there was something in it")
    func snapshotIsGone() {
        let notes = ContentNote.notes(on: [backup(1, read(5000)), backup(2, .noSnapshot)])
        guard case .nearlyEmpty(let shrinkage)? = notes.first?.subject else {
            Issue.record("no note")
            return
        }
        #expect(shrinkage.now == nil)
        #expect(ContentNote.notes(on: [backup(1, read(50)), backup(2, .noSnapshot)]).isEmpty)
    }

    @Test("sums are named only where all parts are")
    func sums() {
        #expect(backup(1, read(1), read(2)).total?.count(of: .processInstances) == 3)
        #expect(backup(1, read(1), read(2, isNamed: false)).total?.count(of: .processInstances) == nil)
        #expect(backup(1, read(1), read(2, isNamed: false)).total?.entries == 3)
        #expect(backup(1, read(1), .noSnapshot).total == nil)
    }

    // MARK: Deployments

    private func content(_ numbers: [Int64], pending: Int = 0, isDeleted: Bool = false) -> StateContent {
        var definitions = DeployedDefinitions()
        let state = Array("PENDING_DELETION".utf8)
        for number in numbers {
            let key: [UInt8] = [0, 0, 0, 0, 0, 0, 0, 58, 0, 0, 0, 1, 0x61]
            let rest = withUnsafeBytes(of: number.bigEndian) { Array($0) }
            definitions.add(
                .processDefinitions,
                key + rest,
                value: isDeleted ? [0x81, 0xA5] + Array("state".utf8) + [0xB0] + state : [0x80]
            )
        }
        return StateContent(entriesByFamily: [.commandDistribution: pending], definitions: definitions)
    }

    private func difference(_ contents: [Int32: StateContent]) -> DeploymentDifference? {
        var comparison = DeploymentComparison()
        for (id, content) in contents.sorted(by: { $0.key > $1.key }) { comparison.add(content, partitionID: id) }
        return comparison.difference
    }

    @Test("the same definitions on all partitions, or on none, are no difference")
    func same() {
        #expect(difference([:]) == nil)
        #expect(difference([1: content([1, 2])]) == nil)
        #expect(difference([1: content([1, 2]), 2: content([1, 2]), 3: content([1, 2])]) == nil)
        #expect(difference([1: content([]), 2: content([])]) == nil)
    }

    @Test("definitions are told by the partitions that have them and those that lack them")
    func differing() throws {
        let found = try #require(
            difference([
                1: content([1, 2, 3, 4, 5, 6]), 2: content([1]), 3: content([1, 2, 3, 4, 5, 6]),
                4: content([1, 9], pending: 2),
            ])
        )
        #expect(found.pendingCount == 2)
        #expect(found.counts.map(\.count) == [6, 1, 6, 2])
        #expect(found.parts.map(\.present) == [[1, 3], [4]])
        #expect(found.parts.map(\.absent) == [[2, 4], [1, 2, 3]])
        #expect(found.parts.map(\.count) == [5, 1])
        #expect(found.parts[0].first.map(\.key) == [2, 3, 4])
        #expect(found.parts.map(\.beingDeletedCount) == [0, 0])
    }

    @Test("a definition that several different partitions have counts once")
    func sharedByDifferentPartitions() throws {
        let found = try #require(difference([1: content([1, 2]), 2: content([1, 2, 3]), 3: content([1])]))
        #expect(found.parts.map(\.present) == [[1, 2], [2]])
        #expect(found.parts.map(\.count) == [1, 1])
    }

    @Test("definitions that wait for their last instance after a deletion are told as such")
    func beingDeleted() throws {
        let found = try #require(difference([1: content([1, 2], isDeleted: true), 2: content([1])]))
        #expect(found.parts.map(\.beingDeletedCount) == [1])
    }

    @Test("too many different partitions, or definitions, are told by their numbers")
    func tooMany() throws {
        let many = (1...Int32(DeploymentComparison.maximumGroupCount + 1)).map { ($0, content([Int64($0)])) }
        let found = try #require(difference(Dictionary(uniqueKeysWithValues: many)))
        #expect(found.parts.isEmpty)
        #expect(found.counts.count == many.count)
        let large = try #require(difference([1: content(Array(0..<60_000)), 2: content([1])]))
        #expect(large.parts.isEmpty)
        #expect(large.counts.map(\.count) == [60_000, 1])
    }
}
