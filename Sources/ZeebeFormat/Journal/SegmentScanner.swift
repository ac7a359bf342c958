import Checksums

/// Proves one journal segment file in a single pass over its bytes, without I/O (partition-data §3 to §7).
///
/// The caller owns the bytes: it hands over a window of the file that begins at `position`, the scanner takes what it
/// can and says what it needs next. A record is looked at as a whole, so a window must hold one; a record larger than
/// its limit is passed through in pieces, with its checksum proved and its log records unseen.
///
/// The scan ends at the end of the data, or at the first fault behind which nothing can be read. Nothing is reported
/// behind the terminator: what truncated records leave there is not data.
public struct SegmentScanner<Visitor: JournalEntryVisitor> {
    /// What the scanner needs to go on.
    public enum Demand: Equatable, Sendable {
        /// A window from `position` on that holds at least so many bytes; all of them are inside the file.
        case bytes(Int)
        /// Nothing: the scan is complete.
        case nothing
    }

    private enum Phase {
        case descriptor
        case zeros
        case records
        case oversized(OversizedRecord)
        case finished
    }

    /// A record of which the front is kept and the rest only passes through the checksum.
    private struct OversizedRecord {
        let header: JournalRecordHeader
        let offset: Int64
        /// What can be looked into once the checksum is proved: a torn record must not be judged by its fields.
        let front: [UInt8]
        var checksum: CRC32C
        var remaining: Int64
    }

    /// The largest record that is looked into, in bytes: eight times Zeebe's default limit of a message.
    public static var maximumRecordByteCount: Int { 32 * 1024 * 1024 }

    /// Bytes of an oversized record that are read as a whole: enough for its headers and positions.
    private static var oversizedFrontByteCount: Int { 512 }

    /// Offset in the file of the next byte that the scanner needs.
    public private(set) var position: Int64 = 0

    /// What was seen so far; complete when the demand is `nothing`.
    public private(set) var scan: SegmentScan

    /// The visitor, with what it collected.
    public private(set) var visitor: Visitor

    private let fileSize: Int64
    private let target: SegmentScanTarget
    private let recordLimit: Int
    private var phase = Phase.descriptor
    private var nextIndex: Int64 = 0
    /// Position that the next application entry must begin with; `nil` before the first one.
    private var nextPosition: Int64?
    private var hintOffset: Int64 = -1
    /// Sequence numbers to look out for; entries without log records have −1, and no log record is at 0.
    private let checkpointSequence: Int64
    private let predecessorSequence: Int64
    /// Whether the scan holds the checkpoint: asking the scan would copy all that it knows of it, for each record.
    private var hasCheckpoint = false
    private var hasPassedCheckpoint = false
    private var clock = LogClock()
    /// Whether the file's one finding of the rule was made.
    private var hasNotedSource = false
    private var hasNotedTime = false

    /// Creates a scanner for a file of `fileSize` bytes; records of more than `recordLimit` bytes are not looked into.
    public init(
        fileSize: Int64,
        target: SegmentScanTarget,
        visitor: Visitor,
        recordLimit: Int = maximumRecordByteCount
    ) {
        self.fileSize = fileSize
        self.target = target
        self.recordLimit = recordLimit
        self.visitor = visitor
        self.checkpointSequence = max(target.checkpointPosition, 0)
        self.predecessorSequence = max(target.predecessorPosition ?? 0, 0)
        self.scan = SegmentScan(state: fileSize <= 0 ? .empty : .damaged)
        self.scan.fileSize = fileSize
        if fileSize <= 0 { phase = .finished }
    }

    /// What the scanner needs first.
    public var firstDemand: Demand {
        if case .finished = phase { .nothing } else { .bytes(descriptorDemand) }
    }

    private var descriptorDemand: Int {
        Int(min(fileSize, Int64(SegmentDescriptor.maximumByteCount)))
    }

    /// Takes what it can from `window`, whose first byte is the one at `position`.
    ///
    /// - Returns: What is needed next; the next window begins at the new `position`.
    public mutating func consume(_ window: RawSpan) -> Demand {
        let base = position
        var cursor = 0
        var demand: Demand?
        while demand == nil {
            switch phase {
            case .descriptor: demand = consumeDescriptor(window, &cursor)
            case .zeros: demand = consumeZeros(window, base: base, &cursor)
            case .records: demand = consumeRecords(window, base: base, &cursor)
            case .oversized(let record): demand = consumeOversized(record, window, &cursor)
            case .finished: demand = .nothing
            }
        }
        position = base + Int64(cursor)
        return demand ?? .nothing
    }

