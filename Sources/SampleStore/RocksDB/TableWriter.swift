internal import Checksums

/// Writes a RocksDB table as Zeebe's brokers have them from 8.4 on: format version 5, XXH3, blocks of 32 KiB, hash index
/// over the column family, Bloom filter (partition-data §9.5 to §9.8).
///
/// Bytes go to the file in pieces, so that memory does not grow with the table, but for its index. The Bloom filter has the
/// size of a real one and lets every key pass: its hash function is RocksDB's own, and no verifier looks up keys.
struct TableWriter: ~Copyable {
    /// Bytes of a data block at most, unless a single entry has more.
    static let blockByteCount = 32 * 1024
    private static let pieceByteCount = 1 << 20
    private static let footerByteCount = 53
    private static let trailerByteCount = 5

    private let number: UInt64
    private let level: UInt32
    private let isCompressed: Bool
    private var file: OutputFile
    /// Bytes that are not in the file yet.
    private var piece = ByteSink(zeros: pieceByteCount + 2 * blockByteCount)
    private var fileOffset: UInt64 = 0
    private var checksum = CRC32C()

    private var block = BlockBuilder(restartInterval: 16, capacity: blockByteCount + 1024)
    private var compressor = LZ4Encoder()
    private var index = BlockBuilder(restartInterval: 1)
    private var prefixes = HashIndexPrefixes()
    private var properties = TablePropertyCounts()
    private var smallestKey: [UInt8] = []
    private var largestKey: [UInt8] = []
    private var smallestSequence = UInt64.max
    private var largestSequence: UInt64 = 0

    /// Creates the file of a table.
    ///
    /// - Parameter isCompressed: Whether data blocks are compressed by LZ4, where that makes them smaller by an eighth.
    init(
        number: UInt64,
        level: UInt32,
        isCompressed: Bool = false,
        creating path: String
    ) throws(SampleStoreError) {
        self.number = number
        self.level = level
        self.isCompressed = isCompressed
        file = try OutputFile(creating: path)
    }

    /// Bytes of the data blocks so far, the one under construction included.
    var dataByteCount: UInt64 { fileOffset + UInt64(piece.offset) + UInt64(block.byteCount) }

    /// Adds an entry; internal keys ascend, and no user key comes twice.
    mutating func add(_ key: [UInt8], _ value: [UInt8]) throws(SampleStoreError) {
        if block.entryCount > 0, block.byteCount + key.count + value.count + 16 > Self.blockByteCount {
            try endDataBlock()
        }
        block.add(key, value)
        prefixes.note(key, inBlock: index.entryCount)
        note(key, value)
    }

    private mutating func note(_ key: [UInt8], _ value: [UInt8]) {
        if properties.entryCount == 0 { smallestKey = key }
        let packed = unsafe UInt64(
            littleEndian: key.span.bytes.unsafeLoadUnaligned(fromByteOffset: key.count - 8, as: UInt64.self)
        )
        smallestSequence = min(smallestSequence, packed >> 8)
        largestSequence = max(largestSequence, packed >> 8)
        properties.entryCount += 1
        properties.deletionCount += packed & 0xFF == EntryKind.deletion.rawValue ? 1 : 0
        properties.keyByteCount += UInt64(key.count)
        properties.valueByteCount += UInt64(value.count)
    }

    private mutating func endDataBlock() throws(SampleStoreError) {
        largestKey = block.lastKey
        block.finish()
        let place = isCompressed ? try putCompressed() : try putBlock(block.content)
        // A user key that is not before any of the block, and before all of the next one.
        index.addIndexEntry(Array(largestKey.dropLast(8))) { place.put(to: &$0) }
        block.removeAll()
        if piece.offset >= Self.pieceByteCount { try flush() }
    }

