/// Entries in the order of keys, of which one at a time is looked at: a table, or what stands for one.
public protocol SortedEntrySource {
    /// The user key of the entry.
    var userKey: [UInt8] { get }

    /// Sequence number and type of the entry.
    var version: EntryVersion { get }

    /// Moves to the next entry.
    ///
    /// - Throws: `RocksDBFault` when the bytes are not those of entries.
    mutating func advance() throws(RocksDBFault) -> SortedEntryStep

    /// Takes the bytes that the last step asked for.
    ///
    /// - Throws: `RocksDBFault` when they are damaged, or in a form that is not known.
    mutating func supply(_ bytes: RawSpan) throws(RocksDBFault)
}

/// Where a source of entries is.
public enum SortedEntryStep: Equatable, Sendable {
    /// At an entry.
    case entry
    /// In need of exactly these bytes of its file; when they are supplied, it must be moved again.
    case bytes(at: UInt64, count: Int)
    /// Behind the last entry.
    case end
}

/// Merges sorted entries of many tables into user keys with their newest versions, without I/O (partition-data §9.8).
///
/// Memory: one block per table. Whoever calls `next` reads what it asks for.
public struct MergingKeyReader<Source: SortedEntrySource> {
    /// What a call of `next` came to.
    public enum Step: Equatable, Sendable {
        /// The next user key: `userKey` and `version` are its own.
        case key
        /// The source with this number needs exactly these bytes of its file: `supply` them, then call `next` again.
        case bytes(source: Int, at: UInt64, count: Int)
        /// There are no more keys.
        case end
    }

    /// The user key found last.
    public private(set) var userKey: [UInt8] = []

    /// Its newest version, which may be a deletion.
    public private(set) var version = EntryVersion(packed: 0)

    private var sources: [Source]
    /// Numbers of sources at an entry, as a binary heap: the one with the first internal key is on top.
    private var heap: [Int] = []
    /// Numbers of sources that have to be moved before the top of the heap is the right one.
    private var waiting: [Int]
    private var hasKey = false

    /// Creates a reader of sources of which none has been moved yet.
    public init(_ sources: [Source]) {
        self.sources = sources
        waiting = Array(sources.indices)
    }

    /// Moves to the next user key.
    ///
    /// - Throws: `RocksDBFault` of a source; the reader cannot go on then.
    public mutating func next() throws(RocksDBFault) -> Step {
        while true {
            while let number = waiting.last {
                switch try sources[number].advance() {
                case .entry:
                    waiting.removeLast()
                    push(number)
                case .bytes(let offset, let count): return .bytes(source: number, at: offset, count: count)
                case .end: waiting.removeLast()
                }
            }
            guard let number = heap.first else { return .end }
            pop()
            waiting.append(number)
            // Older versions of the key follow the newest one.
            if hasKey, sources[number].userKey == userKey { continue }
            userKey = sources[number].userKey
            version = sources[number].version
            hasKey = true
            return .key
        }
    }

    /// Hands the bytes over that a step asked for.
    public mutating func supply(_ bytes: RawSpan, to source: Int) throws(RocksDBFault) {
        guard sources.indices.contains(source) else { return }
        try sources[source].supply(bytes)
    }

    // MARK: The heap

    /// Whether the entry of one source comes before that of another: by user key, the newer one first.
    private func precedes(_ left: Int, _ right: Int) -> Bool {
        let order = Self.compare(sources[left].userKey, sources[right].userKey)
        if order != 0 { return order < 0 }
        return sources[left].version > sources[right].version
    }

    private static func compare(_ left: [UInt8], _ right: [UInt8]) -> Int {
        let count = min(left.count, right.count)
        let order = unsafe left.span.bytes.slice(0, count: count)
            .compareBytes(with: right.span.bytes.slice(0, count: count))
        return order != 0 ? order : left.count - right.count
    }

    private mutating func push(_ number: Int) {
        heap.append(number)
        var place = heap.count - 1
        while place > 0 {
            let parent = (place - 1) / 2
            guard precedes(heap[place], heap[parent]) else { return }
            heap.swapAt(place, parent)
            place = parent
        }
    }

    private mutating func pop() {
        heap.swapAt(0, heap.count - 1)
        heap.removeLast()
        var place = 0
        while true {
            var first = place
            for child in [2 * place + 1, 2 * place + 2] where child < heap.count && precedes(heap[child], heap[first]) {
                first = child
            }
            guard first != place else { return }
            heap.swapAt(place, first)
            place = first
        }
    }
}
