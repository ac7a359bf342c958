/// Proves a write-ahead log in a single pass, without I/O: the checksum of every record (partition-data §9.4).
///
/// Its batches are not looked into. Zeebe's databases have an empty log or none; where it is not empty, the tables alone
/// are not the whole state.
public struct WriteAheadLogCheck {
    /// What the check needs to go on; see `LogFrameReader.Demand`.
    public typealias Demand = LogFrameReader<UnreadRecords>.Demand

    /// Drops the records.
    public struct UnreadRecords: LogRecordVisitor {
        /// Does nothing.
        public mutating func visit(record: RawSpan, at offset: UInt64) {}
    }

    private var frames: LogFrameReader<UnreadRecords>

    /// Creates a check of a file of `fileSize` bytes.
    public init(fileSize: UInt64) {
        frames = LogFrameReader(.writeAheadLog, fileSize: fileSize, visitor: UnreadRecords())
    }

    /// Offset in the file of the next byte that the check needs.
    public var position: UInt64 { frames.position }

    /// What the check needs now.
    public var demand: Demand { frames.demand }

    /// The first fault, with the rule `wal`.
    public var fault: RocksDBFault? { frames.fault }

    /// Number of whole records seen.
    public var recordCount: Int { frames.recordCount }

    /// Takes what it can from `window`, whose first byte is the one at `position`.
    ///
    /// - Returns: What is needed next; the next window begins at the new `position`.
    public mutating func consume(_ window: RawSpan) -> Demand { frames.consume(window) }
}
