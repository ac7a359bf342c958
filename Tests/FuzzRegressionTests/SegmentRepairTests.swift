import FuzzTargets
import Testing
import ZeebeFormat

/// The fuzzer of segments sees nothing but checksum faults unless its repair works.
@Suite("Repair of a segment's checksums")
struct SegmentRepairTests {
    @Test("a repaired segment has no checksum fault, and so shows what else was changed")
    func repairs() throws {
        let whole = try KnownInputs.seed(.journalRecord, "whole")
        let recordCount = scan(whole).recordCount
        for place in whole.indices {
            var changed = whole
            changed[place] ^= 0x40
            SegmentRepair.repairChecksums(&changed)
            let repaired = scan(changed)
            let rules = (repaired.faults + [repaired.tailFault].compactMap(\.self)).map(\.rule)
            // A changed length leads the walk elsewhere: then the scan stops for another reason.
            #expect(!rules.contains(.descriptorChecksum), "byte \(place)")
            #expect(!rules.contains(.recordChecksum) || repaired.recordCount < recordCount, "byte \(place)")
        }
    }

    @Test("a right segment is left as it is", arguments: ["whole", "exact-fit", "schema-1", "version-1", "last-index"])
    func keeps(_ seed: String) throws {
        let whole = try KnownInputs.seed(.journalRecord, seed)
        var repaired = whole
        SegmentRepair.repairChecksums(&repaired)
        #expect(repaired == whole)
    }

    @Test("any bytes can be repaired, also none")
    func anyBytes() {
        for count in 0..<64 {
            for byte in [0, 1, 2, 0xFF] as [UInt8] {
                var bytes = [2] + [UInt8](repeating: byte, count: count)
                SegmentRepair.repairChecksums(&bytes)
                #expect(bytes.count == count + 1)
            }
        }
        var none: [UInt8] = []
        SegmentRepair.repairChecksums(&none)
        #expect(none.isEmpty)
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
