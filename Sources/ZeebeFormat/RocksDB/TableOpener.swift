/// Finds out where everything in a table is, from its end, without I/O (partition-data §9.8, steps 1 to 4).
///
/// The opener says which bytes it needs, the caller reads them and hands them over, until nothing more is needed. Every
/// block that it looks into is proved by its checksum first.
public struct TableOpener {
    /// What the opener needs to go on.
    public enum Demand: Equatable, Sendable {
        /// Exactly these bytes of the file.
        case bytes(at: UInt64, count: Int)
        /// Nothing: the layout is complete.
        case nothing
    }

    /// Bytes of the file's end that are asked for first. They hold all that is needed of most tables.
    public static let defaultTailByteCount = 32 * 1024

    /// The most bytes of the file's end that are asked for at once.
    public static let maximumTailByteCount = 1024 * 1024

    /// What the opener needs now.
    public private(set) var demand: Demand

    /// The layout; `nil` until nothing more is needed.
    public private(set) var layout: TableLayout?

    private let fileSize: UInt64
    private let decompressor: any BlockDecompressor

    private var tail: [UInt8] = []
    private var tailOffset: UInt64 = 0
    private var footer: TableFooter?
    private var properties = TableProperties()
    private var metaBlockNames: [String] = []
    private var blocks: [TableLayout.Block] = []
    /// Blocks to look into, the next one last.
    private var pending: [TableLayout.Block] = []
    private var lastDataEnd: UInt64 = 0

    /// Creates an opener for a file of `fileSize` bytes.
    ///
    /// - Parameter tailByteCount: How many bytes of the file's end to ask for first; the MANIFEST's
    ///   `LiveTable.tailByteCount` is a good number where it is not more than `maximumTailByteCount`: a larger one is mostly
    ///   a filter, which need not be looked into.
    public init(
        fileSize: UInt64,
        tailByteCount: UInt64? = nil,
        decompressor: any BlockDecompressor = BuiltInDecompressor()
    ) {
        self.fileSize = fileSize
        self.decompressor = decompressor
        let stated = tailByteCount ?? 0
        let wanted = stated > Self.maximumTailByteCount ? 0 : stated
        let count = min(fileSize, max(wanted, UInt64(Self.defaultTailByteCount)))
        demand = .bytes(at: fileSize - count, count: Int(count))
    }

    /// Takes the bytes that `demand` asks for; anything else is ignored.
    ///
    /// - Throws: `RocksDBFault` with the rule `sst-block`, or `unsupported`; the opener cannot go on then.
    public mutating func supply(_ bytes: RawSpan) throws(RocksDBFault) {
        guard case .bytes(let offset, let count) = demand, bytes.byteCount == count else { return }
        if footer == nil {
            let footer = try TableFooter(tail: bytes, fileSize: fileSize)
            self.footer = footer
            tail = bytes.copied
            tailOffset = offset
            pending = [try add(footer.metaIndex, .metaIndex, footer)]
        } else if let block = pending.popLast() {
            try look(into: block, bytes)
        }
        while let block = pending.last {
            let count = Int(block.byteCount) + BlockHandle.trailerByteCount
            guard count <= StoredBlock.maximumByteCount else {
                throw RocksDBFault(
                    .unsupported,
                    at: block.offset,
                    "\(block.role) of more than \(StoredBlock.maximumByteCount) bytes is not looked into"
                )
            }
            guard block.offset >= tailOffset else {
                demand = .bytes(at: block.offset, count: count)
                return
            }
            pending.removeLast()
            let tail = self.tail
            try unsafe look(into: block, tail.span.bytes.slice(Int(block.offset - tailOffset), count: count))
        }
        try complete()
    }

    private mutating func complete() throws(RocksDBFault) {
        guard let footer else { return }
        layout = try TableLayout(
            fileSize: fileSize,
            footer: footer,
            properties: properties,
            metaBlockNames: metaBlockNames,
            blocks: blocks
        )
        blocks = []
        tail = []
        demand = .nothing
    }

    /// Notes a block, of which nothing is known yet but that it lies in front of the footer.
    @discardableResult
    private mutating func add(
        _ handle: BlockHandle,
        _ role: BlockRole,
        _ footer: TableFooter
    ) throws(RocksDBFault) -> TableLayout.Block {
        guard handle.end(notBehind: footer.offset) != nil else {
            throw RocksDBFault(
                .tableBlock,
                at: footer.offset,
                "\(role): its place \(handle) does not lie in front of the footer"
            )
        }
        guard let byteCount = UInt32(exactly: handle.byteCount),
            blocks.count < TableLayout.maximumBlockCount(fileSize: fileSize)
        else {
            throw RocksDBFault(
                .unsupported,
                at: handle.offset,
                "a block of \(handle.byteCount) bytes, as number \(blocks.count + 1) in a file of \(fileSize), is too much"
            )
        }
        let block = TableLayout.Block(offset: handle.offset, byteCount: byteCount, role: role)
        blocks.append(block)
        return block
    }

