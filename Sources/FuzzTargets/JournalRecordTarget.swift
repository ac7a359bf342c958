internal import ZeebeFormat

/// A segment gives the same scan however its bytes arrive; no changed bit goes unnoticed; the rules over it do not trap.
enum JournalRecordTarget {
    private static let target = SegmentScanTarget(checkpointPosition: 3, snapshotIndex: 2)

    /// The smallest record that can pass in pieces.
    private static let pieceByteCount = 512

    static func run(_ file: RawSpan) throws(BrokenProperty) {
        var random = InputRandom(file)
        let whole = try SegmentWalk(file, windows: .largest, target: target)
        let pieces = try SegmentWalk(file, windows: .chosen(by: random), target: target)
        try require(whole == pieces, "the scan in pieces is another one: \(whole) and \(pieces)")
        try proveFacts(whole, byteCount: file.byteCount)
        try proveOversized(file, whole, random)
        try proveChange(file, whole, &random)
        try proveContinuity(file, whole.scan, &random)
    }

    private static func proveFacts(_ walk: SegmentWalk, byteCount: Int) throws(BrokenProperty) {
        let scan = walk.scan
        for fault in scan.faults + [scan.tailFault, scan.stoppingFault].compactMap(\.self) {
            try require(fault, isInside: byteCount)
        }
        try require((0...Int64(byteCount)).contains(scan.endOffset), "the data end at \(scan.endOffset)")
        try require(Int64(walk.entries.count) <= scan.recordCount, "more entries than records")
        if let first = scan.firstIndex, let last = scan.lastIndex {
            let (distance, overflows) = last.subtractingReportingOverflow(first)
            try require(
                !overflows && distance == scan.recordCount - 1,
                "\(scan.recordCount) records with the indexes \(first)…\(last)"
            )
        } else {
            try require(scan.recordCount == 0, "\(scan.recordCount) records without index")
        }
        if let problem = scan.checkpoint?.record?.valueProblem { try requirePrintable(problem) }
        let rules = scan.faults.map(\.rule)
        try require(Set(rules).count == rules.count, "a rule is broken twice: \(rules)")
    }

    /// Records too large to be held give the same scan but for their content, again however their bytes arrive.
    private static func proveOversized(
        _ file: RawSpan,
        _ whole: SegmentWalk,
        _ random: InputRandom
    ) throws(BrokenProperty) {
        let first = try SegmentWalk(
            file,
            windows: .largest,
            target: target,
            recordLimit: pieceByteCount
        )
        guard first.scan.oversizedRecordCount > 0 || first != whole else { return }
        let second = try SegmentWalk(
            file,
            windows: .chosen(by: random),
            target: target,
            recordLimit: pieceByteCount
        )
        try require(first == second, "the scan of large records in pieces is another one: \(first) and \(second)")
        // Blocks of a newer schema can be longer than what is read of a large record.
        guard !whole.scan.hasUnsupportedFormat, !first.scan.hasUnsupportedFormat else { return }
        let (left, right) = (first.scan, whole.scan)
        try require(
            left.state == right.state && left.recordCount == right.recordCount && left.lastIndex == right.lastIndex
                && left.endOffset == right.endOffset && left.stoppingFault == right.stoppingFault
                && left.hintIsRight == right.hintIsRight,
            "large records change the scan: \(left) and \(right)"
        )
        // Header and members of a large configuration are not read, so that it counts although they may be wrong.
        guard !right.faults.contains(where: { $0.rule == .raftLength || $0.rule == .raftHeader }),
            right.tailFault == nil
        else { return }
        try require(
            left.lastTerm == right.lastTerm && left.lastPosition == right.lastPosition
                && left.snapshotEntry == right.snapshotEntry && left.checkpoint?.index == right.checkpoint?.index,
            "large records change the facts of the scan: \(left) and \(right)"
        )
    }

    /// A scan without fault becomes another one when a bit of its data changes.
    private static func proveChange(
        _ file: RawSpan,
        _ whole: SegmentWalk,
        _ random: inout InputRandom
    ) throws(BrokenProperty) {
        guard whole.scan.descriptor != nil, whole.scan.faults.isEmpty, whole.scan.tailFault == nil else { return }
        var changed = file.copy(0..<file.byteCount)
        let place = Int.random(in: 0..<Int(whole.scan.endOffset), using: &random)
        changed[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
        let other = try unsafe SegmentWalk(changed.span.bytes, windows: .largest, target: target)
        try require(other.scan != whole.scan, "a changed bit in byte \(place) goes unnoticed")
    }

    /// Joins the segment with others, against a manifest that says anything.
    private static func proveContinuity(
        _ file: RawSpan,
        _ scan: SegmentScan,
        _ random: inout InputRandom
    ) throws(BrokenProperty) {
        var hintRecordIsIntact: Bool?
        if let hint = scan.hintRecordToProve {
            try require(hint.offset >= 0, "a hint at offset \(hint.offset)")
            let start = Int(min(hint.offset, Int64(file.byteCount)))
            let rest = file.copy(start..<file.byteCount)
            hintRecordIsIntact = unsafe SegmentScan.isIntactRecord(rest.span.bytes, index: hint.index)
        }
        let segment = JournalContinuity.Segment(
            fileName: "raft-partition-partition-1-1.log",
            scan: scan,
            hintRecordIsIntact: hintRecordIsIntact
        )
        let unread = JournalContinuity.Segment(fileName: "raft-partition-partition-1-2.log", scan: nil)
        let next = JournalContinuity.Segment(fileName: "\u{1B}[2J-partition-2-3.log", scan: scan)
        let segments = [[segment], [segment, unread], [next, segment], []].randomElement(using: &random) ?? []
        let snapshot = JournalExpectation.SnapshotFacts(
            index: random.edgeNumber(),
            term: random.edgeNumber(),
            lowestNeededPosition: random.edgeNumber(),
            isBootstrap: Bool.random(using: &random)
        )
        let continuity = JournalContinuity(
            segments,
            expectation: JournalExpectation(
                partitionID: 1,
                checkpointID: random.edgeNumber(),
                checkpointPosition: target.checkpointPosition,
                firstLogPosition: random.edgeNumber(),
                brokerVersion: Bool.random(using: &random) ? "8.8.0" : "8.2\u{1B}[2J",
                createdAtMilliseconds: random.edgeNumber(),
                snapshot: Bool.random(using: &random) ? .facts(snapshot) : .none
            )
        )
        try requirePrintable(continuity.violations)
    }
}
