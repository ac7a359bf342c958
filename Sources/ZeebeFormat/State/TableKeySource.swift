/// The entries of one table, a data block at a time, without I/O.
struct TableKeySource: SortedEntrySource {
    /// The longest key that is looked into, in bytes; those of Zeebe have a few hundred.
    static let maximumKeyByteCount = 64 * 1024

    private let decompressor: any BlockDecompressor
    private var layout: TableLayout?
    /// The block that is wanted or being read, as a place in the layout.
    private var place = 0
    private var contents = BlockContents()
    private var position: BlockEntryReader.Position?
    /// The key of the entry, with its version.
    private var key: [UInt8] = []
    /// Place of the value in the content of the block.
    private var valuePlace = 0..<0

    /// Creates a source without entries.
    init(decompressor: any BlockDecompressor = BuiltInDecompressor()) {
        self.decompressor = decompressor
    }

    /// Goes in front of the first entry of a table.
    mutating func start(_ layout: TableLayout) {
        self.layout = layout
        place = 0
        position = nil
        key.removeAll(keepingCapacity: true)
    }

    /// A copy of the value of the entry.
    var value: [UInt8] {
        let contents = self.contents
        return contents.bytes.extracting(valuePlace).copied
    }

    /// Moves to the next entry.
    mutating func advance(_ userKey: inout [UInt8]) throws(RocksDBFault) -> SortedEntryStep {
        if let position {
            if let version = try readEntry(at: position, &userKey) { return .entry(version) }
            self.position = nil
            place += 1
        }
        guard let layout else { return .end }
        while place < layout.blocks.count, layout.blocks[place].role != .data { place += 1 }
        guard place < layout.blocks.count else { return .end }
        let block = layout.blocks[place]
        let count = Int(block.byteCount) + BlockHandle.trailerByteCount
        guard count <= StoredBlock.maximumByteCount else {
            throw RocksDBFault(.unsupported, at: block.offset, "\(block.role) of \(count) bytes is not looked into")
        }
        return .bytes(at: block.offset, count: count)
    }

    /// Reads the entry at a position in the block; returns its version, `nil` behind the last entry.
    private mutating func readEntry(
        at position: BlockEntryReader.Position,
        _ userKey: inout [UInt8]
    ) throws(RocksDBFault) -> EntryVersion? {
        let contents = self.contents
        do throws(FormatError) {
            var reader = BlockEntryReader(contents.bytes, resumingAt: position)
            guard let entry = try reader.next() else { return nil }
            self.position = reader.position
            guard entry.keyCount >= InternalKey.versionByteCount, entry.shared <= key.count else {
                throw FormatError("a key of \(entry.keyCount) bytes, fewer than a version has", at: entry.offset)
            }
            key.removeLast(key.count - entry.shared)
            unsafe contents.bytes.slice(entry.suffixStart, count: entry.suffixCount).withUnsafeBytes {
                unsafe key.append(contentsOf: $0)
            }
            valuePlace = entry.valueStart..<(entry.valueStart + entry.valueCount)
        } catch {
            throw contentFault(error)
        }
        guard key.count <= Self.maximumKeyByteCount else {
            throw RocksDBFault(
                .unsupported,
                at: blockOffset,
                "a key of \(key.count) bytes is longer than the \(Self.maximumKeyByteCount) that are looked into"
            )
        }
        let userCount = key.count - InternalKey.versionByteCount
        userKey.removeAll(keepingCapacity: true)
        userKey.append(contentsOf: key[..<userCount])
        return unsafe EntryVersion(packed: key.span.bytes.littleEndian(UInt64.self, uncheckedAt: userCount))
    }

    /// Offset of the block that is being read.
    private var blockOffset: UInt64 {
        guard let layout, layout.blocks.indices.contains(place) else { return 0 }
        return layout.blocks[place].offset
    }

    private func contentFault(_ error: FormatError) -> RocksDBFault {
        RocksDBFault(
            .tableBlock,
            at: blockOffset,
            "\(BlockRole.data): \(error.reason) (at byte \(error.offset) of its content)"
        )
    }

    /// Takes the block that was asked for; anything else is ignored.
    mutating func supply(_ bytes: RawSpan) throws(RocksDBFault) {
        guard let layout, position == nil, place < layout.blocks.count else { return }
        let block = layout.blocks[place]
        guard bytes.byteCount == Int(block.byteCount) + BlockHandle.trailerByteCount else { return }
        try contents.read(bytes, of: block, layout, by: decompressor)
        let contents = self.contents
        do throws(FormatError) {
            position = try BlockEntryReader(contents.bytes).position
        } catch {
            throw contentFault(error)
        }
        key.removeAll(keepingCapacity: true)
    }
}

extension BlockContents {
    /// Takes the content of a block, proved by its checksum and decompressed.
    ///
    /// - Throws: `RocksDBFault` with the rule `sst-block`, or `unsupported`.
    mutating func read(
        _ bytes: RawSpan,
        of block: TableLayout.Block,
        _ layout: TableLayout,
        by decompressor: any BlockDecompressor
    ) throws(RocksDBFault) {
        let stored = try StoredBlock(bytes, role: block.role, at: block.offset, of: layout.footer)
        if stored.compression == .none {
            copy(stored.stored)
        } else {
            guard !layout.hasCompressionDictionary else {
                throw RocksDBFault(.unsupported, at: block.offset, "\(block.role) compressed with a dictionary")
            }
            try decompress(stored, by: decompressor, role: block.role, at: block.offset, of: layout.footer)
        }
    }
}
