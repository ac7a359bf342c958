internal import ZeebeFormat

/// The entries of a data block are those of a plain reading, and a block is refused where the plain reading refuses it.
///
/// The block gets a table around it: without checksums, so that it is looked into whatever it holds.
enum RocksDBBlockTarget {
    static func run(_ block: RawSpan) throws(BrokenProperty) {
        let content = block.copy(0..<block.byteCount)
        let table = Self.table(around: content)
        try unsafe RocksDBTableTarget.run(table.span.bytes)
        let expected = PlainBlock(content)?.entries
        let found = try entries(of: table)
        try require(found == expected, "\(found?.count ?? -1) entries, a plain reading finds \(expected?.count ?? -1)")
    }

    /// A table with one data block.
    private static func table(around content: [UInt8]) -> [UInt8] {
        func handle(_ offset: Int, _ count: Int) -> [UInt8] { varint(offset) + varint(count) }
        let trailer: [UInt8] = [0, 0, 0, 0, 0]
        let oneRestart: [UInt8] = [0, 0, 0, 0, 1, 0, 0, 0]
        var table = content + trailer
        let data = handle(0, content.count)
        let index = [0, 1, UInt8(data.count), UInt8(ascii: "k")] + data + oneRestart
        let indexHandle = handle(table.count, index.count)
        table += index + trailer
        let metaIndexHandle = handle(table.count, oneRestart.count)
        table += oneRestart + trailer
        var footer = [0] + metaIndexHandle + indexHandle
        footer += [UInt8](repeating: 0, count: 41 - footer.count)
        return table + footer + [5, 0, 0, 0, 0xF7, 0xCF, 0xF4, 0x85, 0xB7, 0x41, 0xE2, 0x88]
    }

    private static func varint(_ number: Int) -> [UInt8] {
        number < 0x80 ? [UInt8(number)] : [UInt8(number & 0x7F) | 0x80] + varint(number >> 7)
    }

    /// Entries of the table's block as the scanner sees them; `nil` where it refuses it.
    private static func entries(of table: [UInt8]) throws(BrokenProperty) -> [PlainBlock.Entry]? {
        do throws(RocksDBFault) {
            var opener = TableOpener(fileSize: UInt64(table.count))
            while case .bytes(let offset, let count) = opener.demand {
                try unsafe opener.supply(table.span.bytes.extracting(Int(offset)..<Int(offset) + count))
            }
            guard let layout = opener.layout else { return nil }
            var scanner = TableScanner(layout, part: layout.whole, visitor: TableEntries())
            _ = unsafe scanner.consume(table.span.bytes)
            guard !scanner.scan.faults.contains(where: { $0.rule == .tableBlock }) else { return nil }
            let visitor = scanner.visitor
            return zip(visitor.entries, visitor.values).map {
                PlainBlock.Entry(userKey: $0.userKey, packed: $0.version.packed, value: $1)
            }
        } catch {
            throw BrokenProperty("a table around a block cannot be opened: \(error)")
        }
    }
}

/// The entries of a data block by the letter of partition-data §9.7: slow, and with the bounds checks of arrays.
struct PlainBlock {
    struct Entry: Equatable {
        var userKey: [UInt8]
        var packed: UInt64
        var value: [UInt8]
    }

    private(set) var entries: [Entry] = []

    init?(_ block: [UInt8]) {
        guard let (end, restarts) = Self.tail(of: block) else { return nil }
        var place = 0
        var key: [UInt8] = []
        var starts: [(offset: Int, isWhole: Bool)] = []
        while place < end {
            let start = place
            guard let shared = Self.varint(block, &place, end), let own = Self.varint(block, &place, end),
                let valueCount = Self.varint(block, &place, end), shared <= key.count,
                own + valueCount <= end - place
            else { return nil }
            key = Array(key.prefix(shared)) + block[place..<place + own]
            guard key.count >= 8 else { return nil }
            let packed = key.suffix(8).reversed().reduce(0) { $0 << 8 | UInt64($1) }
            let value = Array(block[place + own..<place + own + valueCount])
            place += own + valueCount
            let entry = Entry(userKey: key.dropLast(8), packed: packed, value: value)
            if let last = entries.last {
                let isAscending =
                    last.userKey.lexicographicallyPrecedes(entry.userKey)
                    || last.userKey == entry.userKey && last.packed > packed
                guard isAscending else { return nil }
            }
            starts.append((start, shared == 0))
            entries.append(entry)
        }
        guard Self.areRestarts(restarts, starts) else { return nil }
    }

    /// Where the entries end, and where their keys are whole.
    private static func tail(of block: [UInt8]) -> (end: Int, restarts: [Int])? {
        func word(_ place: Int) -> UInt32 { block[place..<place + 4].reversed().reduce(0) { $0 << 8 | UInt32($1) } }
        guard block.count >= 8 else { return nil }
        let last = word(block.count - 4)
        guard last >> 28 & 7 == 0 else { return nil }
        var end = block.count - 4
        if last >> 31 == 1 {
            guard block.count >= 10 else { return nil }
            end -= 2 + Int(block[end - 2]) + Int(block[end - 1]) << 8
        }
        let count = Int(last & 0x0FFF_FFFF)
        guard count > 0, count * 4 <= end else { return nil }
        end -= count * 4
        return (end, (0..<count).map { Int(word(end + $0 * 4)) })
    }

    /// Restart points begin with the block's start, ascend, and are entries with whole keys.
    private static func areRestarts(_ restarts: [Int], _ entries: [(offset: Int, isWhole: Bool)]) -> Bool {
        guard restarts.first == 0 else { return false }
        guard !entries.isEmpty else { return true }
        let whole = Set(entries.filter(\.isWhole).map(\.offset))
        return zip(restarts, restarts.dropFirst()).allSatisfy(<) && restarts.allSatisfy { whole.contains($0) }
    }

    private static func varint(_ block: [UInt8], _ place: inout Int, _ end: Int) -> Int? {
        var value = 0
        for shift in stride(from: 0, to: 35, by: 7) {
            guard place < end else { return nil }
            let byte = Int(block[place])
            place += 1
            value |= (byte & 0x7F) << shift
            guard byte < 0x80 else { continue }
            return value <= 0xFFFF_FFFF && (byte > 0 || shift == 0) ? value : nil
        }
        return nil
    }
}
