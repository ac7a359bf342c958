internal import SafeText

/// Joins the scans of a journal's segments and proves the rules that no segment can prove alone.
///
/// These are: the order and continuity of the segments (C1, C4 and C5 over their borders), the checkpoint's command, the
/// journal's beginning against the snapshot, and what damage behind the checkpoint does to a restore (partition-data §3.7,
/// §3.8, §7, §11).
public struct JournalContinuity: Sendable {
    /// One segment file as the manifest lists it.
    public struct Segment: Sendable {
        /// File name as listed.
        public var fileName: String
        /// What was seen in it; `nil` when it could not be read, which another finding says.
        public var scan: SegmentScan?
        /// Whether the record that the descriptor's hint names behind damage is intact; `nil` when there is no such record.
        public var hintRecordIsIntact: Bool?

        /// Creates a segment.
        public init(fileName: String, scan: SegmentScan?, hintRecordIsIntact: Bool? = nil) {
            self.fileName = fileName
            self.scan = scan
            self.hintRecordIsIntact = hintRecordIsIntact
        }
    }

    /// Broken rules, those that matter most first within each segment.
    public private(set) var violations: [RuleViolation] = []

    /// What the journal holds.
    public private(set) var facts = JournalFacts()

    /// The record whose sequence number is the checkpoint position.
    public private(set) var checkpointRecord: SegmentScan.RecordIdentity?

    /// The record whose sequence number is the checkpoint position of the backup before, where that was looked for.
    public private(set) var predecessorRecord: SegmentScan.RecordIdentity?

    /// Whether some record was too large or too new to be looked into: what it holds is not checked.
    public private(set) var hasUncheckedContent = false

    private let expectation: JournalExpectation
    private var checkpoint: (segment: Int, entry: SegmentScan.Checkpoint)?
    private var nextIndex: Int64?
    private var nextPosition: Int64?
    private var lastTerm: Int64?
    /// Whether a record or a file is damaged or absent, so that a missing checkpoint needs no finding of its own.
    private var hasHole = false
    /// Whether the position of the journal's first log record cannot be told.
    private var isFirstPositionUnknown = false
    private var hasTailViolation = false
    private var hasTailOddity = false
    /// Whether opening the journal ends here: what follows is deleted and not read.
    private var isTailCut = false
    private var isChainBroken = false

    /// Proves a journal.
    public init(_ segments: [Segment], expectation: JournalExpectation) {
        self.expectation = expectation
        let ordered = order(segments)
        let lastWithData = ordered.lastIndex { $0.scan.map(Self.hasData) ?? true } ?? 0
        for (position, segment) in ordered.enumerated() {
            examine(segment, at: position, isFollowedByData: position < lastWithData)
        }
        facts.checkpointIndex = checkpoint?.entry.index
        violations +=
            JournalBeginningRules(
                ordered,
                expectation: expectation,
                firstPosition: isFirstPositionUnknown ? nil : facts.firstPosition
            ).violations
        examineCheckpoint(ordered)
    }

    private static func hasData(_ scan: SegmentScan) -> Bool {
        switch scan.state {
        case .empty, .prepared: false
        case .described, .damaged: true
        }
    }

    // MARK: Names and order

    /// Sorts by the number in the name; a file whose name has no number cannot take part.
    private mutating func order(_ segments: [Segment]) -> [Segment] {
        violations = Self.nameViolations(segments, partitionID: expectation.partitionID)
        let named = Self.sortedByNumber(segments)
        if named.count < segments.count { hasHole = true }
        return named.map(\.segment)
    }

    // MARK: One segment after the other

    private mutating func examine(_ segment: Segment, at position: Int, isFollowedByData: Bool) {
        guard let scan = segment.scan else {
            breakChain()
            return
        }
        noteUncheckedContent(segment, scan)
        switch scan.state {
        case .empty, .prepared:
            if isFollowedByData {
                let what = scan.state == .empty ? "has no bytes" : "is all zeros"
                add(.segmentGap, segment, "the file \(what), but segments with data follow it")
                breakChain()
            }
        case .damaged:
            for fault in scan.faults { add(fault, segment) }
            breakChain()
        case .described(let descriptor):
            examine(segment, scan, descriptor, at: position)
        }
    }

