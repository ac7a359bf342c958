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

    /// Reads the journal and hands over its records.
    ///
    /// - Parameter emit: Called for each record, in order of position; returning false ends the reading.
    /// - Returns: Findings about damage that was met on the way; records behind it may be missing.
    /// - Throws: `StorageError`; `CancellationError`.
    public func run(_ emit: @escaping @Sendable (LogRecord) -> Bool) async throws -> [Finding] {
        let reading = SegmentReading(store: store, buffers: BufferPool(count: 1), progress: Progress())
        let checkpointPosition = manifest.descriptor?.checkpointPosition ?? Int64.max
        let named = manifest.segmentFiles.compactMap { name in
            SegmentFileName(name).map { (name: name, number: $0.fileID) }
        }
        .sorted { $0.number < $1.number }
        var findings: [Finding] = []
        let isStopped = StopFlag()
        var isBehindCheckpoint = false
        for (name, _) in named where !isStopped.isSet {
            let key = try SplitLayout.contentKey(id, .segments, name)
            let visitor = RecordVisitor(positions: positions, stop: isStopped, emit: emit)
            do {
                let (scan, _, _) = try await reading.scan(
                    key,
                    target: SegmentScanTarget(checkpointPosition: checkpointPosition),
                    visitor: visitor
                )
                if scan.checkpoint != nil { isBehindCheckpoint = true }
                if let fault = scan.stoppingFault {
                    findings.append(
                        Finding(
                            RuleViolation(
                                fault.rule,
                                isInTail: isBehindCheckpoint,
                                fileName: name,
                                offset: fault.offset,
                                index: fault.index,
                                fault.detail
                            ),
                            copy: id,
                            object: key.description
                        )
                    )
                }
            } catch let error as StorageError {
                findings.append(StorageFindings(id: id).finding(error, at: key))
            }
        }
        return findings
    }
}

/// Set once, read by the same task and its visitors.
private final class StopFlag: Sendable {
    private let state = Mutex(false)

    var isSet: Bool { state.withLock { $0 } }

    func set() { state.withLock { $0 = true } }
}

/// Decodes the log records of each entry that a scan has proved.
private struct RecordVisitor: JournalEntryVisitor, Sendable {
    let positions: ClosedRange<Int64>
    let stop: StopFlag
    let emit: @Sendable (LogRecord) -> Bool

    mutating func visit(_ entry: RaftEntry, index: Int64, data: RawSpan, at offset: Int64) {
        guard case .application(let lowest, let highest, _, _) = entry.content, lowest <= positions.upperBound,
            highest >= positions.lowerBound, !stop.isSet
        else { return }
        var reader = LogEntryReader(data, lowestPosition: lowest, at: offset, index: index)
        while let header = try? reader.next() {
            guard positions.contains(header.position) else { continue }
            let metadata = try? RecordMetadata.decode(
                data.extracting(header.metadata),
                at: offset + Int64(header.metadata.lowerBound),
                index: index
            )
            guard emit(LogRecord(index: index, term: entry.term, header: header, metadata: metadata)) else {
                stop.set()
                return
            }
        }
    }
}
