/// The entries of one table, a data block at a time, without I/O.
struct TableKeySource: SortedEntrySource {
    /// The user key of the entry.
    private(set) var userKey: [UInt8] = []

    /// Sequence number and type of the entry.
    private(set) var version = EntryVersion(packed: 0)

    /// The longest key that is looked into, in bytes; those of Zeebe have a few hundred.
    static let maximumKeyByteCount = 64 * 1024

    private let layout: TableLayout
    private let decompressor: any BlockDecompressor
    /// The block that is wanted or being read, as a place in the layout.
    private var place = 0
    private var contents = BlockContents()
    private var position: BlockEntryReader.Position?
    /// The whole key, of which `userKey` is the front.
    private var key: [UInt8] = []
    /// Place of the value in the content of the block.
    private var valuePlace = 0..<0

    /// Creates a source that stands in front of the first entry.
    init(_ layout: TableLayout, decompressor: any BlockDecompressor = BuiltInDecompressor()) {
        self.layout = layout
        self.decompressor = decompressor
    }

    /// A copy of the value of the entry.
    var value: [UInt8] {
        let contents = self.contents
        return contents.bytes.extracting(valuePlace).copied
    }

    /// Moves to the next entry.
    mutating func advance() throws(RocksDBFault) -> SortedEntryStep {
        if let position {
            if try readEntry(at: position) { return .entry }
            self.position = nil
            place += 1
        }
        while place < layout.blocks.count, layout.blocks[place].role != .data { place += 1 }
        guard place < layout.blocks.count else { return .end }
        let block = layout.blocks[place]
        let count = Int(block.byteCount) + BlockHandle.trailerByteCount
        guard count <= StoredBlock.maximumByteCount else {
            throw RocksDBFault(.unsupported, at: block.offset, "\(block.role) of \(count) bytes is not looked into")
        }
        return .bytes(at: block.offset, count: count)
    }

    /// Reads the entry at a position in the block; returns whether there is one.
    private mutating func readEntry(at position: BlockEntryReader.Position) throws(RocksDBFault) -> Bool {
        let contents = self.contents
        do throws(FormatError) {
            var reader = BlockEntryReader(contents.bytes, resumingAt: position)
            guard let place = try reader.next(key: &key) else { return false }
            valuePlace = place
            self.position = reader.position
            guard key.count >= InternalKey.versionByteCount else {
                throw FormatError("a key of \(key.count) bytes, fewer than a version has", at: 0)
            }
        } catch {
            throw contentFault(error)
        }
        guard key.count <= Self.maximumKeyByteCount else {
            throw RocksDBFault(
                .unsupported,
                at: layout.blocks[place].offset,
                "a key of \(key.count) bytes is longer than the \(Self.maximumKeyByteCount) that are looked into"
            )
        }
        let userCount = key.count - InternalKey.versionByteCount
        version = unsafe EntryVersion(packed: key.span.bytes.littleEndian(UInt64.self, uncheckedAt: userCount))
        userKey.removeAll(keepingCapacity: true)
        userKey.append(contentsOf: key[..<userCount])
        return true
    }

    private func contentFault(_ error: FormatError) -> RocksDBFault {
        let block = layout.blocks[place]
        return RocksDBFault(
            .tableBlock,
            at: block.offset,
            "\(block.role): \(error.reason) (at byte \(error.offset) of its content)"
        )
    }

    /// Takes the block that was asked for; anything else is ignored.
    mutating func supply(_ bytes: RawSpan) throws(RocksDBFault) {
        guard position == nil, place < layout.blocks.count else { return }
        let block = layout.blocks[place]
        guard bytes.byteCount == Int(block.byteCount) + BlockHandle.trailerByteCount else { return }
        let stored = try StoredBlock(bytes, role: block.role, at: block.offset, of: layout.footer)
        if stored.compression == .none {
            contents.copy(stored.stored)
        } else {
            guard !layout.hasCompressionDictionary else {
                throw RocksDBFault(.unsupported, at: block.offset, "\(block.role) compressed with a dictionary")
            }
            try contents.decompress(stored, by: decompressor, role: block.role, at: block.offset, of: layout.footer)
        }
        let contents = self.contents
        do throws(FormatError) {
            position = try BlockEntryReader(contents.bytes).position
        } catch {
            throw contentFault(error)
        }
        key.removeAll(keepingCapacity: true)
    }
}