    // MARK: Blocks that are looked into

    /// Proves and decodes a block that names other blocks.
    private mutating func look(into block: TableLayout.Block, _ bytes: RawSpan) throws(RocksDBFault) {
        guard let footer else { return }
        let stored = try StoredBlock(bytes, role: block.role, at: block.offset, of: footer)
        guard stored.compression != .none else { return try read(stored.stored, of: block, footer) }
        var contents = BlockContents()
        try contents.decompress(stored, by: decompressor, role: block.role, at: block.offset, of: footer)
        try read(contents.bytes, of: block, footer)
    }

    private mutating func read(
        _ content: RawSpan,
        of block: TableLayout.Block,
        _ footer: TableFooter
    ) throws(RocksDBFault) {
        switch block.role {
        case .metaIndex:
            let metaIndex = try decode(block) { () throws(FormatError) in try MetaIndex(content) }
            try read(metaIndex, footer)
        case .properties:
            properties = try decode(block) { () throws(FormatError) in try TableProperties(content) }
            try checkProperties(at: block.offset, footer)
        default:
            try readIndex(content, of: block, footer)
        }
    }

    private func decode<T>(
        _ block: TableLayout.Block,
        _ body: () throws(FormatError) -> T
    ) throws(RocksDBFault) -> T {
        do throws(FormatError) {
            return try body()
        } catch {
            throw Self.contentFault(block, error)
        }
    }

    private static func contentFault(_ block: TableLayout.Block, _ error: FormatError) -> RocksDBFault {
        RocksDBFault(
            .tableBlock,
            at: block.offset,
            "\(block.role): \(error.reason) (at byte \(error.offset) of its content)"
        )
    }

    private mutating func read(_ metaIndex: MetaIndex, _ footer: TableFooter) throws(RocksDBFault) {
        var index = try footer.index.map { handle throws(RocksDBFault) in try add(handle, .index, footer) }
        var properties: TableLayout.Block?
        for metaBlock in metaIndex.blocks {
            metaBlockNames.append(metaBlock.name)
            let role = BlockRole(metaBlockName: metaBlock.name)
            let block = try add(metaBlock.handle, role, footer)
            switch role {
            case .index where footer.index == nil: index = block
            case .properties: properties = block
            case .filterIndex: pending.append(block)
            default: break
            }
        }
        guard let index else {
            throw RocksDBFault(.tableBlock, at: footer.metaIndex.offset, "metaindex block: it does not name the index")
        }
        // The properties say how the others are to be read, so they come first: last in the list.
        pending.append(index)
        if let properties { pending.append(properties) }
    }

    private func checkProperties(at offset: UInt64, _ footer: TableFooter) throws(RocksDBFault) {
        if let comparator = properties.comparator, comparator != RocksDBManifest.comparator {
            throw RocksDBFault(
                .unsupported,
                at: offset,
                "the table's keys are in another order than \(RocksDBManifest.comparator)"
            )
        }
        guard properties.indexType <= 2 else {
            throw RocksDBFault(.unsupported, at: offset, "index type \(properties.indexType)")
        }
        // No checksum covers the version in footers before 6; this notices some of its damages.
        if properties.isIndexDeltaEncoded && footer.formatVersion < 4
            || properties.isIndexKeyUserKey && footer.formatVersion < 3
        {
            throw RocksDBFault(
                .tableBlock,
                at: footer.offset,
                "footer: format version \(footer.formatVersion) contradicts the form of the index"
            )
        }
    }

    private mutating func readIndex(
        _ content: RawSpan,
        of block: TableLayout.Block,
        _ footer: TableFooter
    ) throws(RocksDBFault) {
        let role: BlockRole =
            switch block.role {
            case .filterIndex: .filterPartition
            case .index where properties.indexType == 2: .indexPartition
            default: .data
            }
        let form: IndexBlockReader.Form = properties.isIndexDeltaEncoded ? .deltas : .values
        var reader: IndexBlockReader
        do throws(FormatError) { reader = try IndexBlockReader(content, form: form) } catch {
            throw Self.contentFault(block, error)
        }
        let firstPlace = blocks.count
        while true {
            let handle: BlockHandle?
            do throws(FormatError) { handle = try reader.next() } catch { throw Self.contentFault(block, error) }
            guard let handle else { break }
            let named = try add(handle, role, footer)
            guard role == .data else { continue }
            guard named.offset >= lastDataEnd else {
                throw RocksDBFault(
                    .tableBlock,
                    at: block.offset,
                    "\(block.role): data blocks are not in the order of the file: \(handle) behind byte \(lastDataEnd)"
                )
            }
            lastDataEnd = named.end
        }
        // Partitions of the index are looked into in their order, so the first one comes last in the list.
        if role == .indexPartition { pending.append(contentsOf: blocks[firstPlace...].reversed()) }
    }
}