    // MARK: Descriptor and prepared files

    private mutating func consumeDescriptor(_ window: RawSpan, _ cursor: inout Int) -> Demand? {
        guard window.byteCount >= descriptorDemand else { return .bytes(descriptorDemand) }
        do throws(JournalFault) {
            switch try SegmentDescriptor.decode(window.slice(0, count: descriptorDemand), fileSize: fileSize) {
            case .uninitialised:
                phase = .zeros
            case .descriptor(let descriptor):
                scan.state = .described(descriptor)
                scan.endOffset = Int64(descriptor.byteCount)
                nextIndex = descriptor.firstIndex
                if let hint = descriptor.hint { hintOffset = hint.offset }
                cursor = descriptor.byteCount
                phase = .records
            }
        } catch {
            stop(error)
        }
        return nil
    }

    private mutating func consumeZeros(_ window: RawSpan, base: Int64, _ cursor: inout Int) -> Demand? {
        if let nonZero = window.firstNonZero(from: cursor) {
            stop(
                JournalFault(
                    .descriptorVersion,
                    at: base + Int64(nonZero),
                    "descriptor version byte is 0, but the file is not all zeros: byte \(base + Int64(nonZero)) is set"
                )
            )
            return nil
        }
        cursor = window.byteCount
        guard base + Int64(cursor) >= fileSize else { return .bytes(1) }
        scan.state = .prepared
        phase = .finished
        return nil
    }

    // MARK: Records

    private mutating func consumeRecords(_ window: RawSpan, base: Int64, _ cursor: inout Int) -> Demand? {
        while true {
            let offset = base + Int64(cursor)
            let remaining = fileSize - offset
            let available = window.byteCount - cursor
            if remaining <= 0 {
                finish()
                return nil
            }
            guard available > 0 else { return .bytes(Int(min(remaining, Int64(JournalRecordHeader.prefixByteCount)))) }
            if window.littleEndian(UInt8.self, uncheckedAt: cursor) == 0 {
                finish()
                return nil
            }
            guard available >= JournalRecordHeader.prefixByteCount else {
                guard Int64(available) < remaining else {
                    stop(
                        JournalFault(
                            .recordLength,
                            at: offset,
                            index: nextIndex,
                            "the file ends inside a record header, \(available) bytes behind its frame byte"
                        )
                    )
                    return nil
                }
                return .bytes(Int(min(remaining, Int64(JournalRecordHeader.prefixByteCount))))
            }
            do throws(JournalFault) {
                let header = try JournalRecordHeader.decode(
                    window,
                    at: cursor,
                    fileOffset: offset,
                    remaining: remaining,
                    index: nextIndex
                )
                let total = header.recordByteCount
                guard total <= recordLimit else {
                    let front = min(total, Self.oversizedFrontByteCount)
                    guard available >= front else { return .bytes(front) }
                    beginOversized(header, front: window.slice(cursor, count: front), fileOffset: offset)
                    return nil
                }
                guard total <= available else { return .bytes(total) }
                let covered = window.slice(cursor + JournalRecordHeader.prefixByteCount, count: header.length)
                let checksum = CRC32C.checksum(of: covered)
                guard checksum == header.checksum else {
                    throw checksumFault(header, computed: checksum, at: offset)
                }
                let inner = try header.decodeInner(window, at: cursor, fileOffset: offset, expectedIndex: nextIndex)
                accept(
                    inner,
                    data: window.slice(cursor + inner.dataOffset, count: inner.dataByteCount),
                    at: offset,
                    header: header
                )
                cursor += total
            } catch {
                stop(error)
                return nil
            }
        }
    }

    /// Takes an intact record: proves its raft entry and log records, and moves on to the next index.
    @inline(__always)
    private mutating func accept(
        _ inner: JournalRecordHeader.Inner,
        data: RawSpan,
        at offset: Int64,
        header: JournalRecordHeader
    ) {
        let dataOffset = offset + Int64(inner.dataOffset)
        if inner.isUnsupported { noteUnsupportedFormat() }
        do throws(JournalFault) {
            let entry = try RaftEntry.decode(
                data,
                fullCount: inner.dataByteCount,
                at: dataOffset,
                index: inner.index
            )
            checkEntry(entry, inner, at: offset)
            if isSought(inner) { noteIdentity(inner, header, term: entry.term) }
            if case .application(let lowest, let highest, let start, let count) = entry.content {
                let records = data.slice(start, count: count)
                checkLogRecords(
                    records,
                    lowest: lowest,
                    highest: highest,
                    inner: inner,
                    entry: entry,
                    at: dataOffset + Int64(start),
                    recordOffset: offset
                )
                visitor.visit(entry, index: inner.index, data: records, at: dataOffset + Int64(start))
            } else {
                visitor.visit(entry, index: inner.index, data: data, at: dataOffset)
            }
        } catch {
            if isSought(inner) { noteIdentity(inner, header, term: nil) }
            noteUnread(error)
        }
        advance(inner, at: offset, recordByteCount: Int64(header.recordByteCount))
    }

