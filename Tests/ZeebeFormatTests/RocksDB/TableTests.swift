import Testing
import ZeebeFormat

@Suite("RocksDB: tables")
struct TableTests {
    private func faults(_ bytes: [UInt8], table: LiveTable? = nil) -> [RocksDBFault] {
        scanTable(bytes, table: table, visitor: NoTableVisitor()).scan.faults
    }

    /// Changes the first block of a role; blocks of others stay.
    private func changing(_ role: Int, _ change: @escaping ([UInt8]) -> [UInt8]) -> (Int, [UInt8]) -> [UInt8] {
        var isDone = false
        return { place, content in
            guard place == role, !isDone else { return content }
            isDone = true
            return change(content)
        }
    }

    @Test("an intact table has no fault, and every entry is seen in order")
    func intact() {
        let entries = TableBytes.entries(50)
        let table = TableBytes.make(entries, blockEntryCount: 7)
        let (scan, visitor) = scanTable(table, visitor: EntryCollector())
        #expect(scan.faults == [])
        #expect(scan.entryCount == 50)
        #expect(scan.dataBlockCount == 8)
        #expect(scan.blockCount == 11)
        #expect(visitor.newest.count == 50)
        for entry in entries { #expect(visitor.newest[entry.userKey]?.value == entry.value) }
    }

    @Test("keys out of order, inside of a block or across two: sst-block", arguments: [(3, 4), (6, 7), (2, 20)])
    func order(_ one: Int, _ other: Int) {
        var entries = TableBytes.entries(50)
        entries.swapAt(one, other)
        let found = faults(TableBytes.make(entries, blockEntryCount: 7))
        #expect(found.map(\.rule) == [.tableBlock])
        #expect(found.allSatisfy { $0.detail.hasPrefix("data block: a key is not behind") })
    }

    @Test("keys out of order across two parts that are read apart: sst-block")
    func orderOfParts() {
        var entries = TableBytes.entries(14)
        entries.swapAt(6, 7)
        let table = TableBytes.make(entries, blockEntryCount: 7)
        let scan = scanTable(table, visitor: NoTableVisitor(), partByteCount: 1).scan
        #expect(scan.faults.map(\.rule) == [.tableBlock])
    }

    @Test(
        "versions of one key: the newer first, and none twice",
        arguments: [(9, 5, true), (5, 9, false), (5, 5, false)]
    )
    func versions(_ first: UInt64, _ second: UInt64, _ isRight: Bool) {
        let key = Array("12345678".utf8)
        let entries = [first, second].map {
            TableBytes.Entry(userKey: key, version: EntryVersion(sequence: $0, type: .value), value: [1])
        }
        for blockEntryCount in [1, 2] {
            #expect(faults(TableBytes.make(entries, blockEntryCount: blockEntryCount)).isEmpty == isRight)
        }
    }

    @Test("a key in front of a longer one that begins with it is in order, however much of them is shared")
    func prefixes() {
        let keys: [[UInt8]] = [
            [], [1], [1, 0], [1, 0, 0], [1, 1, 9, 0, 0, 0, 0, 0, 0, 1], [1, 1, 9, 0, 0, 0, 0, 0, 0, 1, 0],
        ]
        let entries = keys.map {
            TableBytes.Entry(userKey: $0, version: EntryVersion(sequence: 0, type: .value), value: [])
        }
        for blockEntryCount in 1...6 {
            #expect(faults(TableBytes.make(entries, blockEntryCount: blockEntryCount)) == [])
        }
        for blockEntryCount in 1...6 {
            let found = faults(TableBytes.make(entries.reversed(), blockEntryCount: blockEntryCount))
            #expect(found.map(\.rule) == [.tableBlock])
        }
    }

    @Test("fewer or more entries or blocks than the properties state: sst-block")
    func counts() {
        for (name, value) in [("rocksdb.num.entries", 51), ("rocksdb.num.data.blocks", 9)] {
            let change = changing(2) { _ in TableBytes.block([(Array(name.utf8), TableBytes.varint(value))]) }
            let found = faults(TableBytes.make(entryCount: 50, blockEntryCount: 7, change: change))
            #expect(found.map(\.rule) == [.tableBlock])
            #expect(found.first?.detail.contains("\(value) ") == true)
        }
    }

    @Test("a data block that no entry of the index names: sst-gap, as its entries are missing sst-block")
    func gap() {
        let change = changing(1) { _ in
            let key = [UInt8](repeating: 0xFF, count: 16)
            return TableBytes.block([(key, TableBytes.varint(0) + TableBytes.varint(10))])
        }
        let table = TableBytes.make(entryCount: 50, blockEntryCount: 7, change: change)
        #expect(faults(table).map(\.rule) == [.tableBlock, .tableGap])
        let layout = try? openTable(table)
        #expect(layout?.gap?.rule == .tableGap)
        #expect(layout?.gap?.offset == 15)
    }

    @Test("blocks that overlap, lie behind the footer or out of order: sst-block")
    func places() {
        for handles in [[(0, 20), (10, 20)], [(0, 100_000)], [(Int.max, 20)], [(100, 20), (0, 20)]] {
            let change = changing(1) { _ in
                TableBytes.block(
                    handles.enumerated().map {
                        ([UInt8($0.offset)], TableBytes.varint($0.element.0) + TableBytes.varint($0.element.1))
                    }
                )
            }
            let table = TableBytes.make(entryCount: 50, blockEntryCount: 7, change: change)
            #expect(faults(table).map(\.rule) == [.tableBlock])
        }
    }

    @Test("restart points that are no entries, and hash indexes that do not fit: sst-block")
    func restarts() {
        let changes: [([UInt8]) -> [UInt8]] = [
            { $0.dropLast(8) + [1, 0, 0, 0] + $0.suffix(4) },
            { $0.dropLast(4) + [0, 0, 0, 0] },
            { $0.dropLast(4) + [255, 255, 0, 0] },
            { $0.dropLast(4) + [2, 0, 0, 0x80] },
            { $0.dropLast(4) + [2, 0, 0, 0x10] },
            { _ in [1, 0, 0] },
            { _ in [] },
        ]
        for change in changes {
            let table = TableBytes.make(entryCount: 50, blockEntryCount: 7, change: changing(0, change))
            #expect(faults(table).map(\.rule) == [.tableBlock])
        }
    }

    @Test("bounds and sequences other than those of the MANIFEST: sst-bounds, a warning")
    func bounds() throws {
        let entries = TableBytes.entries(50)
        let bytes = TableBytes.make(entries, blockEntryCount: 7)
        let first = try #require(entries.first)
        let last = try #require(entries.last)
        var table = LiveTable(
            columnFamily: 0,
            level: 0,
            number: 8,
            size: UInt64(bytes.count),
            smallestKey: try #require(InternalKey(TableBytes.internalKey(first))),
            largestKey: try #require(InternalKey(TableBytes.internalKey(last)))
        )
        table.sequences = 1000...1049
        #expect(faults(bytes, table: table) == [])
        table.sequences = 1000...1050
        #expect(faults(bytes, table: table).map(\.rule) == [.tableBounds])
        table.sequences = 1000...1049
        table.smallestKey = table.largestKey
        #expect(faults(bytes, table: table).map(\.rule) == [.tableBounds])
        #expect(Rule.tableBounds.severity == .warning)
    }

    @Test("a footer of a newer version with its mark is unsupported only where its checksum is right")
    func newerVersion() {
        let table = TableBytes.make(entryCount: 5, blockEntryCount: 7)
        for (version, rule) in [(7, Rule.tableBlock), (6, .tableBlock), (0, .tableBlock)] as [(UInt8, Rule)] {
            var changed = table
            changed[changed.count - 12] = version
            #expect(faults(changed).map(\.rule) == [rule])
        }
        var footer = [UInt8](repeating: 0, count: 53)
        footer[0] = 4
        footer.replaceSubrange(1..<5, with: [0x3E, 0, 0x7A, 0])
        footer[41] = 7
        footer.replaceSubrange(45..<53, with: [0xF7, 0xCF, 0xF4, 0x85, 0xB7, 0x41, 0xE2, 0x88])
        let checksum = BlockChecksumType.xxh3.value(ofContentAndType: footer.span.bytes)
        footer.replaceSubrange(5..<9, with: LogFrameTests.littleEndian(checksum))
        #expect(faults(footer).map(\.rule) == [.unsupported])
        footer[41] = 6
        #expect(faults(footer).map(\.rule) == [.tableBlock])
    }

    @Test("entries of other types are unsupported, not damage")
    func types() {
        var entries = TableBytes.entries(10)
        entries[4].version = EntryVersion(sequence: 9, type: .merge)
        #expect(faults(TableBytes.make(entries, blockEntryCount: 3)).map(\.rule) == [.unsupported])
    }

    @Test("the parts of a table cover it, each byte once")
    func parts() throws {
        let table = TableBytes.make(entryCount: 50, blockEntryCount: 7)
        let layout = try openTable(table)
        for byteCount in [1, 100, 333, 100_000] as [UInt64] {
            let parts = layout.parts(ofAbout: byteCount)
            #expect(parts.first?.bytes.lowerBound == 0)
            #expect(parts.last?.bytes.upperBound == UInt64(table.count))
            for (one, next) in zip(parts, parts.dropFirst()) {
                #expect(one.bytes.upperBound == next.bytes.lowerBound)
                #expect(one.blocks.upperBound == next.blocks.lowerBound)
            }
            #expect(parts.last?.blocks.upperBound == layout.blocks.count)
        }
    }

    @Test("an opener that reads little at first asks for the rest, and finds the same")
    func smallTail() throws {
        let table = TableBytes.make(entryCount: 9000, blockEntryCount: 3)
        let layout = try openTable(table)
        var opener = TableOpener(fileSize: UInt64(table.count))
        var demands = 0
        while case .bytes(let offset, let count) = opener.demand {
            demands += 1
            try opener.supply(table.span.bytes.extracting(Int(offset)..<(Int(offset) + count)))
        }
        #expect(demands > 1)
        #expect(opener.layout?.blocks == layout.blocks)
        #expect(layout.dataBlockCount == 3000)
    }
}
