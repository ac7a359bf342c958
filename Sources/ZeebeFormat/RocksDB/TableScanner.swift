/// Proves a table, or a part of it, in a single pass over its bytes, without I/O (partition-data §9.8).
///
/// The caller owns the bytes: it hands over a window of the file that begins at `position`, the scanner takes what it can
/// and says what it needs next. All bytes of the part pass by in their order, also those that no block claims and those
/// behind a fault, so that a checksum of the file can be computed in the same pass. A block is looked at as a whole, so a
/// window must hold one; a block of more than `maximumBlockByteCount` passes unseen and is reported as `unsupported`.
///
/// A table is divided at block boundaries; the scans of its parts are joined by `TableScan.append`, and what concerns the
/// whole table is proved by `TableScan.conclude`.
public struct TableScanner<Visitor: TableEntryVisitor> {
    /// What the scanner needs to go on.
    public enum Demand: Equatable, Sendable {
        /// A window from `position` on that holds at least so many bytes; all of them are inside the part.
        case bytes(Int)
        /// Nothing: the scan is complete.
        case nothing
    }

    /// The largest block that is looked into, in bytes with its trailer.
    public static var maximumBlockByteCount: Int { StoredBlock.maximumByteCount }

    /// Offset in the file of the next byte that the scanner needs.
    public private(set) var position: UInt64

    /// The visitor, with what it collected.
    public private(set) var visitor: Visitor

    private let layout: TableLayout
    private let part: TablePart
    private let decompressor: any BlockDecompressor
    private var nextBlock: Int
    /// Bytes up to here pass unseen.
    private var passingEnd: UInt64 = 0
    private var seen = TableScan()
    private var entries = EntryScan()
    private var contents = BlockContents()

    /// Creates a scanner for a part of a table.
    public init(
        _ layout: TableLayout,
        part: TablePart,
        visitor: Visitor,
        decompressor: any BlockDecompressor = BuiltInDecompressor()
    ) {
        self.layout = layout
        self.part = part
        self.visitor = visitor
        self.decompressor = decompressor
        position = part.bytes.lowerBound
        nextBlock = part.blocks.lowerBound
        if layout.properties.isExternal {
            seen.note(
                RocksDBFault(
                    .unsupported,
                    at: 0,
                    "the table was made outside of a database: its versions are not in it"
                )
            )
        }
    }

    /// What was seen so far; complete when the demand is `nothing`.
    public var scan: TableScan {
        var scan = seen
        scan.entryCount = entries.entryCount
        scan.firstKey = entries.firstKey
        scan.lastKey = entries.lastKey
        if entries.entryCount > 0 { scan.noteSequences(entries.smallestSequence...entries.largestSequence) }
        if let type = entries.unknownType {
            scan.note(RocksDBFault(.unsupported, at: part.bytes.lowerBound, "data blocks: entries of type \(type)"))
        }
        return scan
    }

    /// What the scanner needs now.
    public var demand: Demand {
        guard position < part.bytes.upperBound else { return .nothing }
        if position < passingEnd { return .bytes(1) }
        guard nextBlock < part.blocks.upperBound else { return .bytes(1) }
        let block = layout.blocks[nextBlock]
        return .bytes(position == block.offset ? Self.byteCount(of: block) : 1)
    }

    private static func byteCount(of block: TableLayout.Block) -> Int {
        let count = Int(block.byteCount) + BlockHandle.trailerByteCount
        return count <= maximumBlockByteCount ? count : 1
    }

    /// Takes what it can from `window`, whose first byte is the one at `position`.
    ///
    /// - Returns: What is needed next; the next window begins at the new `position`.
    public mutating func consume(_ window: RawSpan) -> Demand {
        var cursor = 0
        while position < part.bytes.upperBound, cursor < window.byteCount {
            let available = window.byteCount - cursor
            if position >= passingEnd {
                guard nextBlock < part.blocks.upperBound else {
                    passingEnd = part.bytes.upperBound
                    continue
                }
                let block = layout.blocks[nextBlock]
                if position == block.offset {
                    nextBlock += 1
                    let count = Int(block.byteCount) + BlockHandle.trailerByteCount
                    if count > Self.maximumBlockByteCount {
                        pass(block)
                    } else if count > available {
                        nextBlock -= 1
                        break
                    } else {
                        read(block, window.slice(cursor, count: count))
                        cursor += count
                        position += UInt64(count)
                    }
                    continue
                }
                passingEnd = block.offset
            }
            let count = Int(min(passingEnd - position, UInt64(available)))
            cursor += count
            position += UInt64(count)
        }
        return demand
    }

    /// Lets a block pass that is too large to be held.
    private mutating func pass(_ block: TableLayout.Block) {
        passingEnd = block.end
        entries.forgetKey()
        seen.note(
            RocksDBFault(
                .unsupported,
                at: block.offset,
                "\(block.role) of \(block.byteCount) bytes is larger than the \(Self.maximumBlockByteCount) that are"
                    + " looked into"
            )
        )
    }

    // MARK: Blocks

    private mutating func read(_ block: TableLayout.Block, _ bytes: RawSpan) {
        do throws(RocksDBFault) {
            let stored = try StoredBlock(bytes, role: block.role, at: block.offset, of: layout.footer)
            seen.blockCount += 1
            guard block.role == .data || block.role == .rangeDeletions else { return }
            guard stored.compression != .none else { return try read(stored.stored, of: block) }
            guard !layout.hasCompressionDictionary else {
                throw RocksDBFault(.unsupported, at: block.offset, "\(block.role) compressed with a dictionary")
            }
            var contents = BlockContents()
            swap(&contents, &self.contents)
            defer { swap(&contents, &self.contents) }
            try contents.decompress(stored, by: decompressor, role: block.role, at: block.offset, of: layout.footer)
            try read(contents.bytes, of: block)
        } catch {
            seen.note(error)
            if block.role == .data { entries.forgetKey() }
        }
    }

    private mutating func read(_ content: RawSpan, of block: TableLayout.Block) throws(RocksDBFault) {
        do throws(FormatError) {
            if block.role == .data {
                try entries.scan(content, visitor: &visitor)
                seen.dataBlockCount += 1
            } else {
                try readRangeDeletions(content)
            }
        } catch {
            throw RocksDBFault(
                .tableBlock,
                at: block.offset,
                "\(block.role): \(error.reason) (at byte \(error.offset) of its content)"
            )
        }
    }

    private mutating func readRangeDeletions(_ content: RawSpan) throws(FormatError) {
        var reader = try BlockEntryReader(content)
        var bytes: [UInt8] = []
        while let end = try reader.next(key: &bytes) {
            guard let key = InternalKey(bytes), key.version.type == .rangeDeletion else {
                throw FormatError("an entry that is no range deletion", at: end.lowerBound)
            }
            seen.rangeDeletionCount += 1
            seen.noteSequences(key.version.sequence...key.version.sequence)
            let start = bytes.count - InternalKey.versionByteCount
            unsafe visitor.visitRangeDeletion(
                from: bytes.span.bytes.slice(0, count: start),
                to: content.slice(end.lowerBound, count: end.count),
                sequence: key.version.sequence
            )
        }
    }
}