    @inline(__always)
    private func isSought(_ inner: JournalRecordHeader.Inner) -> Bool {
        inner.sequenceNumber == checkpointSequence || inner.sequenceNumber == predecessorSequence
    }

    /// Notes the record at a position that is looked for. A search by sequence number stops at the last one.
    @inline(never)
    private mutating func noteIdentity(_ inner: JournalRecordHeader.Inner, _ header: JournalRecordHeader, term: Int64?)
    {
        guard inner.sequenceNumber > 0 else { return }
        let identity = SegmentScan.RecordIdentity(index: inner.index, term: term, checksum: header.checksum)
        if inner.sequenceNumber == checkpointSequence { scan.checkpointRecord = identity }
        if inner.sequenceNumber == predecessorSequence { scan.predecessorRecord = identity }
    }

    @inline(__always)
    private mutating func advance(_ inner: JournalRecordHeader.Inner, at offset: Int64, recordByteCount: Int64) {
        if offset == hintOffset { scan.hintIsRight = scan.descriptor?.lastIndex == inner.index }
        if scan.recordCount == 0 { scan.firstIndex = inner.index }
        scan.recordCount += 1
        scan.lastIndex = inner.index
        scan.endOffset = offset + recordByteCount
        nextIndex = inner.index &+ 1
        if hasCheckpoint { hasPassedCheckpoint = true }
    }

    /// Proves term, sequence number and positions of an entry against the entries before it (C3, C4, C5).
    @inline(__always)
    private mutating func checkEntry(_ entry: RaftEntry, _ inner: JournalRecordHeader.Inner, at offset: Int64) {
        if entry.isUnsupported { noteUnsupportedFormat() }
        if let lastTerm = scan.lastTerm, entry.term < lastTerm {
            note(
                JournalFault(
                    .term,
                    at: offset,
                    index: inner.index,
                    "raft term falls from \(lastTerm) to \(entry.term)"
                )
            )
        }
        if scan.firstTerm == nil {
            scan.firstTerm = entry.term
            scan.firstEntryPlace = SegmentScan.RecordPlace(offset: offset, index: inner.index)
        }
        scan.lastTerm = entry.term
        guard case .application(let lowest, let highest, _, _) = entry.content else {
            if inner.sequenceNumber != -1, entry.content != .unknown {
                note(
                    JournalFault(
                        .recordSequenceNumber,
                        at: offset + 37,
                        index: inner.index,
                        "sequence number of an entry without log records is \(inner.sequenceNumber), expected -1"
                    )
                )
            }
            if inner.index == target.snapshotIndex {
                scan.snapshotEntry = SegmentScan.EntryFacts(term: entry.term, lowestPosition: nil)
            }
            return
        }
        if inner.sequenceNumber != lowest || lowest > highest || lowest < 1 {
            note(
                JournalFault(
                    .recordSequenceNumber,
                    at: offset + 37,
                    index: inner.index,
                    "sequence number \(inner.sequenceNumber), lowest position \(lowest), highest position \(highest):"
                        + " the first two must be equal and not above the third"
                )
            )
        }
        if let nextPosition, lowest != nextPosition {
            note(
                JournalFault(
                    .positionGap,
                    at: offset,
                    index: inner.index,
                    "the entry begins at position \(lowest), expected \(nextPosition)"
                )
            )
        }
        nextPosition = highest < Int64.max ? highest + 1 : nil
        if scan.applicationEntryCount == 0 {
            scan.firstPosition = lowest
            scan.firstApplicationPlace = SegmentScan.RecordPlace(offset: offset, index: inner.index)
        }
        scan.applicationEntryCount += 1
        scan.unreadEntries.followsPositions = false
        scan.lastPosition = highest
        if inner.index == target.snapshotIndex {
            scan.snapshotEntry = SegmentScan.EntryFacts(term: entry.term, lowestPosition: lowest)
        }
    }

