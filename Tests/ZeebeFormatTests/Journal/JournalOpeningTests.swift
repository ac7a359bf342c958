import Testing
import ZeebeFormat

/// What Zeebe's own restore makes of a journal, as far as partition-data §3.8 tells.
@Suite("Opening a journal as Zeebe does")
struct JournalOpeningTests {
    /// One change of the journal of `TailRuleTests.rolled`, whose third segment has the checkpoint at index 8 and a hint at
    /// its last record, index 11.
    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let expected: String
        let change: @Sendable (inout TestJournal) -> Void

        init(_ name: String, _ expected: String, _ change: @escaping @Sendable (inout TestJournal) -> Void) {
            testDescription = name
            self.expected = expected
            self.change = change
        }
    }

    static let cases: [Case] = [
        Case("nothing is wrong", "found 8") { _ in },
        Case("damage in front of the checkpoint, no hint: the rest is cut off", "not found") {
            $0.segments[2].hintRecord = nil
            $0.segments[2].records[0].editAfterSealing = TailRuleTests.damage
        },
        Case("damage in front of the checkpoint, the hint jumps over it: the search meets it", "refused") {
            $0.segments[2].records[0].editAfterSealing = TailRuleTests.damage
        },
        Case("damage in the first segment, without hint: all that follows is deleted", "not found") {
            $0.segments[0].hintRecord = nil
            $0.segments[0].records[2].editAfterSealing = TailRuleTests.damage
        },
        Case("T1: right behind the checkpoint, and the hint jumps over it", "refused") {
            $0.segments[2].records[2].editAfterSealing = TailRuleTests.damage
        },
        Case("right behind the checkpoint without hint: cut off", "found 8") {
            $0.segments[2].hintRecord = nil
            $0.segments[2].records[2].editAfterSealing = TailRuleTests.damage
        },
        Case("two records behind the checkpoint, and the hint jumps over it", "found 8") {
            $0.segments[2].records[3].editAfterSealing = TailRuleTests.damage
        },
        Case("T2: a wrong index behind the checkpoint, without hint", "refused") {
            $0.segments[2].hintRecord = nil
            $0.segments[2].records[3].editBeforeSealing = TailRuleTests.otherIndex
        },
        Case("T2: in a later segment", "refused") {
            $0.segments[3].records[1].editBeforeSealing = TailRuleTests.otherIndex
        },
        Case("a wrong index that the hint jumps over", "found 8") {
            $0.segments[2].records[3].editBeforeSealing = TailRuleTests.otherIndex
        },
        Case("a segment in the middle is gone", "not found") { $0.segments.remove(at: 1) },
        Case("the first segment is gone", "found 8") { $0.segments.remove(at: 0) },
        Case("the segment with the checkpoint is gone", "not found") { $0.segments.remove(at: 2) },
        Case("the checkpoint shares its entry with a record before it", "not found") {
            guard case .application(let records) = $0.segments[2].records[1].entry.content else { return }
            var first = records[0]
            first.position -= 1
            $0.segments[2].records[1].entry.content = .application([first] + records)
        },
        Case("the position is that of an ordinary entry", "found 7") { $0.expectation.checkpointPosition -= 1 },
        Case("the position is behind the log", "not found") { $0.expectation.checkpointPosition = 1000 },
        Case("a file cannot be read as a segment", "not found") {
            $0.otherFiles = [("raft-partition-partition-1-3.log", [7] + [UInt8](repeating: 1, count: 99))]
            $0.segments.remove(at: 2)
        },
        Case("a version that no checksum covers, in front of the checkpoint", "undecided") {
            $0.segments[2].hintRecord = nil
            $0.segments[2].records[0].editAfterSealing = { $0[7] = 9 }
        },
        Case("a frame byte other than 1, behind the checkpoint", "found 8") {
            $0.segments[2].hintRecord = nil
            $0.segments[2].records[3].editAfterSealing = { $0[0] = 3 }
        },
    ]

    @Test("where the search for the checkpoint ends", arguments: cases)
    func outcome(_ change: Case) {
        var journal = TailRuleTests.rolled()
        change.change(&journal)
        let target = JournalProof.target(journal.expectation)
        let opening = JournalOpening(
            journal.files.map { JournalProof.segment($0, target: target) },
            checkpointPosition: journal.expectation.checkpointPosition
        )
        let outcome =
            switch opening.outcome {
            case .found(let record): "found \(record.index)"
            case .notFound: "not found"
            case .refused: "refused"
            case .undecided: "undecided"
            }
        #expect(outcome == change.expected, "\(opening.outcome)")
    }

    @Test("the record found has the identity that another copy's has")
    func identity() throws {
        let journal = TestJournal.standard()
        let target = SegmentScanTarget(
            checkpointPosition: journal.expectation.checkpointPosition,
            predecessorPosition: journal.expectation.checkpointPosition
        )
        let segments = journal.files.map { JournalProof.segment($0, target: target) }
        let scan = try #require(segments.last?.scan)
        let checksum = journal.segments[2].records[1].bytes[9..<13].reversed().reduce(0) { $0 << 8 | UInt32($1) }
        #expect(scan.checkpointRecord == SegmentScan.RecordIdentity(index: 8, term: 1, checksum: checksum))
        #expect(scan.predecessorRecord == scan.checkpointRecord)
        #expect(segments.dropLast().allSatisfy { $0.scan?.checkpointRecord == nil })
    }
}
