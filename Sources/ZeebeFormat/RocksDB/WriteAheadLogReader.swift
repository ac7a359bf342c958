/// Reads a write-ahead log in a single pass, without I/O: proves the checksum of every record, and shows the changes in its
/// batches to a visitor (partition-data §9.4).
///
/// Zeebe's databases have an empty log or none. Where it is not empty, a part of the state is in it only: its changes have
/// higher sequence numbers than all that is in tables.
///
/// A record that the end of the file cuts off is damage. RocksDB itself would drop it, as what a crash left; but the log of
/// a snapshot is a copy up to the end of a record, so that a torn one shows that bytes were lost.
public struct WriteAheadLogReader<Visitor: TableEntryVisitor> {
    /// What the reader needs to go on; see `LogFrameReader.Demand`.
    public typealias Demand = LogFrameReader<BatchReplay<Visitor>>.Demand

    private var frames: LogFrameReader<BatchReplay<Visitor>>

    /// Creates a reader for a file of `fileSize` bytes.
    ///
    /// - Parameter number: The number in the file's name.
    public init(number: UInt64, fileSize: UInt64, visitor: Visitor) {
        frames = LogFrameReader(
            .writeAheadLog,
            fileSize: fileSize,
            logNumber: number,
            visitor: BatchReplay(visitor)
        )
    }

    /// Offset in the file of the next byte that the reader needs.
    public var position: UInt64 { frames.position }

    /// What the reader needs now.
    public var demand: Demand { frames.demand }

    /// The first fault of each rule: `wal`, and `unsupported` for what was not replayed.
    public var faults: [RocksDBFault] {
        guard let first = frames.visitor.fault else { return frames.fault.map { [$0] } ?? [] }
        guard let last = frames.fault, last.rule != first.rule else { return [first] }
        return [first, last]
    }

    /// Number of whole records seen.
    public var recordCount: Int { frames.recordCount }

    /// The visitor, with what it collected.
    public var visitor: Visitor { frames.visitor.visitor }

    /// Takes what it can from `window`, whose first byte is the one at `position`.
    ///
    /// - Returns: What is needed next; the next window begins at the new `position`.
    public mutating func consume(_ window: RawSpan) -> Demand { frames.consume(window) }
}

/// Shows the changes of one batch after the other to a visitor.
public struct BatchReplay<Visitor: TableEntryVisitor>: LogRecordVisitor {
    /// The visitor, with what it collected.
    fileprivate private(set) var visitor: Visitor

    /// The first batch that is in a form that is not known. The checksums behind it are proved all the same.
    fileprivate private(set) var fault: RocksDBFault?

    fileprivate init(_ visitor: Visitor) { self.visitor = visitor }

    /// Replays a batch.
    ///
    /// - Throws: `RocksDBFault` with the rule `wal` when the record is no batch.
    public mutating func visit(record: RawSpan, at offset: UInt64) throws(RocksDBFault) {
        do throws(RocksDBFault) {
            try WriteBatch.replay(record, at: offset, into: &visitor)
        } catch {
            guard error.rule == .unsupported else { throw error }
            fault = fault ?? error
        }
    }

    /// Notes that a batch was not replayed.
    public mutating func visitOversizedRecord(limit: Int, at offset: UInt64) {
        fault =
            fault ?? RocksDBFault(.unsupported, at: offset, "a batch of more than \(limit) bytes is not looked into")
    }
}