    /// Walks the log records of an entry and looks for the checkpoint among them.
    @inline(__always)
    private mutating func checkLogRecords(
        _ records: RawSpan,
        lowest: Int64,
        highest: Int64,
        inner: JournalRecordHeader.Inner,
        entry: RaftEntry,
        at dataOffset: Int64,
        recordOffset: Int64
    ) {
        let wanted = target.checkpointPosition
        let holdsCheckpoint = lowest <= wanted && wanted <= highest && !hasCheckpoint
        if holdsCheckpoint { noteCheckpoint(inner, entry, lowest: lowest, at: recordOffset) }
        var count = 0
        do throws(JournalFault) {
            var reader = LogEntryReader(records, lowestPosition: lowest, at: dataOffset, index: inner.index)
            clock.begin(term: entry.term)
            while let header = try reader.next() {
                let metadata = records.slice(header.metadata.lowerBound, count: header.metadata.count)
                let metadataOffset = dataOffset + Int64(header.metadata.lowerBound)
                if try RecordMetadata.check(metadata, at: metadataOffset, index: inner.index) {
                    noteUnsupportedFormat()
                }
                if holdsCheckpoint, header.position == wanted {
                    try noteCheckpointRecord(header, in: records, at: metadataOffset, index: inner.index)
                }
                if header.sourcePosition >= header.position {
                    noteSource(of: header, at: dataOffset, index: inner.index)
                }
                if clock.isBehind(header.timestamp) { noteTime(of: header, at: dataOffset, index: inner.index) }
                count += 1
            }
            guard Int64(count) == highest &- lowest &+ 1 else {
                throw JournalFault(
                    .entryPosition,
                    at: recordOffset,
                    index: inner.index,
                    "the entry holds \(count) log records for the positions \(lowest)…\(highest)"
                )
            }
        } catch {
            note(error)
        }
        if holdsCheckpoint { scan.checkpoint?.recordCount = count }
    }

    // The checkpoint's entry is one of millions: what handles it stays out of the loop over all entries.

    @inline(never)
    private mutating func noteCheckpoint(
        _ inner: JournalRecordHeader.Inner,
        _ entry: RaftEntry,
        lowest: Int64,
        at offset: Int64
    ) {
        scan.checkpoint = SegmentScan.Checkpoint(
            index: inner.index,
            offset: offset,
            term: entry.term,
            lowestPosition: lowest,
            recordCount: 0,
            record: nil
        )
        hasCheckpoint = true
    }

    /// Decodes the record at the checkpoint position. What is said of a checkpoint is large and stays out of the loop.
    @inline(never)
    private mutating func noteCheckpointRecord(
        _ header: LogEntryHeader,
        in records: RawSpan,
        at metadataOffset: Int64,
        index: Int64
    ) throws(JournalFault) {
        scan.checkpoint?.record = try SegmentScan.CheckpointRecord(
            header,
            in: records,
            at: metadataOffset,
            index: index
        )
    }

    // MARK: Records too large to be held

    private mutating func beginOversized(_ header: JournalRecordHeader, front: RawSpan, fileOffset offset: Int64) {
        phase = .oversized(
            OversizedRecord(
                header: header,
                offset: offset,
                front: unsafe front.withUnsafeBytes { unsafe Array($0) },
                checksum: CRC32C(),
                remaining: Int64(header.recordByteCount)
            )
        )
    }

    private mutating func consumeOversized(
        _ record: OversizedRecord,
        _ window: RawSpan,
        _ cursor: inout Int
    ) -> Demand? {
        var record = record
        let count = Int(min(record.remaining, Int64(window.byteCount - cursor)))
        let isFront = record.remaining == Int64(record.header.recordByteCount)
        let skipped = isFront ? min(JournalRecordHeader.prefixByteCount, count) : 0
        record.checksum.update(window.slice(cursor + skipped, count: count - skipped))
        record.remaining -= Int64(count)
        cursor += count
        guard record.remaining == 0 else {
            phase = .oversized(record)
            return .bytes(1)
        }
        phase = .records
        guard record.checksum.value == record.header.checksum else {
            stop(checksumFault(record.header, computed: record.checksum.value, at: record.offset))
            return nil
        }
        do throws(JournalFault) {
            let inner = try unsafe record.header.decodeInner(
                record.front.span.bytes,
                at: 0,
                fileOffset: record.offset,
                expectedIndex: nextIndex
            )
            acceptOversized(record, inner)
        } catch {
            stop(error)
        }
        return nil
    }