    private mutating func examine(
        _ segment: Segment,
        _ scan: SegmentScan,
        _ descriptor: SegmentDescriptor,
        at position: Int
    ) {
        examineDescriptor(segment, scan, descriptor)
        if facts.firstPosition == nil, scan.unreadEntries.precedesPositions { isFirstPositionUnknown = true }
        if !isChainBroken {
            facts.add(scan)
            checkpointRecord = scan.checkpointRecord ?? checkpointRecord
            predecessorRecord = scan.predecessorRecord ?? predecessorRecord
        }
        examineBorder(segment, scan)
        let isBehindCheckpoint = checkpoint != nil
        let isHintBehindCheckpoint = scan.checkpoint.map { $0.index < descriptor.hint?.index ?? 0 } ?? false
        if !isHintBehindCheckpoint { examineHint(segment, scan, descriptor) }
        if !isBehindCheckpoint {
            for fault in scan.faults { add(fault, segment) }
            if scan.unreadEntries.count > 0, scan.checkpoint == nil { hasHole = true }
            if let entry = scan.checkpoint { checkpoint = (position, entry) }
        }
        let blockingFault = examineTail(segment, scan, descriptor, at: position)
        for fault in isBehindCheckpoint ? scan.faults : [scan.tailFault].compactMap(\.self) where fault != blockingFault
        {
            add(fault, segment)
        }
        if isHintBehindCheckpoint { examineHint(segment, scan, descriptor) }
        if scan.stoppingFault != nil {
            breakChain()
        } else {
            let last = scan.lastIndex ?? (descriptor.firstIndex - 1)
            nextIndex = last < Int64.max ? last + 1 : nil
            if let last = scan.lastPosition { nextPosition = last < Int64.max ? last + 1 : nil }
            if scan.unreadEntries.followsPositions { nextPosition = nil }
            lastTerm = scan.lastTerm ?? lastTerm
        }
    }

    /// Proves positions and terms over the border to the segment before (C4, C5).
    private mutating func examineBorder(_ segment: Segment, _ scan: SegmentScan) {
        if let nextPosition, let first = scan.firstPosition, first != nextPosition,
            !scan.unreadEntries.precedesPositions
        {
            add(
                .positionGap,
                segment,
                offset: scan.firstApplicationPlace?.offset,
                index: scan.firstApplicationPlace?.index,
                "the segment's first log record is at position \(first), expected \(nextPosition)"
            )
        }
        if let lastTerm, let first = scan.firstTerm, first < lastTerm {
            add(
                .term,
                segment,
                offset: scan.firstEntryPlace?.offset,
                index: scan.firstEntryPlace?.index,
                "raft term falls from \(lastTerm) to \(first)"
            )
        }
    }

    private mutating func examineHint(_ segment: Segment, _ scan: SegmentScan, _ descriptor: SegmentDescriptor) {
        guard scan.hintIsRight == false, let hint = descriptor.hint else { return }
        add(
            .descriptorHint,
            segment,
            offset: 45,
            "last index \(hint.index) at offset \(hint.offset): no such record is there"
        )
    }

    private mutating func examineDescriptor(
        _ segment: Segment,
        _ scan: SegmentScan,
        _ descriptor: SegmentDescriptor
    ) {
        if let fileID = SegmentFileName(segment.fileName)?.fileID, descriptor.id != Int64(fileID) {
            add(
                .descriptorID,
                segment,
                offset: 25,
                "segment id in the descriptor is \(descriptor.id), expected \(fileID) as in the file name"
            )
        }
        if descriptor.version == 1 {
            let rule: Rule = expectation.acceptsDescriptorVersion1 ? .descriptorVersion1 : .descriptorVersion
            add(rule, segment, offset: 0, "descriptor of version 1, written before 8.0")
        }
        if descriptor.isUnsupported {
            add(
                .unsupported,
                segment,
                offset: 17,
                "journal schema version \(descriptor.schemaVersion) is newer than this program"
            )
        }
        if let nextIndex, descriptor.firstIndex != nextIndex {
            let kind =
                descriptor.firstIndex > nextIndex ? "records are missing before it" : "it overlaps the segment before"
            add(
                .segmentGap,
                segment,
                offset: 33,
                "first index is \(descriptor.firstIndex), expected \(nextIndex): \(kind)"
            )
            breakChain()
        }
    }

