/// What a block of a table is for.
public enum BlockRole: UInt8, Sendable, CaseIterable {
    /// Keys and values.
    case data
    /// Says where the data blocks are, or the blocks of a partitioned index.
    case index
    /// One block of a partitioned index.
    case indexPartition
    /// A Bloom filter.
    case filter
    /// Says where the blocks of a partitioned filter are.
    case filterIndex
    /// One block of a partitioned filter.
    case filterPartition
    /// Prefixes of the hash index, and where their blocks are.
    case hashIndex
    /// Deletions of ranges of keys.
    case rangeDeletions
    /// A dictionary that the blocks are compressed with.
    case compressionDictionary
    /// The table's properties.
    case properties
    /// Says where the other blocks of this list are.
    case metaIndex
    /// A block of a later release.
    case other

    /// The role of a block by its name in the metaindex.
    init(metaBlockName name: String) {
        switch name {
        case "rocksdb.properties": self = .properties
        case "rocksdb.range_del": self = .rangeDeletions
        case "rocksdb.compression_dict": self = .compressionDictionary
        case "rocksdb.hashindex.prefixes", "rocksdb.hashindex.metadata": self = .hashIndex
        case "rocksdb.index": self = .index
        default:
            if name.hasPrefix("partitionedfilter.") {
                self = .filterIndex
            } else if name.hasPrefix("fullfilter.") || name.hasPrefix("filter.") {
                self = .filter
            } else {
                self = .other
            }
        }
    }
}

extension BlockRole: CustomStringConvertible {
    /// The role in the words of messages.
    public var description: String {
        switch self {
        case .data: "data block"
        case .index: "index block"
        case .indexPartition: "index partition"
        case .filter: "filter block"
        case .filterIndex: "filter index block"
        case .filterPartition: "filter partition"
        case .hashIndex: "hash index block"
        case .rangeDeletions: "range deletion block"
        case .compressionDictionary: "compression dictionary"
        case .properties: "properties block"
        case .metaIndex: "metaindex block"
        case .other: "block of unknown use"
        }
    }
}