    /// Ends the table and closes its file.
    mutating func finish() throws(SampleStoreError) -> TableFacts {
        if block.entryCount > 0 { try endDataBlock() }
        let tailStart = fileOffset + UInt64(piece.offset)
        properties.dataByteCount = tailStart
        properties.dataBlockCount = UInt64(index.entryCount)

        var metaIndex = BlockBuilder(restartInterval: 1)
        let filter = Self.filter(keys: properties.entryCount)
        properties.filterByteCount = UInt64(filter.offset)
        let filterPlace = try putBlock(filter)
        let (prefixContent, prefixMetadata) = prefixes.finish()
        let metadataPlace = try putBlock(prefixMetadata)
        let prefixPlace = try putBlock(prefixContent)
        index.finish()
        properties.indexByteCount = UInt64(index.content.offset + Self.trailerByteCount)
        let indexPlace = try putBlock(index.content)
        let propertiesPlace = try putBlock(properties.block(isCompressed: isCompressed, fileNumber: number))
        for (name, place) in [
            ("fullfilter.rocksdb.BuiltinBloomFilter", filterPlace), ("rocksdb.hashindex.metadata", metadataPlace),
            ("rocksdb.hashindex.prefixes", prefixPlace), ("rocksdb.properties", propertiesPlace),
        ] {
            var handle = ByteSink()
            place.put(to: &handle)
            metaIndex.add(Array(name.utf8), handle.bytes)
        }
        metaIndex.finish()
        try putFooter(metaIndex: try putBlock(metaIndex.content), index: indexPlace)
        try flush()
        try file.finish()
        return TableFacts(
            number: number,
            level: level,
            size: fileOffset,
            smallestKey: smallestKey,
            largestKey: largestKey,
            smallestSequence: smallestSequence,
            largestSequence: largestSequence,
            checksum: checksum.value,
            tailByteCount: fileOffset - tailStart
        )
    }

    // MARK: Blocks

    /// Where a block lies.
    private struct Place {
        let offset: UInt64
        let byteCount: Int

        func put(to sink: inout ByteSink) {
            sink.putVarint(offset)
            sink.putVarint(UInt64(byteCount))
        }
    }

    /// Appends a block as it is.
    private mutating func putBlock(_ content: ByteSink) throws(SampleStoreError) -> Place {
        if content.offset > Self.pieceByteCount { try flush() }
        let start = piece.offset
        piece.put(content)
        return endBlock(from: start, compression: 0)
    }

    /// Appends the data block compressed, or as it is where that does not pay.
    private mutating func putCompressed() throws(SampleStoreError) -> Place {
        let start = piece.offset
        piece.putVarint(UInt64(block.content.offset))
        let limit = block.content.offset - block.content.offset / 8
        guard compressor.encode(block.content, to: &piece), piece.offset - start < limit else {
            piece.seek(to: start)
            return try putBlock(block.content)
        }
        return endBlock(from: start, compression: 4)
    }

    /// Puts the trailer behind the content that begins at `start` of the piece.
    private mutating func endBlock(from start: Int, compression: UInt8) -> Place {
        let place = Place(offset: fileOffset + UInt64(start), byteCount: piece.offset - start)
        let hash = unsafe XXH3.checksum(of: piece.bytes.span.bytes.extracting(start..<piece.offset))
        piece.put(compression)
        piece.put(UInt32(truncatingIfNeeded: hash) ^ (UInt32(compression) &* 0x6B90_83D9))
        return place
    }

    private mutating func putFooter(metaIndex: Place, index: Place) throws(SampleStoreError) {
        let start = piece.offset
        piece.put(4 as UInt8)
        metaIndex.put(to: &piece)
        index.put(to: &piece)
        piece.putZeros(start + 41 - piece.offset)
        piece.put(5 as UInt32)
        piece.put(0x88E2_41B7_85F4_CFF7 as UInt64)
    }

    private mutating func flush() throws(SampleStoreError) {
        var checksum = checksum
        unsafe checksum.update(piece.bytes.span.bytes.extracting(0..<piece.offset))
        self.checksum = checksum
        try file.append(piece.written)
        fileOffset += UInt64(piece.offset)
        piece.seek(to: 0)
    }

    /// A Bloom filter of ten bits for each key, all of them set.
    private static func filter(keys: UInt64) -> ByteSink {
        let bits = Int(clamping: keys) * 10
        var filter = ByteSink([UInt8](repeating: 0xFF, count: max(1, (bits + 511) / 512) * 64))
        filter.seek(to: filter.bytes.count)
        // Marker of the newer filters, which of them, 6 probes in cache lines of 64 bytes, reserved.
        filter.put([0xFF, 0, 6, 0, 0])
        return filter
    }
}
