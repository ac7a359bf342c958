internal import BackupCatalog
public import BackupModel
public import ObjectStorage
internal import Synchronization
public import ZeebeFormat

/// One log record of a journal.
public struct LogRecord: Sendable {
    /// Journal index of the entry that holds it.
    public let index: Int64
    /// Raft term of that entry.
    public let term: Int64
    /// Its fixed part.
    public let header: LogEntryHeader
    /// Its metadata; `nil` when they cannot be decoded.
    public let metadata: RecordMetadata?
}

/// Reads the log records of one copy of a partition backup, in the order of the log.
public struct RecordReading {
    private let store: any ObjectStore
    private let id: BackupIdentifier
    private let manifest: Manifest
    private let positions: ClosedRange<Int64>

    /// Creates a reading of the records in a range of positions.
    public init(
        _ store: any ObjectStore,
        id: BackupIdentifier,
        manifest: Manifest,
        positions: ClosedRange<Int64> = 0...Int64.max
    ) {
        self.store = store
        self.id = id
        self.manifest = manifest
        self.positions = positions
    }

    /// What a reading met besides records.
    public struct Outcome: Sendable {
        /// Damage; information only where it lies behind the checkpoint.
        public fileprivate(set) var findings: [Finding] = []
        /// Whether the log goes on behind the last record that was handed over, or may do so, and cannot be followed.
        public fileprivate(set) var isCutShort = false
    }

    /// Reads the journal and hands over its records, up to the first place behind which one is missing.
    ///
    /// - Parameter emit: Called for each record, in order of position; returning false ends the reading.
    /// - Throws: `CancellationError`.
    public func run(_ emit: @escaping @Sendable (LogRecord) -> Bool) async throws -> Outcome {
        let reading = SegmentReading(store: store, buffers: BufferPool(count: 1), progress: Progress())
        let checkpointPosition = manifest.descriptor?.checkpointPosition ?? Int64.max
        let named = manifest.segmentFiles.compactMap { name in
            SegmentFileName(name).map { (name: name, number: $0.fileID) }
        }
        .sorted { $0.number < $1.number }
        var outcome = Outcome()
        let thread = LogThread()
        var isBehindCheckpoint = false
        for (name, _) in named where !thread.isEnded {
            let key = try SplitLayout.contentKey(id, .segments, name)
            do {
                let (scan, _, _) = try await reading.scan(
                    key,
                    target: SegmentScanTarget(checkpointPosition: checkpointPosition),
                    visitor: RecordVisitor(positions: positions, thread: thread, emit: emit)
                )
                if thread.hasEnough { break }
                let damage = damage(in: scan, name, isBehindCheckpoint: isBehindCheckpoint)
                isBehindCheckpoint = isBehindCheckpoint || scan.checkpoint != nil
                if let damage {
                    outcome.findings.append(Finding(damage, copy: id, object: key.description))
                } else if let gap = thread.gap {
                    let detail =
                        "position \(gap.expected - 1) is followed by \(gap.found): log records are missing between them"
                    outcome.findings.append(Finding(.journalGap, copy: id, object: key.description, detail))
                }
                outcome.isCutShort = scan.stoppingFault != nil || thread.gap != nil
            } catch let error as StorageError {
                outcome.findings.append(StorageFindings(id: id).finding(error, at: key))
                outcome.isCutShort = true
            }
            if outcome.isCutShort { break }
        }
        return outcome
    }

    /// The first broken rule of a segment that makes records of it doubtful.
    private func damage(in scan: SegmentScan, _ name: String, isBehindCheckpoint: Bool) -> RuleViolation? {
        let faults = scan.faults + [scan.tailFault, scan.stoppingFault].compactMap(\.self)
        guard let fault = faults.first(where: { $0.rule.severity == .error }) else { return nil }
        let isInTail = isBehindCheckpoint || scan.checkpoint.map { fault.offset > $0.offset } ?? false
        return RuleViolation(
            fault.rule,
            isInTail: isInTail,
            fileName: name,
            offset: fault.offset,
            index: fault.index,
            fault.detail
        )
    }
}

/// Follows the positions of a log over its segments: each record's is one above that of the record before.
private final class LogThread: Sendable {
    struct Gap {
        var expected: Int64
        var found: Int64
    }

    private struct State {
        var next: Int64?
        var gap: Gap?
        var hasEnough = false
    }

    private let state = Mutex(State())

    /// The place where records are missing, once it was met.
    var gap: Gap? { state.withLock { $0.gap } }

    /// Whether all records that are wanted were seen.
    var hasEnough: Bool { state.withLock { $0.hasEnough } }

    /// Whether no more records are to be handed over.
    var isEnded: Bool { state.withLock { $0.hasEnough || $0.gap != nil } }

    func finish() { state.withLock { $0.hasEnough = true } }

    /// Takes note of the next position; false when records are missing before it.
    func follow(_ position: Int64) -> Bool {
        state.withLock { state in
            if let next = state.next, next != position {
                state.gap = Gap(expected: next, found: position)
                return false
            }
            state.next = position < .max ? position + 1 : position
            return true
        }
    }
}

/// Decodes the log records of each entry that a scan has proved.
private struct RecordVisitor: JournalEntryVisitor, Sendable {
    let positions: ClosedRange<Int64>
    let thread: LogThread
    let emit: @Sendable (LogRecord) -> Bool

    mutating func visit(_ entry: RaftEntry, index: Int64, data: RawSpan, at offset: Int64) {
        guard case .application(let lowest, _, _, _) = entry.content, !thread.isEnded else { return }
        var reader = LogEntryReader(data, lowestPosition: lowest, at: offset, index: index)
        while let header = try? reader.next() {
            if header.position > positions.upperBound { return thread.finish() }
            guard thread.follow(header.position) else { return }
            guard positions.contains(header.position) else { continue }
            let metadata = try? RecordMetadata.decode(
                data.extracting(header.metadata),
                at: offset + Int64(header.metadata.lowerBound),
                index: index
            )
            guard emit(LogRecord(index: index, term: entry.term, header: header, metadata: metadata)) else {
                return thread.finish()
            }
        }
    }
}
