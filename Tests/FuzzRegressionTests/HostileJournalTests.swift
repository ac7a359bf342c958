import FuzzTargets
import Testing
import ZeebeFormat

/// Records with right checksums can still state any number.
@Suite("Hostile journals")
struct HostileJournalTests {
    @Test("nothing follows the largest index, not even the smallest one")
    func largestIndex() throws {
        // The seed's only record has the largest index. A copy of it follows, with the index that a wrapped sum gives.
        var file = try KnownInputs.seed(.journalRecord, "last-index")
        let record = Array(file[57..<(file.count - 32)])
        file.replaceSubrange((file.count - 32)..., with: record)
        let index = 57 + record.count + 29
        file.replaceSubrange(index..<(index + 8), with: [0, 0, 0, 0, 0, 0, 0, 0x80])
        SegmentRepair.repairChecksums(&file)
        let scan = scan(file)
        #expect(scan.recordCount == 1)
        #expect(scan.stoppingFault?.rule == .recordIndex)
        #expect(scan.hintRecordToProve == nil)
    }

    @Test("the times of a checkpoint and of a manifest may lie further apart than 64 bits can tell")
    func distantTimes() throws {
        let scan = try scan(KnownInputs.seed(.journalRecord, "last-index"))
        #expect(scan.checkpoint?.record?.timestamp == Int64.max)
        for created in [Int64.min, -62_167_219_200_000, 0, Int64.max] {
            let continuity = JournalContinuity(
                [JournalContinuity.Segment(fileName: "raft-partition-partition-1-1.log", scan: scan)],
                expectation: JournalExpectation(
                    partitionID: 1,
                    checkpointID: 9,
                    checkpointPosition: 3,
                    brokerVersion: "8.8.0",
                    createdAtMilliseconds: created
                )
            )
            #expect(continuity.violations.contains { $0.rule == .checkpointTime } == (created < Int64.max))
        }
    }

    @Test("damage right behind the checkpoint at the largest index blocks no restore")
    func damageBehindLargestIndex() throws {
        let scan = try scan(KnownInputs.seed(.journalRecord, "last-index"))
        #expect(scan.stoppingFault != nil)
        #expect(scan.hintRecordToProve == nil)
        let continuity = JournalContinuity(
            [JournalContinuity.Segment(fileName: "raft-partition-partition-1-1.log", scan: scan)],
            expectation: JournalExpectation(
                partitionID: 1,
                checkpointID: 9,
                checkpointPosition: 3,
                brokerVersion: "8.8.0"
            )
        )
        #expect(!continuity.violations.contains { $0.rule == .tailBlocksRestore })
    }

    @Test("a raft entry of a newer schema holds its whole block, whatever its type", arguments: [0, 1, 2] as [UInt8])
    func entryEndsInsideItsBlock(_ type: UInt8) throws {
        // The seed's only record holds an initial entry. Its block becomes one byte longer than what is there.
        var file = try KnownInputs.seed(.journalRecord, "exact-fit")
        let entry = 57 + 49
        file.replaceSubrange(entry..<(entry + 8), with: [10, 0, 1, 0, 8, 0, 5, 0])
        file[entry + 16] = type
        SegmentRepair.repairChecksums(&file)
        let scan = scan(file)
        #expect(scan.recordCount == 1)
        #expect(scan.faults.map(\.rule) == [.raftLength])
    }

    @Test("a name and a version from the manifest cannot drive the terminal")
    func printableDetails() throws {
        let scan = try scan(KnownInputs.seed(.journalRecord, "whole"))
        let names = ["raft-partition-partition-1-1.log", "\u{1B}[2J-partition-1-2.log"]
        let continuity = JournalContinuity(
            names.map { JournalContinuity.Segment(fileName: $0, scan: scan) },
            expectation: JournalExpectation(
                partitionID: 1,
                checkpointID: 9,
                checkpointPosition: 3,
                brokerVersion: "8.2\u{1B}[2J"
            )
        )
        let rules = Set(continuity.violations.map(\.rule))
        #expect(rules.isSuperset(of: [.segmentName, .brokerVersion]))
        #expect(!continuity.violations.contains { $0.detail.contains("\u{1B}") })
    }

    private func scan(_ file: [UInt8]) -> SegmentScan {
        var scanner = SegmentScanner(
            fileSize: Int64(file.count),
            target: SegmentScanTarget(checkpointPosition: 3),
            visitor: NoVisitor()
        )
        _ = scanner.consume(file.span.bytes)
        return scanner.scan
    }
}
