/// Merges sorted entries of many sources into user keys with their newest versions, without I/O (partition-data §9.8).
///
/// Memory: one key and one block per source. Whoever calls `next` reads what it asks for.
struct MergingKeyReader<Source: SortedEntrySource> {
    /// What a call of `next` came to.
    enum Step: Equatable, Sendable {
        /// The next user key: `userKey`, `version` and `isPresent` are its own.
        case key
        /// The source with this number needs exactly these bytes of its file: `supply` them, then call `next` again.
        case bytes(source: Int, at: UInt64, count: Int)
        /// There are no more keys.
        case end
    }

    /// The user key found last.
    private(set) var userKey: [UInt8] = []

    /// Its newest version, which may be a deletion.
    var version: EntryVersion { head.version }

    /// Whether the key has a value: its newest version is no deletion, and no range deletion covers it.
    private(set) var isPresent = false

    /// The sources, by their numbers.
    private(set) var sources: [Source]

    /// Number of the source that was looked at last, which is the one to blame for a fault.
    private(set) var lastSource = 0

    /// The user keys of the entries at which the sources are; that of the top of the heap is `userKey` once it was seen.
    private var userKeys: [[UInt8]]
    /// Their fronts and versions.
    private var heads: [EntryHead]
    private var head = EntryHead()
    /// Numbers of sources at an entry, as a binary heap: the one with the first internal key is on top.
    private var heap: [Int] = []
    /// Numbers of sources that have not been moved yet, the next one last.
    private var unmoved: [Int]
    /// Whether the entry of the top source has been seen, so that it has to be moved.
    private var isTopSeen = false
    private var hasKey = false
    private var rangeDeletions = RangeDeletionSweep()

    /// Creates a reader of sources of which none has been moved yet.
    init(_ sources: [Source]) {
        self.sources = sources
        userKeys = Array(repeating: [], count: sources.count)
        heads = Array(repeating: EntryHead(), count: sources.count)
        unmoved = Array(sources.indices.reversed())
    }

    /// Moves to the next user key.
    ///
    /// - Throws: `RocksDBFault` of a source, or when its entries are not in order; the reader cannot go on then.
    mutating func next() throws(RocksDBFault) -> Step {
        while true {
            if let step = try moveSources() { return step }
            guard let number = heap.first else { return .end }
            lastSource = number
            isTopSeen = true
            if hasKey {
                let order = Self.compare(heads[number], userKeys[number], head, userKey)
                // Older versions of the key follow the newest one.
                if order == 0, heads[number].version <= head.version { continue }
                guard order > 0 else { throw RocksDBFault(.tableBlock, at: 0, "data blocks: keys are not in order") }
            }
            // The source gets another key when it is moved, before anything else looks at this one.
            swap(&userKey, &userKeys[number])
            head = heads[number]
            hasKey = true
            switch head.version.type {
            case .value: isPresent = !rangeDeletions.covers(userKey, head.version)
            case .deletion, .singleDeletion: isPresent = false
            default:
                throw RocksDBFault(.unsupported, at: 0, "data blocks: entries of type \(head.version.type.rawValue)")
            }
            return .key
        }
    }

    /// A copy of the value of the user key found last, where it is present.
    var value: [UInt8] { sources[lastSource].value }

    /// Moves all sources that have to be moved; returns what one of them needs.
    private mutating func moveSources() throws(RocksDBFault) -> Step? {
        while let number = unmoved.last {
            switch try move(number) {
            case .entry:
                unmoved.removeLast()
                push(number)
            case .bytes(let offset, let count): return .bytes(source: number, at: offset, count: count)
            case .end: unmoved.removeLast()
            }
        }
        guard isTopSeen, let number = heap.first else { return nil }
        switch try move(number) {
        case .entry: siftDown()
        case .bytes(let offset, let count): return .bytes(source: number, at: offset, count: count)
        case .end: popTop()
        }
        isTopSeen = false
        return nil
    }

    private mutating func move(_ number: Int) throws(RocksDBFault) -> SortedEntryStep {
        lastSource = number
        let step = try sources[number].advance(&userKeys[number])
        if case .entry(let version) = step { heads[number] = EntryHead(userKeys[number], version) }
        let deletions = sources[number].takeRangeDeletions()
        if !deletions.isEmpty { try rangeDeletions.add(deletions) }
        return step
    }

    /// Hands the bytes over that a step asked for.
    mutating func supply(_ bytes: RawSpan, to source: Int) throws(RocksDBFault) {
        guard sources.indices.contains(source) else { return }
        lastSource = source
        try sources[source].supply(bytes)
    }

    // MARK: Order

    /// Compares two user keys: negative when the left one comes first.
    @inline(__always)
    private static func compare(
        _ leftHead: EntryHead,
        _ left: @autoclosure () -> [UInt8],
        _ rightHead: EntryHead,
        _ right: @autoclosure () -> [UInt8]
    ) -> Int {
        let order = leftHead.compare(rightHead)
        return order != 0 ? order : compareWhole(left(), right())
    }

    @inline(never)
    private static func compareWhole(_ left: [UInt8], _ right: [UInt8]) -> Int {
        let count = min(left.count, right.count)
        let order = unsafe left.span.bytes.slice(0, count: count)
            .compareBytes(with: right.span.bytes.slice(0, count: count))
        return order != 0 ? order : left.count - right.count
    }

    /// Whether the entry of one source comes before that of another: by user key, the newer one first.
    private func precedes(_ left: Int, _ right: Int) -> Bool {
        let order = Self.compare(heads[left], userKeys[left], heads[right], userKeys[right])
        if order != 0 { return order < 0 }
        return heads[left].version > heads[right].version
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

    private mutating func popTop() {
        heap.swapAt(0, heap.count - 1)
        heap.removeLast()
        siftDown()
    }

    private mutating func siftDown() {
        var place = 0
        while true {
            var first = place
            let child = 2 * place + 1
            if child < heap.count, precedes(heap[child], heap[first]) { first = child }
            if child + 1 < heap.count, precedes(heap[child + 1], heap[first]) { first = child + 1 }
            guard first != place else { return }
            heap.swapAt(place, first)
            place = first
        }
    }
}
