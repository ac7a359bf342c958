/// Walks the handles of an index block, a partition of one, or an index of filter partitions (partition-data §9.7).
struct IndexBlockReader: ~Escapable {
    /// How handles are stored.
    enum Form {
        /// As values of ordinary entries: format version 3 and before, and tables with aligned blocks.
        case values
        /// Without a length, and as differences between restart points.
        case deltas
    }

    private var entries: BlockEntryReader
    private let form: Form
    private var cursorOffset = 0
    private var previousKeyCount = 0
    private var previous: BlockHandle?

    /// Reads the end of the block.
    @_lifetime(copy bytes)
    init(_ bytes: RawSpan, form: Form) throws(FormatError) {
        entries = try BlockEntryReader(bytes)
        self.form = form
    }

    /// Returns the next handle, or `nil` behind the last one.
    @_lifetime(self: copy self)
    mutating func next() throws(FormatError) -> BlockHandle? {
        switch form {
        case .values:
            guard let entry = try entries.next() else { return nil }
            var cursor = ByteCursor(entries.bytes, in: entry.valueStart..<(entry.valueStart + entry.valueCount))
            let handle = try BlockHandle(&cursor)
            guard cursor.isAtEnd else { throw FormatError("bytes behind a handle", at: cursor.offset) }
            return handle
        case .deltas:
            return try nextDelta()
        }
    }

    @_lifetime(self: copy self)
    private mutating func nextDelta() throws(FormatError) -> BlockHandle? {
        guard cursorOffset < entries.entriesEnd else { return nil }
        var cursor = ByteCursor(entries.bytes, in: cursorOffset..<entries.entriesEnd)
        let shared = Int(try cursor.readVarint32())
        let suffixCount = Int(try cursor.readVarint32())
        guard shared <= previousKeyCount else {
            throw FormatError(
                "an entry shares \(shared) bytes with a key of \(previousKeyCount)",
                at: cursorOffset
            )
        }
        try cursor.skip(suffixCount)
        previousKeyCount = shared + suffixCount
        let handle: BlockHandle
        if shared == 0 {
            handle = try BlockHandle(&cursor)
        } else {
            let difference = try cursor.readZigzag64()
            guard let previous, let size = Int64(exactly: previous.byteCount),
                let end = previous.end(notBehind: UInt64.max)
            else { throw FormatError("a difference without a handle before", at: cursorOffset) }
            let (sum, overflows) = size.addingReportingOverflow(difference)
            guard !overflows, let byteCount = UInt64(exactly: sum) else {
                throw FormatError("a block of \(size) + \(difference) bytes", at: cursorOffset)
            }
            handle = BlockHandle(offset: end, byteCount: byteCount)
        }
        previous = handle
        cursorOffset = cursor.offset
        return handle
    }
}
