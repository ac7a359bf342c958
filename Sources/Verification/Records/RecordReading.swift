public import BackupCatalog
public import BackupModel
public import ObjectStorage
internal import ZeebeFormat

/// Reads the log records of one copy of a partition backup, in the order of the log.
///
/// Damage ends the reading of a segment file; what the files behind it hold is still handed over.
public struct RecordReading {
    private let store: any ObjectStore
    private let place: CopyPlace
    private let manifest: Manifest
    private let filter: RecordFilter
    private let includesValues: Bool
    private let includesRaftEntries: Bool

    /// Creates a reading.
    ///
    /// - Parameters:
    ///   - filter: The records that are wanted.
    ///   - includesValues: Whether records come with their values.
    ///   - includesRaftEntries: Whether entries without log records are wanted too, unless the filter is about records.
    public init(
        _ store: any ObjectStore,
        place: CopyPlace,
        manifest: Manifest,
        filter: RecordFilter = RecordFilter(),
        includesValues: Bool = false,
        includesRaftEntries: Bool = false
    ) {
        self.store = store
        self.place = place
        self.manifest = manifest
        self.filter = filter
        self.includesValues = includesValues
        self.includesRaftEntries = includesRaftEntries
    }

    /// Reads the journal and hands over its log records.
    ///
    /// - Parameter emit: Called for each record, in order of position; returning false ends the reading.
    /// - Returns: What is wrong with the journal as far as it was read; see ``JournalFiles``.
    /// - Throws: `StorageError`; `CancellationError`.
    public func run(_ emit: @escaping @Sendable (LogRecord) -> Bool) async throws -> [Finding] {
        try await items { item in
            if case .log(let record) = item { emit(record) } else { true }
        }
    }

    /// Reads the journal and hands over all that is wanted.
    ///
    /// - Parameter emit: Called for each thing, in order of the journal; returning false ends the reading.
    /// - Returns: What is wrong with the journal as far as it was read: damage, gaps, oddities, and as information what
    ///   lies behind the checkpoint.
    /// - Throws: `StorageError`; `CancellationError`.
    public func items(_ emit: @escaping @Sendable (JournalItem) -> Bool) async throws -> [Finding] {
        let progress = Progress()
        let plain = DecompressingStore.files(of: manifest, at: place, in: store, Permits(1), progress)
        let reading = SegmentReading(store: plain, buffers: BufferPool(count: 1), progress: progress)
        let files = JournalFiles(place: place, manifest: manifest)
        let stop = StopFlag()
        var lastPosition: Int64 = 0
        var findings: [Finding] = []
        var segments: [JournalContinuity.Segment] = []
        for name in files.names where !stop.isSet {
            let visitor = RecordVisitor(
                filter: filter,
                includesValues: includesValues,
                includesRaftEntries: includesRaftEntries,
                stop: stop,
                emit: emit,
                lastPosition: lastPosition
            )
            switch try await files.scan(name, with: reading, visitor: visitor) {
            case .success((let segment, let visitor)):
                segments.append(segment)
                lastPosition = visitor.lastPosition
            case .failure(let unreadable):
                segments.append(JournalContinuity.Segment(fileName: name, scan: nil))
                findings.append(unreadable.finding)
            }
        }
        return findings + files.findings(segments, isComplete: !stop.isSet)
    }
}