    /// Decides whether damage behind the checkpoint makes a real restore fail (T1 and T2 of partition-data §3.8).
    ///
    /// - Returns: The fault that does.
    private mutating func examineTail(
        _ segment: Segment,
        _ scan: SegmentScan,
        _ descriptor: SegmentDescriptor,
        at position: Int
    ) -> JournalFault? {
        guard let checkpoint, !isTailCut, let fault = scan.stoppingFault else { return nil }
        isTailCut = true
        let isDirectlyBehind = position == checkpoint.segment && fault.index == checkpoint.entry.index &+ 1
        let isNamedLater = (descriptor.hint?.index ?? 0) > (fault.index ?? Int64.max)
        if isDirectlyBehind, isNamedLater, segment.hintRecordIsIntact == true {
            add(
                .tailBlocksRestore,
                segment,
                offset: fault.offset,
                index: fault.index,
                severity: .error,
                "the record right behind the checkpoint is damaged (\(fault.detail)), and the descriptor names a later"
                    + " intact record: Zeebe does not cut the damage off and fails on it"
            )
        } else if fault.rule == .recordIndex, isDirectlyBehind || fault.offset >= (descriptor.hint?.offset ?? 0) {
            add(
                .tailBlocksRestore,
                segment,
                offset: fault.offset,
                index: fault.index,
                severity: .error,
                "a record behind the checkpoint has a valid checksum but a wrong index (\(fault.detail)): Zeebe refuses to"
                    + " open such a journal"
            )
        } else {
            return nil
        }
        return fault
    }

    /// Notes what no rule could be applied to, unless a restore cuts it off.
    private mutating func noteUncheckedContent(_ segment: Segment, _ scan: SegmentScan) {
        guard checkpoint == nil else { return }
        if scan.hasUnsupportedFormat || scan.descriptor?.isUnsupported == true { hasUncheckedContent = true }
        if scan.hasUnsupportedFormat {
            add(.unsupported, segment, "something in the file is written in a format newer than this program knows")
        }
        if scan.oversizedRecordCount > 0 { hasUncheckedContent = true }
    }

    private mutating func breakChain() {
        nextIndex = nil
        nextPosition = nil
        isChainBroken = true
        if checkpoint == nil { hasHole = true } else { isTailCut = true }
    }

    // MARK: The checkpoint

    private mutating func examineCheckpoint(_ ordered: [Segment]) {
        let wanted = expectation.checkpointPosition
        guard let checkpoint else {
            if !hasHole {
                let range = facts.firstPosition.map { "the log holds the positions \($0)…\(facts.lastPosition ?? $0)" }
                violations.append(
                    RuleViolation(
                        .checkpointMissing,
                        "no record at checkpoint position \(wanted): \(range ?? "the log holds no records")"
                    )
                )
            }
            return
        }
        let rules = CheckpointRules(
            checkpoint.entry,
            in: ordered[checkpoint.segment].fileName,
            expectation: expectation
        )
        violations += rules.violations
    }

    // MARK: Violations

    private mutating func add(_ fault: JournalFault, _ segment: Segment) {
        add(fault.rule, segment, offset: fault.offset, index: fault.index, fault.detail)
    }

    /// Adds a violation; behind the checkpoint only the first one, as information.
    private mutating func add(
        _ rule: Rule,
        _ segment: Segment,
        offset: Int64? = nil,
        index: Int64? = nil,
        severity: Severity? = nil,
        _ detail: String
    ) {
        let isInTail = checkpoint != nil && severity == nil
        if isInTail {
            // Damage is worth a word even where something odd came first.
            guard !hasTailViolation, !(rule.isOddity && hasTailOddity) else { return }
            if rule.isOddity { hasTailOddity = true } else { hasTailViolation = true }
        }
        violations.append(
            RuleViolation(
                rule,
                isInTail: isInTail,
                fileName: segment.fileName,
                offset: offset,
                index: index,
                severity: severity,
                detail
            )
        )
    }
}

extension SegmentScan {
    /// The record behind damage that the descriptor's hint names, as an offset and an index: where it is intact, opening the
    /// journal jumps to it over the damage, which is then not cut off (partition-data §3.8).
    ///
    /// `nil` when there is no such record: the caller then need not read it.
    public var hintRecordToProve: (offset: Int64, index: Int64)? {
        guard let fault = stoppingFault, let hint = descriptor?.hint, hint.offset > fault.offset,
            hint.index > fault.index ?? 0
        else { return nil }
        return (hint.offset, hint.index)
    }

    /// Whether the bytes from the frame byte of a record on hold an intact record of that index.
    public static func isIntactRecord(_ bytes: RawSpan, index: Int64) -> Bool {
        JournalRecordHeader.isIntact(bytes, index: index)
    }
}
