/// The fixed part of one log record (partition-data §5.2), with the places of its metadata and value.
public struct LogEntryHeader: Equatable, Sendable {
    /// Position of the record in the partition's log.
    public let position: Int64
    /// Position of the record that caused this one; -1 when there is none.
    public let sourcePosition: Int64
    /// Key of the entity that the record is about; -1 when there is none.
    public let key: Int64
    /// Time of writing, milliseconds since 1970 UTC.
    public let timestamp: Int64
    /// Offset of the record's frame in the application data.
    public let offset: Int
    /// Whether the stream processor skips the record: it was processed in the batch that wrote it.
    public let skipsProcessing: Bool
    /// Place of the record metadata in the application data.
    public let metadata: Range<Int>
    /// Place of the MessagePack value in the application data.
    public let value: Range<Int>
}

/// Walks the log records inside one application entry (partition-data §5).
///
/// Proves the framing on the way: lengths that fit, positions that count up from the entry's lowest position, and a
/// last frame that ends with the data.
public struct LogEntryReader: ~Escapable {
    private let data: RawSpan
    private let base: Int64
    private let index: Int64
    private var offset = 0
    private var nextPosition: Int64

    static let frameHeaderByteCount = 12
    static let entryHeaderByteCount = 40

    /// Creates a reader over the application data of one entry.
    ///
    /// - Parameters:
    ///   - data: The application data.
    ///   - lowestPosition: Position that the first record must have.
    ///   - base: Offset of `data` in the segment file, for faults.
    ///   - index: Journal index of the entry, for faults.
    @_lifetime(copy data)
    public init(_ data: RawSpan, lowestPosition: Int64, at base: Int64, index: Int64) {
        self.data = data
        self.base = base
        self.index = index
        self.nextPosition = lowestPosition
    }

    /// Returns the next record, or `nil` behind the last one.
    ///
    /// - Throws: `JournalFault` with rule `frame` or `entry-pos`.
    @inline(__always)
    @_lifetime(self: copy self)
    public mutating func next() throws(JournalFault) -> LogEntryHeader? {
        let remaining = data.byteCount - offset
        if remaining == 0 { return nil }
        guard remaining >= Self.frameHeaderByteCount + Self.entryHeaderByteCount else {
            throw fault(.frame, "\(remaining) bytes left for a record, 52 needed")
        }
        let framedLength = Int(data.littleEndian(Int32.self, uncheckedAt: offset))
        guard framedLength >= 52, framedLength <= remaining else {
            throw fault(.frame, "framed length is \(framedLength), expected 52…\(remaining)")
        }
        let aligned = (framedLength + 7) & ~7
        guard aligned <= remaining else {
            throw fault(.frame, "framed length \(framedLength) needs \(aligned) bytes with padding, \(remaining) left")
        }
        // Only the dispatcher of 8.1 fills these bytes: a failed fragment or a padding frame never reaches the log.
        let dispatcher = data.littleEndian(UInt32.self, uncheckedAt: offset + 4)
        guard dispatcher & 0x2000 == 0, dispatcher >> 16 != 1 else {
            throw fault(.frame, "frame flags \(hex(dispatcher)) mark a failed fragment or padding")
        }
        let entry = offset + Self.frameHeaderByteCount
        let position = data.littleEndian(Int64.self, uncheckedAt: entry + 4)
        guard position == nextPosition else {
            throw fault(.entryPosition, "record position is \(position), expected \(nextPosition)")
        }
        let available = framedLength - 52
        guard let metadataLength = metadataLength(at: entry, available: available) else {
            throw fault(.frame, "metadata length does not fit the \(available) bytes behind the record's header")
        }
        let metadataStart = entry + Self.entryHeaderByteCount
        let header = LogEntryHeader(
            position: position,
            sourcePosition: data.littleEndian(Int64.self, uncheckedAt: entry + 12),
            key: data.littleEndian(Int64.self, uncheckedAt: entry + 20),
            timestamp: data.littleEndian(Int64.self, uncheckedAt: entry + 28),
            offset: offset,
            skipsProcessing: data.littleEndian(UInt8.self, uncheckedAt: entry + 2) & 1 == 1,
            metadata: metadataStart..<(metadataStart + metadataLength),
            value: (metadataStart + metadataLength)..<(offset + framedLength)
        )
        offset += aligned
        nextPosition &+= 1
        return header
    }

    /// The length of the metadata: 32 bits where the entry's version says so, else 16 bits beside left-over bytes.
    ///
    /// The version field holds garbage up to 8.4 patches; a garbage 1 whose 32 bits make no sense is read as 16 bits.
    @inline(__always)
    private func metadataLength(at entry: Int, available: Int) -> Int? {
        let wide = Int(data.littleEndian(Int32.self, uncheckedAt: entry + 36))
        let narrow = Int(data.littleEndian(Int16.self, uncheckedAt: entry + 36))
        let legal = SBEHeader.byteCount...max(SBEHeader.byteCount, available)
        guard available >= SBEHeader.byteCount else { return nil }
        if data.littleEndian(UInt16.self, uncheckedAt: entry) == 1, legal.contains(wide) { return wide }
        return legal.contains(narrow) ? narrow : nil
    }

    @inline(never)
    private func fault(_ rule: Rule, _ detail: String) -> JournalFault {
        JournalFault(rule, at: base + Int64(offset), index: index, detail)
    }
}
