/// The names and places of a table's blocks other than data and index (partition-data §9.7).
struct MetaIndex {
    /// One of them.
    struct Block {
        let name: String
        let handle: BlockHandle
    }

    /// The most blocks that are taken; RocksDB writes up to ten.
    static let maximumBlockCount = 256

    /// The longest name that is taken; RocksDB's own have up to 50 bytes.
    static let maximumNameByteCount = 1024

    private(set) var blocks: [Block] = []

    /// Decodes the content of the metaindex block.
    init(_ content: RawSpan) throws(FormatError) {
        var reader = try BlockEntryReader(content)
        var name: [UInt8] = []
        while let place = try reader.next(key: &name) {
            guard blocks.count < Self.maximumBlockCount, name.count <= Self.maximumNameByteCount else {
                throw FormatError(
                    "more than \(Self.maximumBlockCount) names, or one of \(name.count) bytes",
                    at: place.lowerBound
                )
            }
            var cursor = ByteCursor(content, in: place)
            blocks.append(Block(name: String(decoding: name, as: UTF8.self), handle: try BlockHandle(&cursor)))
        }
    }
}
