/// Writes batches in the form of RocksDB's write-ahead log.
enum WriteBatchBytes {
    /// An entry, with its type and what stands behind it.
    struct Entry {
        var bytes: [UInt8]
        /// Whether the batch counts it, so that it has a sequence number.
        var isChange = true

        static func put(_ key: [UInt8], _ value: [UInt8], columnFamily: Int? = nil) -> Entry {
            Entry(bytes: type(1, 5, columnFamily) + slice(key) + slice(value))
        }

        static func delete(_ key: [UInt8], columnFamily: Int? = nil) -> Entry {
            Entry(bytes: type(0, 4, columnFamily) + slice(key))
        }

        static func singleDelete(_ key: [UInt8], columnFamily: Int? = nil) -> Entry {
            Entry(bytes: type(7, 8, columnFamily) + slice(key))
        }

        static func deleteRange(_ start: [UInt8], _ end: [UInt8], columnFamily: Int? = nil) -> Entry {
            Entry(bytes: type(15, 14, columnFamily) + slice(start) + slice(end))
        }

        static func merge(_ key: [UInt8], _ value: [UInt8], columnFamily: Int? = nil) -> Entry {
            Entry(bytes: type(2, 6, columnFamily) + slice(key) + slice(value))
        }

        static func logData(_ bytes: [UInt8]) -> Entry { Entry(bytes: [3] + slice(bytes), isChange: false) }

        static let noop = Entry(bytes: [13], isChange: false)

        private static func type(_ plain: UInt8, _ withFamily: UInt8, _ columnFamily: Int?) -> [UInt8] {
            columnFamily.map { [withFamily] + TableBytes.varint($0) } ?? [plain]
        }

        private static func slice(_ bytes: [UInt8]) -> [UInt8] { TableBytes.varint(bytes.count) + bytes }
    }

    /// A batch of entries; `count` states another number of changes than there are.
    static func batch(_ sequence: UInt64, _ entries: [Entry], count: Int? = nil) -> [UInt8] {
        let count = count ?? entries.count { $0.isChange }
        return LogFrameTests.littleEndian(sequence) + LogFrameTests.littleEndian(UInt32(count))
            + entries.flatMap(\.bytes)
    }
}
