internal import ZeebeFormat

/// A table gives the same scan however its bytes arrive and from however much of its end it is opened; an intact one is the
/// same in parts, and its entries are those that a reader in the order of keys finds.
enum RocksDBTableTarget {
    static func run(_ bytes: RawSpan) throws(BrokenProperty) {
        let random = InputRandom(bytes)
        let layout: TableLayout
        do throws(RocksDBFault) {
            layout = try open(bytes, tailByteCount: nil)
        } catch {
            try require(error, isInside: bytes.byteCount)
            return try proveTail(bytes, nil, error)
        }
        try proveTail(bytes, layout, nil)
        try proveLayout(layout, byteCount: bytes.byteCount)
        let whole = scan(bytes, layout, [layout.whole], nil, TableEntries())
        let windows = scan(bytes, layout, [layout.whole], ChosenWindows(random), TableEntries())
        try require(whole.scan == windows.scan, "the scan in windows is another one: \(whole.scan), \(windows.scan)")
        try require(whole.visitor == windows.visitor, "the entries in windows are others")
        for fault in whole.scan.faults { try require(fault, isInside: bytes.byteCount) }
        // Entries of no interest are walked in another way.
        let unseen = scan(bytes, layout, [layout.whole], nil, NoTableVisitor()).scan
        try require(whole.scan == unseen, "the scan for nobody is another one: \(whole.scan), \(unseen)")
        try proveParts(bytes, layout, whole, random)
        var concluded = whole
        concluded.scan.conclude(layout, table: nil)
        for fault in concluded.scan.faults { try require(fault, isInside: bytes.byteCount) }
        try proveOrder(bytes, concluded)
    }

    private static func open(_ bytes: RawSpan, tailByteCount: UInt64?) throws(RocksDBFault) -> TableLayout {
        var opener = TableOpener(fileSize: UInt64(bytes.byteCount), tailByteCount: tailByteCount)
        while case .bytes(let offset, let count) = opener.demand {
            try opener.supply(bytes.extracting(Int(offset)..<Int(offset) + count))
        }
        guard let layout = opener.layout else { throw RocksDBFault(.tableBlock, at: 0, "no layout") }
        return layout
    }

    /// How much of the end is asked for first must not matter: the MANIFEST could say anything.
    private static func proveTail(
        _ bytes: RawSpan,
        _ layout: TableLayout?,
        _ fault: RocksDBFault?
    ) throws(BrokenProperty) {
        do throws(RocksDBFault) {
            let other = try open(bytes, tailByteCount: 60 * 1024)
            guard other.blocks != layout?.blocks || other.footer != layout?.footer else { return }
        } catch {
            guard error != fault else { return }
        }
        throw BrokenProperty("the table is another one when its end is read in another way")
    }

    private static func proveLayout(_ layout: TableLayout, byteCount: Int) throws(BrokenProperty) {
        var end: UInt64 = 0
        for block in layout.blocks {
            try require(
                block.offset >= end && block.end <= layout.footer.offset,
                "block \(block) in \(byteCount) bytes"
            )
            end = block.end
        }
        for size in [1, 64, 1000] as [UInt64] {
            let parts = layout.parts(ofAbout: size)
            try require(parts.first?.bytes.lowerBound == 0, "parts of \(size) do not begin with the file")
            try require(parts.last?.bytes.upperBound == UInt64(byteCount), "parts of \(size) do not end with the file")
            for (first, second) in zip(parts, parts.dropFirst()) {
                try require(
                    first.bytes.upperBound == second.bytes.lowerBound
                        && first.blocks.upperBound == second.blocks.lowerBound,
                    "parts of \(size) do not follow each other"
                )
            }
        }
    }

