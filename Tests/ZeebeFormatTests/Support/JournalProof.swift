import SeededRandom
import Testing
import ZeebeFormat

/// Scans segment files in memory and joins the scans, as an audit does with files of a store.
enum JournalProof {
    /// How the bytes of a file are handed to a scanner.
    enum Windows: CustomTestStringConvertible, Sendable {
        /// All at once.
        case whole
        /// As many as the scanner asks for.
        case demanded
        /// So many more each time, whether that is what the scanner asks for or less.
        case growing(Int)
        /// A random number more each time, up to 400.
        case random(seed: UInt64)

        var testDescription: String { "\(self)" }

        static let odd: [Windows] = [
            .demanded, .growing(1), .growing(7), .growing(21), .growing(57), .growing(300), .random(seed: 11),
        ]
    }

    /// Scans one file to its end.
    static func scan<Visitor: JournalEntryVisitor>(
        _ bytes: [UInt8],
        target: SegmentScanTarget,
        visitor: Visitor,
        windows: Windows = .whole,
        recordLimit: Int = SegmentScanner<NoVisitor>.maximumRecordByteCount
    ) -> (scan: SegmentScan, visitor: Visitor) {
        var scanner = SegmentScanner(
            fileSize: Int64(bytes.count),
            target: target,
            visitor: visitor,
            recordLimit: recordLimit
        )
        var random = SplitMix64(seed: 0)
        if case .random(let seed) = windows { random = SplitMix64(seed: seed) }
        var end = 0
        var demand = scanner.firstDemand
        while case .bytes(let count) = demand {
            let start = Int(scanner.position)
            guard count > 0, count <= bytes.count - start else {
                Issue.record("the scanner demands \(count) bytes at \(start) of \(bytes.count)")
                break
            }
            switch windows {
            case .whole: end = bytes.count
            case .demanded: end = start + count
            case .growing(let step): end = min(max(end, start) + step, bytes.count)
            case .random: end = min(max(end, start) + Int.random(in: 1...400, using: &random), bytes.count)
            }
            let next = scanner.consume(bytes.span.bytes.extracting(start..<end))
            if end >= start + count, Int(scanner.position) == start, next == demand {
                Issue.record("the scanner got the \(count) bytes that it demands at \(start) and demands them again")
                break
            }
            demand = next
        }
        return (scanner.scan, scanner.visitor)
    }

    /// Scans one file as part of a journal.
    static func segment(
        _ file: (name: String, bytes: [UInt8]),
        target: SegmentScanTarget
    ) -> JournalContinuity.Segment {
        let scan = scan(file.bytes, target: target, visitor: NoVisitor()).scan
        return JournalContinuity.Segment(
            fileName: file.name,
            scan: scan,
            hintRecordIsIntact: scan.hintRecordToProve.map { isIntact(file.bytes, at: $0.offset, index: $0.index) }
        )
    }

    private static func isIntact(_ bytes: [UInt8], at offset: Int64, index: Int64) -> Bool {
        guard offset >= 0, offset < bytes.count else { return false }
        return SegmentScan.isIntactRecord(bytes.span.bytes.extracting(Int(offset)...), index: index)
    }

    static func target(_ expectation: JournalExpectation) -> SegmentScanTarget {
        SegmentScanTarget(
            checkpointPosition: expectation.checkpointPosition,
            snapshotIndex: expectation.snapshot.facts?.index
        )
    }

    /// Proves a journal of these files.
    static func prove(
        _ files: [(name: String, bytes: [UInt8])],
        _ expectation: JournalExpectation
    ) -> JournalContinuity {
        JournalContinuity(files.map { segment($0, target: target(expectation)) }, expectation: expectation)
    }
}
