/// What was seen in one journal segment file, from its first byte to the end of its data.
///
/// One segment says nothing about its neighbours: `JournalContinuity` joins the scans of a journal.
public struct SegmentScan: Equatable, Sendable {
    /// The state of the file (partition-data §3.6).
    public enum State: Equatable, Sendable {
        /// The file has no bytes: not yet allocated.
        case empty
        /// All bytes are zero: prepared ahead, without descriptor.
        case prepared
        /// The file has a descriptor.
        case described(SegmentDescriptor)
        /// The file has bytes, but no readable descriptor.
        case damaged
    }

    /// The raft entry that contains the position of the checkpoint.
    public struct Checkpoint: Equatable, Sendable {
        /// Journal index of the entry.
        public var index: Int64
        /// Offset of the entry's record in the segment file.
        public var offset: Int64
        /// Raft term of the entry.
        public var term: Int64
        /// Position of the entry's first log record.
        public var lowestPosition: Int64
        /// Number of log records in the entry.
        public var recordCount: Int
        /// The log record at the position itself; `nil` when the walk over the entry's records failed before it.
        public var record: CheckpointRecord?
    }

    /// The log record at the position of the checkpoint.
    public struct CheckpointRecord: Equatable, Sendable {
        /// Its metadata.
        public var metadata: RecordMetadata
        /// Time of writing, milliseconds since 1970 UTC.
        public var timestamp: Int64
        /// The checkpoint id in its value; `nil` when the value could not be read.
        public var checkpointID: Int64?
        /// `MARKER`, `SCHEDULED_BACKUP` or `MANUAL_BACKUP` in its value; `nil` when it does not say (before 8.9).
        public var backupType: String?
        /// Why the value could not be read.
        public var valueProblem: String?
    }

    /// Where a journal record is.
    public struct RecordPlace: Equatable, Sendable {
        /// Offset of the record in the segment file.
        public var offset: Int64
        /// Its journal index.
        public var index: Int64
    }

    /// Intact journal records whose raft entries cannot be read: their terms and positions are unknown.
    public struct UnreadEntries: Equatable, Sendable {
        /// Their number.
        public var count: Int64 = 0
        /// Whether one comes before the first application entry.
        public var precedesPositions = false
        /// Whether one comes behind the last application entry.
        public var followsPositions = false
    }

    /// What tells one journal record from all others: equal in every copy of the same log (partition-data §11.2).
    public struct RecordIdentity: Equatable, Sendable {
        /// Its journal index.
        public var index: Int64
        /// Raft term of its entry; `nil` when the entry cannot be read.
        public var term: Int64?
        /// The checksum in its header, which was proved.
        public var checksum: UInt32

        /// Creates an identity.
        public init(index: Int64, term: Int64?, checksum: UInt32) {
            self.index = index
            self.term = term
            self.checksum = checksum
        }
    }

    /// An entry that a caller asked for by index.
    public struct EntryFacts: Equatable, Sendable {
        /// Raft term of the entry.
        public var term: Int64
        /// Position of the first log record; `nil` when the entry is not an application entry.
        public var lowestPosition: Int64?
    }

    /// The state of the file.
    public var state: State
    /// Size of the file in bytes.
    public var fileSize: Int64 = 0
    /// Number of intact journal records.
    public var recordCount: Int64 = 0
    /// Number of application entries among them.
    public var applicationEntryCount: Int64 = 0
    /// Journal index of the first intact record.
    public var firstIndex: Int64?
    /// Journal index of the last intact record.
    public var lastIndex: Int64?
    /// Raft term of the first entry.
    public var firstTerm: Int64?
    /// The record of the first entry.
    public var firstEntryPlace: RecordPlace?
    /// Raft term of the last entry.
    public var lastTerm: Int64?
    /// Position of the first log record.
    public var firstPosition: Int64?
    /// Position of the last log record.
    public var lastPosition: Int64?
    /// The record of the first application entry.
    public var firstApplicationPlace: RecordPlace?
    /// Records whose entries cannot be read.
    public var unreadEntries = UnreadEntries()
    /// Offset just past the last intact record.
    public var endOffset: Int64 = 0
    /// Broken rules in the order of the file, each rule once, up to the first one behind which nothing can be read.
    public var faults: [JournalFault] = []
    /// The first broken rule behind the checkpoint's entry in this file.
    public var tailFault: JournalFault?
    /// The broken rule behind which nothing can be read; it is also in `faults`, or is the tail's.
    public var stoppingFault: JournalFault?
    /// The entry that contains the checkpoint position.
    public var checkpoint: Checkpoint?
    /// The record whose sequence number is the checkpoint position: where Zeebe's restore looks for the checkpoint.
    public var checkpointRecord: RecordIdentity?
    /// The record whose sequence number is the position of the backup before: where a restore of both joins their logs.
    public var predecessorRecord: RecordIdentity?
    /// The entry at the snapshot's index.
    public var snapshotEntry: EntryFacts?
    /// Whether the descriptor's hint names a record that is there; `nil` when there is no hint or the scan ended before it.
    public var hintIsRight: Bool?
    /// Records up to the checkpoint's that are too large to be looked into; their checksums were proved.
    public var oversizedRecordCount: Int64 = 0
    /// Whether a record up to the checkpoint's is written in a format newer than this program.
    public var hasUnsupportedFormat = false

    /// The descriptor, where there is one.
    public var descriptor: SegmentDescriptor? {
        if case .described(let descriptor) = state { descriptor } else { nil }
    }

    /// Creates the scan of a file in `state` of which nothing has been read yet.
    public init(state: State) {
        self.state = state
    }
}

/// What a scan looks out for besides the rules of the format.
public struct SegmentScanTarget: Equatable, Sendable {
    /// The manifest's checkpoint position.
    public var checkpointPosition: Int64
    /// The checkpoint position of the backup before, to whose log this one may be joined; `nil` when there is none.
    public var predecessorPosition: Int64?
    /// The journal index of the snapshot; `nil` without snapshot.
    public var snapshotIndex: Int64?

    /// Creates a target.
    public init(checkpointPosition: Int64, predecessorPosition: Int64? = nil, snapshotIndex: Int64? = nil) {
        self.checkpointPosition = checkpointPosition
        self.predecessorPosition = predecessorPosition
        self.snapshotIndex = snapshotIndex
    }
}

/// Sees every intact entry of a journal while a scan proves it.
public protocol JournalEntryVisitor {
    /// Called once for each intact journal record, in the order of the file.
    ///
    /// - Parameters:
    ///   - entry: The entry.
    ///   - index: Its journal index.
    ///   - data: Its application data; the whole raft entry for other entries. Valid during the call only.
    ///   - offset: Offset of `data` in the segment file.
    mutating func visit(_ entry: RaftEntry, index: Int64, data: RawSpan, at offset: Int64)
}

/// Sees nothing: the visitor of a scan that only proves.
public struct NoVisitor: JournalEntryVisitor, Sendable {
    /// Creates the visitor.
    public init() {}

    /// Does nothing.
    @inlinable
    public mutating func visit(_ entry: RaftEntry, index: Int64, data: RawSpan, at offset: Int64) {}
}