    /// Takes an intact record of which only the front is there: its log records stay unseen.
    private mutating func acceptOversized(_ record: OversizedRecord, _ inner: JournalRecordHeader.Inner) {
        if inner.isUnsupported { noteUnsupportedFormat() }
        if !hasPassedCheckpoint { scan.oversizedRecordCount += 1 }
        do throws(JournalFault) {
            let entry = try unsafe RaftEntry.decode(
                record.front.span.bytes.slice(
                    inner.dataOffset,
                    count: min(record.front.count - inner.dataOffset, inner.dataByteCount)
                ),
                fullCount: inner.dataByteCount,
                at: record.offset + Int64(inner.dataOffset),
                index: inner.index
            )
            checkEntry(entry, inner, at: record.offset)
            if isSought(inner) { noteIdentity(inner, record.header, term: entry.term) }
            if case .application(let lowest, let highest, _, _) = entry.content,
                lowest <= target.checkpointPosition, target.checkpointPosition <= highest, !hasCheckpoint
            {
                noteCheckpoint(inner, entry, lowest: lowest, at: record.offset)
            }
        } catch {
            if isSought(inner) { noteIdentity(inner, record.header, term: nil) }
            noteUnread(error)
        }
        advance(inner, at: record.offset, recordByteCount: Int64(record.header.recordByteCount))
    }

    // MARK: Faults

    @inline(never)
    private func checksumFault(_ header: JournalRecordHeader, computed: UInt32, at offset: Int64) -> JournalFault {
        JournalFault(
            .recordChecksum,
            at: offset,
            index: nextIndex,
            "record checksum is \(hex(header.checksum)), its \(header.length) bytes give \(hex(computed))"
        )
    }

    private mutating func finish() {
        if hintOffset >= 0, scan.hintIsRight == nil { scan.hintIsRight = false }
        phase = .finished
    }

    private mutating func stop(_ fault: JournalFault) {
        note(fault)
        scan.stoppingFault = fault
        phase = .finished
    }

    /// Notes an intact record whose entry cannot be read: positions cannot be followed across it.
    @inline(never)
    private mutating func noteUnread(_ fault: JournalFault) {
        note(fault)
        nextPosition = nil
        scan.unreadEntries.count += 1
        scan.unreadEntries.followsPositions = true
        if scan.applicationEntryCount == 0 { scan.unreadEntries.precedesPositions = true }
    }

    /// Notes something of a newer format, unless a restore cuts it off.
    @inline(never)
    private mutating func noteUnsupportedFormat() {
        if !hasPassedCheckpoint { scan.hasUnsupportedFormat = true }
    }

    /// Notes a record that names a later one, or itself, as its cause.
    @inline(never)
    private mutating func noteSource(of header: LogEntryHeader, at dataOffset: Int64, index: Int64) {
        guard !hasNotedSource else { return }
        hasNotedSource = true
        note(
            JournalFault(
                .entrySource,
                at: dataOffset + Int64(header.offset),
                index: index,
                "record \(header.position) names record \(header.sourcePosition) as its cause, which is not before it"
            )
        )
    }

    /// Notes a record that is older than one before it.
    @inline(never)
    private mutating func noteTime(of header: LogEntryHeader, at dataOffset: Int64, index: Int64) {
        guard !hasNotedTime else { return }
        hasNotedTime = true
        let (step, overflows) = clock.latest.subtractingReportingOverflow(header.timestamp)
        note(
            JournalFault(
                .entryTime,
                at: dataOffset + Int64(header.offset),
                index: index,
                "the time of record \(header.position) lies \(overflows ? "ages" : "\(step / 1000) s") before that of"
                    + " earlier records of the same term: the broker's clock was set back"
            )
        )
    }

    @inline(never)
    private mutating func note(_ fault: JournalFault) {
        if hasPassedCheckpoint {
            let isFree = scan.tailFault.map { $0.rule.isOddity && !fault.rule.isOddity } ?? true
            if isFree { scan.tailFault = fault }
        } else if !scan.faults.contains(where: { $0.rule == fault.rule }) {
            scan.faults.append(fault)
        }
    }
}

extension SegmentScan.CheckpointRecord {
    /// Decodes the log record at the checkpoint position.
    init(
        _ header: LogEntryHeader,
        in records: RawSpan,
        at metadataOffset: Int64,
        index: Int64
    ) throws(JournalFault) {
        let metadata = records.slice(header.metadata.lowerBound, count: header.metadata.count)
        self.metadata = try RecordMetadata.decode(metadata, at: metadataOffset, index: index)
        self.timestamp = header.timestamp
        do throws(FormatError) {
            let value = try CheckpointRecordValue(
                records.slice(header.value.lowerBound, count: header.value.count)
            )
            self.checkpointID = value.id
            self.backupType = value.type
        } catch {
            self.checkpointID = nil
            self.valueProblem = error.description
        }
    }
}
