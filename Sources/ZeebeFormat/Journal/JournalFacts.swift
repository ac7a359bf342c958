/// What a journal holds: its intact records from the first on, those behind the checkpoint too.
public struct JournalFacts: Equatable, Sendable {
    /// Journal index of the first record.
    public var firstIndex: Int64?
    /// Journal index of the last record.
    public var lastIndex: Int64?
    /// Number of journal records.
    public var recordCount: Int64 = 0
    /// Position of the first log record.
    public var firstPosition: Int64?
    /// Position of the last log record.
    public var lastPosition: Int64?
    /// Journal index of the entry at the checkpoint position.
    public var checkpointIndex: Int64?

    /// Creates facts of which nothing is known.
    public init() {}

    mutating func add(_ scan: SegmentScan) {
        firstIndex = firstIndex ?? scan.firstIndex
        lastIndex = scan.lastIndex ?? lastIndex
        recordCount += scan.recordCount
        firstPosition = firstPosition ?? scan.firstPosition
        lastPosition = scan.lastPosition ?? lastPosition
    }
}
