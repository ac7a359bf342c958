import ZeebeFormat

/// Writes small tables in RocksDB's form, so that tests can break what real ones never do.
enum TableBytes {
    struct Entry {
        var userKey: [UInt8]
        var version: EntryVersion
        var value: [UInt8]
    }

    /// Entries in the order of keys, in Zeebe's kind of keys.
    static func entries(_ count: Int) -> [Entry] {
        (0..<count).map { number in
            let family = withUnsafeBytes(of: UInt64(number % 2 == 0 ? 0 : 16).bigEndian) { Array($0) }
            let rest = withUnsafeBytes(of: UInt32(number).bigEndian) { Array($0) }
            return Entry(
                userKey: family + rest,
                version: EntryVersion(sequence: UInt64(1000 + number), type: number % 7 == 3 ? .deletion : .value),
                value: number % 7 == 3 ? [] : [UInt8](repeating: UInt8(truncatingIfNeeded: number), count: number % 40)
            )
        }
        .sorted { $0.userKey.lexicographicallyPrecedes($1.userKey) }
    }

    static func varint(_ value: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        var value = UInt64(value)
        while value >= 0x80 {
            bytes.append(UInt8(value & 0x7F) | 0x80)
            value >>= 7
        }
        return bytes + [UInt8(value)]
    }

    /// A block of keys and values; every fourth entry is a restart point.
    static func block(_ pairs: [(key: [UInt8], value: [UInt8])]) -> [UInt8] {
        var bytes: [UInt8] = []
        var restarts: [Int] = []
        var previous: [UInt8] = []
        for (place, pair) in pairs.enumerated() {
            let isRestart = place % 4 == 0
            if isRestart { restarts.append(bytes.count) }
            let shared = isRestart ? 0 : zip(previous, pair.key).prefix { $0 == $1 }.count
            bytes += varint(shared) + varint(pair.key.count - shared) + varint(pair.value.count)
            bytes += pair.key[shared...] + pair.value
            previous = pair.key
        }
        if restarts.isEmpty { restarts = [0] }
        for restart in restarts { bytes += LogFrameTests.littleEndian(UInt32(restart)) }
        return bytes + LogFrameTests.littleEndian(UInt32(restarts.count))
    }

    static func internalKey(_ entry: Entry) -> [UInt8] {
        entry.userKey + LogFrameTests.littleEndian(entry.version.packed)
    }

    /// Writes a table of format version 5.
    ///
    /// - Parameter change: May replace the content of a block before it is written: 0 a data block, 1 the index, 2 the
    ///   properties, 3 the metaindex, 4 the range deletions.
    static func make(
        _ entries: [Entry],
        blockEntryCount: Int,
        checksum: BlockChecksumType = .xxh3,
        rangeDeletions: [(start: [UInt8], end: [UInt8], sequence: UInt64)] = [],
        change: (Int, [UInt8]) -> [UInt8] = { _, content in content }
    ) -> [UInt8] {
        var file: [UInt8] = []
        func write(_ role: Int, _ content: [UInt8]) -> [UInt8] {
            let content = change(role, content)
            let handle = varint(file.count) + varint(content.count)
            file += content + [0]
            let covered = content + [0]
            file += LogFrameTests.littleEndian(checksum.value(ofContentAndType: covered.span.bytes))
            return handle
        }
        var index: [(key: [UInt8], value: [UInt8])] = []
        for start in stride(from: 0, to: entries.count, by: blockEntryCount) {
            let group = entries[start..<min(start + blockEntryCount, entries.count)].map {
                (key: internalKey($0), value: $0.value)
            }
            index.append((group.last?.key ?? [], write(0, block(group))))
        }
        let indexHandle = write(1, block(index))
        let properties = write(
            2,
            block([
                (Array("rocksdb.num.data.blocks".utf8), varint(index.count)),
                (Array("rocksdb.num.entries".utf8), varint(entries.count + rangeDeletions.count)),
                (Array("rocksdb.num.range-deletions".utf8), varint(rangeDeletions.count)),
            ])
        )
        var metaBlocks = [(key: Array("rocksdb.properties".utf8), value: properties)]
        if !rangeDeletions.isEmpty {
            let deletions = block(
                rangeDeletions.map {
                    let version = EntryVersion(sequence: $0.sequence, type: .rangeDeletion)
                    return ($0.start + LogFrameTests.littleEndian(version.packed), $0.end)
                }
            )
            metaBlocks.append((Array("rocksdb.range_del".utf8), write(4, deletions)))
        }
        let metaIndex = write(3, block(metaBlocks))
        var footer = [checksum.rawValue] + metaIndex + indexHandle
        footer += [UInt8](repeating: 0, count: 41 - footer.count)
        return file + footer + LogFrameTests.littleEndian(UInt32(5))
            + LogFrameTests.littleEndian(0x88E2_41B7_85F4_CFF7 as UInt64)
    }

    static func make(
        entryCount: Int,
        blockEntryCount: Int,
        checksum: BlockChecksumType = .xxh3,
        change: (Int, [UInt8]) -> [UInt8] = { _, content in content }
    ) -> [UInt8] {
        make(entries(entryCount), blockEntryCount: blockEntryCount, checksum: checksum, change: change)
    }
}
