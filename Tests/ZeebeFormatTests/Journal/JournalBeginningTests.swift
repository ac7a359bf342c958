import Testing
import ZeebeFormat

/// The rules that tie a journal to the snapshot and to the manifest (partition-data §11, X2 to X5, X12).
@Suite("The journal's beginning")
struct JournalBeginningTests {
    /// A journal compacted to the indexes from 101 and the positions from 470 on; the checkpoint is index 104.
    static func compacted() -> TestJournal {
        var journal = TestJournal(firstIndex: 101, firstPosition: 470, number: 7)
        journal.addRecords(2)
        journal.addRecords(1)
        journal.addRecords(1)
        journal.addCheckpoint()
        return journal
    }

    static func snapshot(_ index: Int64, term: Int64 = 1, position: Int64 = 473) -> JournalExpectation.Snapshot {
        .facts(.init(index: index, term: term, lowestNeededPosition: position, isBootstrap: false))
    }

    static func rules(_ snapshot: JournalExpectation.Snapshot, _ journal: TestJournal = compacted()) -> [FoundViolation]
    {
        var journal = journal
        journal.expectation.snapshot = snapshot
        return journal.prove().found
    }

    static let firstIndex = [
        FoundViolation("first-index", .error, file: "raft-partition-partition-1-7.log", offset: nil, index: 101)
    ]

    @Test("without snapshot, or with one of index 0, a journal begins at index 1")
    func noSnapshot() {
        #expect(Self.rules(.none) == Self.firstIndex)
        #expect(Self.rules(Self.snapshot(0)) == Self.firstIndex)
        #expect(Self.rules(.none, .standard()).isEmpty)
        #expect(Self.rules(Self.snapshot(0), .standard()).isEmpty)
    }

    @Test("with a snapshot, it begins at the index behind the snapshot's at the latest")
    func withSnapshot() {
        #expect(Self.rules(Self.snapshot(99)) == Self.firstIndex)
        #expect(Self.rules(Self.snapshot(1)) == Self.firstIndex)
        #expect(Self.rules(Self.snapshot(100)).isEmpty)
        #expect(Self.rules(Self.snapshot(102)).isEmpty)
        #expect(Self.rules(Self.snapshot(3, position: 8), .standard()).isEmpty)
    }

    @Test("nothing is said against a snapshot whose id is unknown")
    func unknownSnapshot() {
        #expect(Self.rules(.unknown).isEmpty)
    }

    @Test("a follower's journal begins anew at number 1 and any index")
    func numberOne() {
        var journal = Self.compacted()
        journal.segments[0].number = 1
        #expect(Self.rules(Self.snapshot(100), journal).isEmpty)
    }

    @Test("the snapshot's index is before the checkpoint's", arguments: [103, 104, 105, Int64.max])
    func snapshotTooNew(_ index: Int64) {
        let journal = Self.compacted()
        let offset = Int64(journal.segments[0].offset(ofRecord: 3))
        let tooNew = FoundViolation("snap-too-new", .error, file: journal.segments[0].name, offset: offset, index: 104)
        #expect(Self.rules(Self.snapshot(index, position: .max)) == (index < 104 ? [] : [tooNew]))
    }

    @Test("the entry at the snapshot's index has its term and begins before its position")
    func snapshotEntry() {
        let entry = [FoundViolation("snap-entry", .info, file: nil, offset: nil, index: 102)]
        #expect(Self.rules(Self.snapshot(102)).isEmpty)
        #expect(Self.rules(Self.snapshot(102, term: 2)) == entry)
        #expect(Self.rules(Self.snapshot(102, position: 471)) == entry)
        #expect(Self.rules(Self.snapshot(102, position: 472)).isEmpty)
        #expect(
            Self.rules(.facts(.init(index: 102, term: 9, lowestNeededPosition: 0, isBootstrap: true))).isEmpty,
            "a bootstrap snapshot belongs to no entry"
        )
        #expect(Self.rules(Self.snapshot(1, position: 0), .standard()).isEmpty, "an initial entry has no position")
        #expect(Self.rules(Self.snapshot(1, term: 2), .standard()).count == 1)
    }

    @Test("the manifest's first position is that of the first log record")
    func firstLogPosition() {
        func rules(_ stated: Int64?, _ change: (inout TestJournal) -> Void = { _ in }) -> [FoundViolation] {
            var journal = Self.compacted()
            journal.expectation.firstLogPosition = stated
            change(&journal)
            return Self.rules(Self.snapshot(102), journal)
        }
        let mismatch = [
            FoundViolation(
                "first-log-position",
                .warning,
                file: "raft-partition-partition-1-7.log",
                offset: nil,
                index: nil
            )
        ]
        #expect(rules(470).isEmpty && rules(nil).isEmpty && rules(0).isEmpty && rules(-1).isEmpty)
        #expect(rules(469) == mismatch)
        #expect(rules(471) == mismatch)
        #expect(
            rules(470) { $0.segments[0].records[0].entry.edit = { $0[16] = 9 } }.map(\.identifier) == ["raft-type"],
            "the first entry cannot be read: nothing is known of its position"
        )
        #expect(
            rules(470) { $0.segments[0].editDescriptorAfterSealing = { $0[41] ^= 1 } }.map(\.identifier) == ["desc-crc"]
        )
    }

    @Test("a journal of initial entries has no first position")
    func noPositions() {
        var journal = TestJournal()
        journal.add(.initial)
        journal.expectation.firstLogPosition = 1
        journal.expectation.checkpointPosition = 5
        #expect(journal.prove().violations.map(\.rule) == [.checkpointMissing])
    }
}
