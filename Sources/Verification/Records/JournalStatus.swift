public import ZeebeFormat

/// What a journal holds, in numbers.
public struct JournalStatus: Sendable {
    /// One segment file.
    public struct Segment: Sendable {
        /// Its name.
        public var fileName: String
        /// The number in its name, which orders the files.
        public var fileID: Int32
        /// What was seen in it; `nil` when it could not be read.
        public var scan: SegmentScan?
        /// Number of its log records.
        public var logRecordCount = 0
    }

    /// Something missing between two neighbours in the journal.
    public struct Gap: Sendable, Equatable {
        /// Name of the file in which the journal goes on.
        public var fileName: String
        /// The missing journal indexes; `nil` when only positions are missing.
        public var indexes: ClosedRange<Int64>?
        /// The missing positions; `nil` when only indexes are missing.
        public var positions: ClosedRange<Int64>?

        /// Creates a gap.
        public init(fileName: String, indexes: ClosedRange<Int64>?, positions: ClosedRange<Int64>?) {
            self.fileName = fileName
            self.indexes = indexes
            self.positions = positions
        }
    }

    /// The files in the order of the journal.
    public internal(set) var segments: [Segment] = []
    /// What is missing between the first and the last record; no more than `maximumGapCount` of them.
    public internal(set) var gaps: [Gap] = []
    /// The log records by kind.
    public internal(set) var records = RecordTally()
    /// The entries.
    public internal(set) var entries = EntryCounts()
    /// Time of the first log record, in milliseconds since 1970 UTC.
    public internal(set) var firstTimestamp: Int64?
    /// Time of the last log record, in milliseconds since 1970 UTC.
    public internal(set) var lastTimestamp: Int64?
    /// Position of the checkpoint as the manifest states it; `nil` when it does not.
    public internal(set) var checkpointPosition: Int64?
    /// Journal index of the entry that holds the checkpoint; `nil` when it is not there.
    public internal(set) var checkpointIndex: Int64?

    /// Numbers and sizes of journal entries.
    public struct EntryCounts: Sendable, Equatable {
        /// Entries with log records.
        public var application = 0
        /// Entries that list the members of the raft group.
        public var configuration = 0
        /// Entries that begin a leader's term.
        public var initial = 0
        /// Entries of other kinds.
        public var other = 0
        /// Bytes of log records in the largest entry.
        public var largestByteCount = 0
        /// Bytes of log records in all entries.
        public var byteCount: Int64 = 0

        mutating func add(_ more: EntryCounts) {
            application += more.application
            configuration += more.configuration
            initial += more.initial
            other += more.other
            largestByteCount = max(largestByteCount, more.largestByteCount)
            byteCount += more.byteCount
        }
    }

    /// The most gaps that are named.
    public static let maximumGapCount = 100

    /// The scans of the segments that could be read, in order.
    private var scans: [SegmentScan] { segments.compactMap(\.scan) }

    /// Journal index of the first record.
    public var firstIndex: Int64? { scans.lazy.compactMap(\.firstIndex).first }
    /// Journal index of the last record.
    public var lastIndex: Int64? { scans.lazy.reversed().compactMap(\.lastIndex).first }
    /// Position of the first log record.
    public var firstPosition: Int64? { scans.lazy.compactMap(\.firstPosition).first }
    /// Position of the last log record.
    public var lastPosition: Int64? { scans.lazy.reversed().compactMap(\.lastPosition).first }
    /// Raft term of the first entry.
    public var firstTerm: Int64? { scans.lazy.compactMap(\.firstTerm).first }
    /// Raft term of the last entry.
    public var lastTerm: Int64? { scans.lazy.reversed().compactMap(\.lastTerm).first }
}
