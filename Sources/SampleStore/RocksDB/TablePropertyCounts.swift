/// What a table says about itself (partition-data §9.7).
struct TablePropertyCounts: Sendable {
    var entryCount: UInt64 = 0
    var deletionCount: UInt64 = 0
    var keyByteCount: UInt64 = 0
    var valueByteCount: UInt64 = 0
    var dataByteCount: UInt64 = 0
    var dataBlockCount: UInt64 = 0
    var filterByteCount: UInt64 = 0
    var indexByteCount: UInt64 = 0

    /// Returns the content of the properties block, names ascending.
    func block(isCompressed: Bool, fileNumber: UInt64) -> ByteSink {
        var block = BlockBuilder(restartInterval: .max)
        func text(_ name: String, _ value: String) { block.add(Array("rocksdb.\(name)".utf8), Array(value.utf8)) }
        func number(_ name: String, _ value: UInt64) {
            var sink = ByteSink()
            sink.putVarint(value)
            block.add(Array("rocksdb.\(name)".utf8), sink.bytes)
        }
        // Hash search; the only number that is not of variable length.
        block.add(Array("rocksdb.block.based.table.index.type".utf8), [1, 0, 0, 0])
        text("block.based.table.prefix.filtering", "1")
        text("block.based.table.whole.key.filtering", "1")
        number("column.family.id", 0)
        text("column.family.name", "default")
        text("comparator", "leveldb.BytewiseComparator")
        text("compression", isCompressed ? "LZ4" : "NoCompression")
        number("data.size", dataByteCount)
        number("deleted.keys", deletionCount)
        text("filter.policy", "bloomfilter")
        number("filter.size", filterByteCount)
        number("fixed.key.length", 0)
        number("format.version", 5)
        number("index.key.is.user.key", 1)
        number("index.size", indexByteCount)
        number("index.value.is.delta.encoded", 1)
        number("merge.operands", 0)
        text("merge.operator", "nullptr")
        number("num.data.blocks", dataBlockCount)
        number("num.entries", entryCount)
        number("num.filter_entries", entryCount)
        number("num.range-deletions", 0)
        number("original.file.number", fileNumber)
        text("prefix.extractor.name", "rocksdb.FixedPrefix.8")
        text("property.collectors", "[]")
        number("raw.key.size", keyByteCount)
        number("raw.value.size", valueByteCount)
        number("tail.start.offset", dataByteCount)
        block.finish()
        return block.content
    }
}
