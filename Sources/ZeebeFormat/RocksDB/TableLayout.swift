/// Where everything in a table is, proved as far as the table's last bytes prove it (partition-data §9.8, steps 1 to 4).
///
/// Takes 16 bytes of memory for each block.
public struct TableLayout: Sendable {
    /// The place and use of one block.
    public struct Block: Equatable, Sendable {
        /// Offset in bytes of the content.
        public let offset: UInt64
        /// Number of bytes of the content as it is stored.
        public let byteCount: UInt32
        /// What it is for.
        public let role: BlockRole

        /// Offset just past the trailer.
        public var end: UInt64 { offset + UInt64(byteCount) + UInt64(BlockHandle.trailerByteCount) }
    }

    /// Size of the file in bytes.
    public let fileSize: UInt64

    /// The footer.
    public let footer: TableFooter

    /// The properties.
    public let properties: TableProperties

    /// All blocks in the order of the file; they do not overlap.
    public let blocks: [Block]

    /// Names of the blocks in the metaindex, in its order.
    public let metaBlockNames: [String]

    /// The first bytes in front of the footer that belong to no block, with the rule `sst-gap`.
    public let gap: RocksDBFault?

    /// Number of data blocks that the index names.
    public let dataBlockCount: Int

    /// Whether compressed blocks need a dictionary to be decompressed.
    let hasCompressionDictionary: Bool

    /// The most blocks that are taken of a file of `fileSize` bytes: Zeebe's data blocks have 32 KiB.
    static func maximumBlockCount(fileSize: UInt64) -> Int { Int(min(fileSize / 256, 1 << 32)) + 4096 }

    /// Joins blocks to a layout.
    ///
    /// - Throws: `RocksDBFault` with the rule `sst-block` when blocks overlap.
    init(
        fileSize: UInt64,
        footer: TableFooter,
        properties: TableProperties,
        metaBlockNames: [String],
        blocks unsorted: [Block]
    ) throws(RocksDBFault) {
        let blocks = unsorted.sorted { $0.offset < $1.offset }
        var end: UInt64 = 0
        var gap: RocksDBFault?
        var dataBlockCount = 0
        for block in blocks {
            guard block.offset >= end else {
                throw RocksDBFault(
                    .tableBlock,
                    at: block.offset,
                    "\(block.role) of \(block.byteCount) bytes begins inside the block in front of it, which ends at \(end)"
                )
            }
            if block.offset > end, gap == nil { gap = Self.gap(from: end, to: block.offset) }
            if block.role == .data { dataBlockCount += 1 }
            end = block.end
        }
        if footer.offset > end, gap == nil { gap = Self.gap(from: end, to: footer.offset) }
        self.fileSize = fileSize
        self.footer = footer
        self.properties = properties
        self.metaBlockNames = metaBlockNames
        self.blocks = blocks
        self.gap = gap
        self.dataBlockCount = dataBlockCount
        self.hasCompressionDictionary = blocks.contains { $0.role == .compressionDictionary }
    }

    private static func gap(from start: UInt64, to end: UInt64) -> RocksDBFault {
        RocksDBFault(.tableGap, at: start, "\(end - start) bytes belong to no block")
    }
}

/// A part of a table that one task reads: whole blocks, and the bytes between them.
public struct TablePart: Equatable, Sendable {
    /// Places in `TableLayout.blocks`.
    public let blocks: Range<Int>
    /// The bytes of the file: those of a table's parts follow each other from the first byte of the file to its last.
    public let bytes: Range<UInt64>
}

extension TableLayout {
    /// The whole table as one part.
    public var whole: TablePart { TablePart(blocks: 0..<blocks.count, bytes: 0..<fileSize) }

    /// Divides the table into parts of about so many bytes, in the order of the file.
    public func parts(ofAbout byteCount: UInt64) -> [TablePart] {
        var parts: [TablePart] = []
        var firstBlock = 0
        var start: UInt64 = 0
        for (place, block) in blocks.enumerated() where block.end - start >= byteCount && place + 1 < blocks.count {
            parts.append(TablePart(blocks: firstBlock..<(place + 1), bytes: start..<block.end))
            firstBlock = place + 1
            start = block.end
        }
        parts.append(TablePart(blocks: firstBlock..<blocks.count, bytes: start..<fileSize))
        return parts
    }
}
