import ZeebeFormat

extension StateContentScan {
    /// Counts what is present in tables that are held in memory.
    static func content(
        of tables: [LiveTable],
        decompressor: any BlockDecompressor = BuiltInDecompressor(),
        bytes: (UInt64) -> [UInt8]?
    ) throws(RocksDBFault) -> StateContent {
        var scan = try StateContentScan(tables: tables, decompressor: decompressor)
        while case .bytes(let chain, let offset, let count) = scan.demand {
            let bytes = scan.table(ofChain: chain).flatMap { bytes($0.number) } ?? []
            guard let start = Int(exactly: offset), start + count <= bytes.count else {
                throw RocksDBFault(.tableBlock, at: offset, "the table ends before")
            }
            try scan.supply(bytes.span.bytes.extracting(start..<(start + count)))
        }
        guard let content = scan.content else { throw RocksDBFault(.tableBlock, at: 0, "no content") }
        return content
    }
}

extension LiveTable {
    /// A table of level 0 that may have any keys from `first` to `last`.
    static func spanning(
        _ bytes: [UInt8],
        number: UInt64,
        level: UInt32 = 0,
        from first: [UInt8] = [],
        to last: [UInt8] = [UInt8](repeating: 0xFF, count: 40)
    ) -> LiveTable {
        func key(_ userKey: [UInt8], _ version: EntryVersion) -> InternalKey {
            let bytes = userKey + withUnsafeBytes(of: version.packed.littleEndian) { Array($0) }
            guard let key = InternalKey(bytes) else { fatalError("a version has eight bytes") }
            return key
        }
        return LiveTable(
            columnFamily: 0,
            level: level,
            number: number,
            size: UInt64(bytes.count),
            smallestKey: key(first, EntryVersion(sequence: 1 << 50, type: .value)),
            largestKey: key(last, EntryVersion(sequence: 0, type: .value))
        )
    }
}
