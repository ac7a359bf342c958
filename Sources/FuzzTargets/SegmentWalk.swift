internal import Checksums
internal import ZeebeFormat

/// What came of one scan of a segment file.
struct SegmentWalk: Equatable {
    /// One entry as the visitor saw it.
    struct Entry: Equatable {
        var entry: RaftEntry
        var index: Int64
        var offset: Int64
        var byteCount: Int
        var checksum: UInt32
    }

    var scan: SegmentScan
    var entries: [Entry]

    /// How the file is cut into windows.
    enum Windows {
        /// Everything from the position to the end of the file.
        case largest
        /// What the scanner asks for, or a little more, as the generator wants.
        case chosen(by: InputRandom)
    }

    private struct Collector: JournalEntryVisitor {
        var entries: [Entry] = []

        mutating func visit(_ entry: RaftEntry, index: Int64, data: RawSpan, at offset: Int64) {
            let checksum = CRC32C.checksum(of: data)
            entries.append(
                Entry(entry: entry, index: index, offset: offset, byteCount: data.byteCount, checksum: checksum)
            )
        }
    }

    /// Scans `file` and proves that the scanner asks for bytes of the file only, and comes to an end.
    init(
        _ file: RawSpan,
        windows: Windows,
        target: SegmentScanTarget,
        recordLimit: Int = SegmentScanner<NoVisitor>.maximumRecordByteCount
    ) throws(BrokenProperty) {
        let count = file.byteCount
        var scanner = SegmentScanner(
            fileSize: Int64(count),
            target: target,
            visitor: Collector(),
            recordLimit: recordLimit
        )
        var demand = scanner.firstDemand
        var steps = 0
        var windows = windows
        while case .bytes(let needed) = demand {
            let start = Int(scanner.position)
            try require((0...count).contains(start), "position \(start) in a file of \(count) bytes")
            try require(
                needed >= 1 && needed <= count - start,
                "\(needed) bytes are asked for from \(start) on, of \(count)"
            )
            steps += 1
            try require(steps <= 2 * count + 2, "the scan does not come to an end")
            let window = file.copy(start..<(start + windows.size(needed: needed, available: count - start)))
            demand = unsafe scanner.consume(window.span.bytes)
        }
        scan = scanner.scan
        entries = scanner.visitor.entries
    }
}

extension SegmentWalk.Windows {
    fileprivate mutating func size(needed: Int, available: Int) -> Int {
        guard case .chosen(var random) = self else { return available }
        defer { self = .chosen(by: random) }
        switch Int.random(in: 0..<4, using: &random) {
        case 0, 1: return needed
        case 2: return min(available, needed + Int.random(in: 0..<64, using: &random))
        default: return Int.random(in: needed...available, using: &random)
        }
    }
}
