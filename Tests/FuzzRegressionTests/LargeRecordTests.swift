import FuzzTargets
import Testing
import ZeebeFormat

/// A record too large to be held is proved in pieces, by the same rules and in the same order as any other.
@Suite("Large records")
struct LargeRecordTests {
    /// Where the seed's large record begins.
    private static let record = 57

    @Test("a large record passes in pieces also where the window would hold it")
    func passesInPieces() throws {
        let scan = try scan(KnownInputs.seed(.journalRecord, "large-record"))
        #expect(scan.oversizedRecordCount == 1)
        #expect(scan.recordCount == 2)
        #expect(scan.lastPosition == 2)
        #expect(scan.faults.isEmpty)
    }

    @Test(
        "damage to a large record is a wrong checksum, wherever it is",
        arguments: [29, 53, 66, 90, 98, 106, 700]
    )
    func damage(_ place: Int) throws {
        var file = try KnownInputs.seed(.journalRecord, "large-record")
        file[Self.record + place] ^= 0x80
        let scan = scan(file)
        #expect(scan.stoppingFault?.rule == .recordChecksum)
        #expect(scan.faults.map(\.rule) == [.recordChecksum])
        #expect(scan.recordCount == 0)
    }

    @Test("a wrong raft entry in a large record does not end the scan")
    func wrongEntry() throws {
        var file = try KnownInputs.seed(.journalRecord, "large-record")
        // The entry's type.
        file[Self.record + 65] = 9
        SegmentRepair.repairChecksums(&file)
        let scan = scan(file)
        #expect(scan.faults.map(\.rule) == [.raftType])
        #expect(scan.stoppingFault == nil)
        #expect(scan.recordCount == 2)
    }

    private func scan(_ file: [UInt8]) -> SegmentScan {
        var scanner = SegmentScanner(
            fileSize: Int64(file.count),
            target: SegmentScanTarget(checkpointPosition: 3),
            visitor: NoVisitor(),
            recordLimit: 512
        )
        while case .bytes = scanner.consume(file.span.bytes.extracting(droppingFirst: Int(scanner.position))) {}
        return scanner.scan
    }
}
