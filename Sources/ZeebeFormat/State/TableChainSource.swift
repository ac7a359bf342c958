/// The entries of tables that do not overlap, one table after the other, without I/O: one table at a time is open.
///
/// The tables of a level from 1 on are such a chain; those of level 0 are where their keys happen to be apart.
struct TableChainSource: SortedEntrySource {
    /// The tables, ascending by their keys.
    let tables: [LiveTable]

    private let decompressor: any BlockDecompressor
    /// Place of the table that is open or to be opened.
    private var place = 0
    private var opener: TableOpener?
    private var layout: TableLayout?
    /// Places in the layout of the blocks of range deletions that have not been read, the next one last.
    private var unreadDeletions: [Int] = []
    /// The entries of the table, once its layout is known.
    private var entries: TableKeySource
    private var isOpen = false
    private var entryCount: UInt64 = 0
    private var deletionCount: UInt64 = 0
    private var foundDeletions: [RangeDeletion] = []

    /// Creates a source that stands in front of the first entry.
    init(_ tables: [LiveTable], decompressor: any BlockDecompressor = BuiltInDecompressor()) {
        self.tables = tables
        self.decompressor = decompressor
        entries = TableKeySource(decompressor: decompressor)
    }

    /// The table whose bytes are needed; `nil` behind the last one.
    var table: LiveTable? { place < tables.count ? tables[place] : nil }

    var value: [UInt8] { entries.value }

    mutating func advance(_ userKey: inout [UInt8]) throws(RocksDBFault) -> SortedEntryStep {
        while place < tables.count {
            if isOpen {
                let step = try entries.advance(&userKey)
                if case .entry = step { entryCount += 1 }
                if step != .end { return step }
                try close()
            } else if let step = try openingStep() {
                return step
            }
        }
        return .end
    }

    /// Goes on with opening the table: first its end, which says where its blocks are, then its range deletions.
    ///
    /// - Returns: The bytes that are needed for it; `nil` when its entries can be read.
    private mutating func openingStep() throws(RocksDBFault) -> SortedEntryStep? {
        guard let layout else {
            let table = tables[place]
            let demand =
                opener?.demand
                ?? TableOpener(fileSize: table.size, tailByteCount: table.tailByteCount, decompressor: decompressor)
                .demand
            guard case .bytes(let offset, let count) = demand else {
                throw RocksDBFault(.tableBlock, at: 0, "the table has no readable layout")
            }
            return .bytes(at: offset, count: count)
        }
        if let next = unreadDeletions.last {
            let block = layout.blocks[next]
            let count = Int(block.byteCount) + BlockHandle.trailerByteCount
            guard count <= StoredBlock.maximumByteCount else {
                throw RocksDBFault(.unsupported, at: block.offset, "\(block.role) of \(count) bytes is not looked into")
            }
            return .bytes(at: block.offset, count: count)
        }
        entries.start(layout)
        isOpen = true
        return nil
    }

    mutating func supply(_ bytes: RawSpan) throws(RocksDBFault) {
        guard place < tables.count else { return }
        if isOpen {
            try entries.supply(bytes)
        } else if let layout {
            guard let next = unreadDeletions.popLast() else { return }
            try readDeletions(layout.blocks[next], bytes, layout)
        } else {
            try openTable(bytes)
        }
    }

    private mutating func openTable(_ bytes: RawSpan) throws(RocksDBFault) {
        let table = tables[place]
        var opener =
            self.opener
            ?? TableOpener(fileSize: table.size, tailByteCount: table.tailByteCount, decompressor: decompressor)
        try opener.supply(bytes)
        guard let layout = opener.layout else {
            self.opener = opener
            return
        }
        guard !layout.properties.isExternal else {
            throw RocksDBFault(
                .unsupported,
                at: layout.footer.offset,
                "the table was made outside of a database: its versions are not in it"
            )
        }
        self.layout = layout
        self.opener = nil
        unreadDeletions = layout.blocks.indices.filter { layout.blocks[$0].role == .rangeDeletions }
    }

    private mutating func readDeletions(
        _ block: TableLayout.Block,
        _ bytes: RawSpan,
        _ layout: TableLayout
    ) throws(RocksDBFault) {
        let table = tables[place]
        var contents = BlockContents()
        try contents.read(bytes, of: block, layout, by: decompressor)
        do throws(FormatError) {
            var reader = try BlockEntryReader(contents.bytes)
            var bytes: [UInt8] = []
            while let end = try reader.next(key: &bytes) {
                guard let key = InternalKey(bytes), key.version.type == .rangeDeletion else {
                    throw FormatError("an entry that is no range deletion", at: end.lowerBound)
                }
                deletionCount += 1
                let deletion = RangeDeletion(
                    start: Array(key.userKey),
                    end: contents.bytes.extracting(end).copied,
                    sequence: key.version.sequence
                )
                if let inside = deletion.clipped(to: table) { foundDeletions.append(inside) }
            }
        } catch {
            throw RocksDBFault(
                .tableBlock,
                at: block.offset,
                "\(block.role): \(error.reason) (at byte \(error.offset) of its content)"
            )
        }
    }

    mutating func takeRangeDeletions() -> [RangeDeletion] {
        guard !foundDeletions.isEmpty else { return [] }
        defer { foundDeletions = [] }
        return foundDeletions
    }

    /// Ends a table: it must have had as many entries as it states.
    private mutating func close() throws(RocksDBFault) {
        if let layout, let stated = layout.properties.entryCount, stated != entryCount + deletionCount {
            throw RocksDBFault(
                .tableBlock,
                at: layout.footer.offset,
                "properties block: \(stated) entries stated, \(entryCount + deletionCount) found"
            )
        }
        isOpen = false
        layout = nil
        entryCount = 0
        deletionCount = 0
        place += 1
    }
}

extension TableChainSource {
    /// The most tables of which one key may be in all; from about forty on RocksDB takes no more writes.
    static let maximumChainCount = 128

    /// Joins tables to chains, as few as their ranges of keys allow.
    ///
    /// - Throws: `RocksDBFault` with the rule `unsupported` when too many would have to be open at once.
    static func chains(
        of tables: [LiveTable],
        decompressor: any BlockDecompressor = BuiltInDecompressor()
    ) throws(RocksDBFault) -> [TableChainSource] {
        var chains: [[LiveTable]] = []
        for table in tables.sorted(by: { $0.smallestKey < $1.smallestKey }) {
            let place = chains.firstIndex { chain in
                chain.last.map { $0.largestKey.userKey.lexicographicallyPrecedes(table.smallestKey.userKey) } ?? true
            }
            if let place {
                chains[place].append(table)
            } else {
                guard chains.count < maximumChainCount else {
                    throw RocksDBFault(
                        .unsupported,
                        at: 0,
                        "more than \(maximumChainCount) tables overlap at key \(table.smallestKey)"
                    )
                }
                chains.append([table])
            }
        }
        return chains.map { TableChainSource($0, decompressor: decompressor) }
    }
}