    private static func scan<Visitor: TableEntryVisitor>(
        _ bytes: RawSpan,
        _ layout: TableLayout,
        _ parts: [TablePart],
        _ windows: ChosenWindows?,
        _ visitor: Visitor
    ) -> (scan: TableScan, visitor: Visitor) {
        var windows = windows
        var visitor = visitor
        var joined: TableScan?
        for part in parts {
            var scanner = TableScanner(layout, part: part, visitor: visitor)
            while case .bytes(let needed) = scanner.demand {
                let start = Int(scanner.position)
                let left = Int(part.bytes.upperBound) - start
                let count = windows?.size(needed: needed, left: left) ?? left
                _ = scanner.consume(bytes.extracting(start..<start + count))
            }
            visitor = scanner.visitor
            if joined == nil { joined = scanner.scan } else { joined?.append(scanner.scan) }
        }
        return (joined ?? TableScan(), visitor)
    }

    private static func proveParts(
        _ bytes: RawSpan,
        _ layout: TableLayout,
        _ whole: (scan: TableScan, visitor: TableEntries),
        _ random: InputRandom
    ) throws(BrokenProperty) {
        let parts = scan(bytes, layout, layout.parts(ofAbout: 1), ChosenWindows(random), TableEntries())
        // Where keys run back between two blocks, a scan of the whole notices it in the second block, which is not counted.
        try require(
            parts.scan.isComplete == whole.scan.isComplete,
            "in parts: \(parts.scan.faults), as a whole: \(whole.scan.faults)"
        )
        guard whole.scan.faults.isEmpty else { return }
        try require(parts.scan == whole.scan, "the scan in parts is another one: \(whole.scan) and \(parts.scan)")
        try require(parts.visitor == whole.visitor, "the entries in parts are others")
    }

    /// A reader in the order of keys counts the same keys. It compares with the counts that the table states, too, so the
    /// scan must have been concluded.
    private static func proveOrder(
        _ bytes: RawSpan,
        _ whole: (scan: TableScan, visitor: TableEntries)
    ) throws(BrokenProperty) {
        let content: StateContent?
        do throws(RocksDBFault) {
            content = try count(bytes, whole.scan)
        } catch {
            try require(error, isInside: bytes.byteCount)
            try require(!whole.scan.isComplete, "the table is intact, but not in the order of keys: \(error)")
            return
        }
        guard whole.scan.faults.isEmpty, whole.visitor.rangeDeletionCount == 0 else { return }
        var present = 0
        var last: [UInt8]?
        for entry in whole.visitor.entries where entry.userKey != last {
            last = entry.userKey
            if !entry.version.type.isDeletion { present += 1 }
        }
        try require(
            (content?.entries ?? 0) == present,
            "\(content?.entries ?? 0) keys in their order, \(present) in the scan"
        )
    }

    private static func count(_ bytes: RawSpan, _ scan: TableScan) throws(RocksDBFault) -> StateContent? {
        guard let first = scan.firstKey, let last = scan.lastKey else { return nil }
        let table = LiveTable(
            columnFamily: 0,
            level: 0,
            number: 1,
            size: UInt64(bytes.byteCount),
            smallestKey: first,
            largestKey: last
        )
        var content = try StateContentScan(tables: [table])
        while case .bytes(_, let offset, let count) = content.demand {
            guard let start = Int(exactly: offset), start <= bytes.byteCount, count <= bytes.byteCount - start else {
                throw RocksDBFault(.tableBlock, at: offset, "bytes outside of the table are asked for")
            }
            try content.supply(bytes.extracting(start..<start + count))
        }
        return content.content
    }
}

/// Keeps keys and versions of all entries.
struct TableEntries: TableEntryVisitor, Equatable {
    struct Entry: Equatable {
        var userKey: [UInt8]
        var version: EntryVersion
    }

    private(set) var entries: [Entry] = []
    private(set) var values: [[UInt8]] = []
    private(set) var rangeDeletionCount = 0

    mutating func visit(_ userKey: RawSpan, version: EntryVersion, value: RawSpan) {
        entries.append(Entry(userKey: userKey.copy(0..<userKey.byteCount), version: version))
        values.append(value.copy(0..<value.byteCount))
    }

    mutating func visitRangeDeletion(from start: RawSpan, to end: RawSpan, sequence: UInt64) {
        rangeDeletionCount += 1
    }
}
