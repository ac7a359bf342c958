/// Walks the entries of one data block after the other and proves their order (partition-data §9.8, step 8).
///
/// This is the hot loop of a table's scan: nothing is allocated per entry, and the bounds of an entry are checked once,
/// by `BlockEntryReader`.
struct EntryScan {
    /// Number of entries.
    private(set) var entryCount: UInt64 = 0
    /// The lowest and highest sequence number; the lowest is the higher one when there is no entry.
    private(set) var smallestSequence = UInt64.max
    private(set) var largestSequence: UInt64 = 0
    /// The first key.
    private(set) var firstKey: InternalKey?
    /// Types of entries, as bits; types from 63 on share the last one.
    private var types: UInt64 = 0

    /// Types that Zeebe's databases have in data blocks.
    private static let knownTypes: UInt64 = [EntryType.deletion, .value, .singleDeletion]
        .reduce(0) { $0 | 1 << UInt64($1.rawValue) }

    /// The key before, in the first `keyCount` bytes; eight spare bytes follow the longest possible key.
    private var key: [UInt8] = []
    /// Bytes of the key before; 0 when there is none to compare with.
    private var keyCount = 0

    /// Creates a scan that has seen nothing.
    init() {}

    /// The last key; `nil` after a damaged block.
    var lastKey: InternalKey? { InternalKey(Array(key.prefix(keyCount))) }

    /// The lowest type of entries that this program does not know.
    var unknownType: Int? {
        let unknown = types & ~Self.knownTypes
        return unknown == 0 ? nil : unknown.trailingZeroBitCount
    }

    /// Forgets the key before: the next block is not compared with it.
    mutating func forgetKey() { keyCount = 0 }

    /// Walks the entries of a block's decompressed content.
    ///
    /// - Throws: `FormatError` when it is no block, or its keys do not ascend.
    mutating func scan<Visitor: TableEntryVisitor>(
        _ block: RawSpan,
        visitor: inout Visitor
    ) throws(FormatError) {
        var reader = try BlockEntryReader(block)
        // No key is longer than all suffixes of the block together: its first one shares nothing.
        let spare = 8
        var key: [UInt8] = []
        swap(&key, &self.key)
        defer { swap(&key, &self.key) }
        if key.count < block.byteCount + spare {
            key.append(contentsOf: repeatElement(0, count: block.byteCount + spare - key.count))
        }
        var previousCount = keyCount
        var packed = keyCount == 0 ? 0 : Self.version(of: key, count: keyCount)
        var count: UInt64 = 0
        // Versions order by sequence numbers first.
        var smallest = UInt64.max
        var largest: UInt64 = 0
        var seen = types
        var elements = key.mutableSpan
        var buffer = unsafe elements.mutableBytes
        var family = KeyFamily()
        keyCount = 0
        while true {
            if !family.isOfInterest {
                var run = PlainEntryRun(
                    position: reader.position,
                    packed: packed,
                    smallest: smallest,
                    largest: largest,
                    types: seen
                )
                run.walk(block, key: &buffer)
                reader.position = run.position
                previousCount = run.position.previousKeyCount
                packed = run.packed
                smallest = run.smallest
                largest = run.largest
                seen = run.types
                count &+= run.count
            }
            guard let entry = try reader.next() else { break }
            let userCount = entry.keyCount &- InternalKey.versionByteCount
            guard userCount >= 0 else { throw Self.shortKey(entry) }
            let isSameKey = try Self.checkOrder(entry, in: block, after: buffer.bytes, previousCount)
            // Whole words at a time: at least eight bytes follow the entries in the block, and the key in the buffer.
            var copied = 0
            repeat {
                let word = block.littleEndian(UInt64.self, uncheckedAt: entry.suffixStart &+ copied)
                unsafe buffer.storeBytes(
                    of: word.littleEndian,
                    toUncheckedByteOffset: entry.shared &+ copied,
                    as: UInt64.self
                )
                copied &+= 8
            } while copied < entry.suffixCount
            // The version is read from the block where all of it is there: the buffer's words have just been written.
            let next =
                entry.suffixCount >= InternalKey.versionByteCount
                ? block.littleEndian(UInt64.self, uncheckedAt: entry.valueStart &- InternalKey.versionByteCount)
                : buffer.bytes.littleEndian(UInt64.self, uncheckedAt: userCount)
            if isSameKey, next >= packed { throw Self.orderError(entry, "a newer version of a key follows it") }
            packed = next
            smallest = min(smallest, packed)
            largest = max(largest, packed)
            seen |= 1 &<< min(packed & 0xFF, 63)
            previousCount = entry.keyCount
            count &+= 1
            if entry.shared < KeyFamily.byteCount {
                family.note(buffer.bytes.slice(0, count: userCount), visitor)
            }
            if family.isOfInterest {
                visitor.visit(
                    buffer.bytes.slice(0, count: userCount),
                    version: EntryVersion(packed: packed),
                    value: block.slice(entry.valueStart, count: entry.valueCount)
                )
            }
        }
        guard count > 0 else { return }
        if entryCount == 0 { firstKey = try Self.firstKey(of: block) }
        keyCount = previousCount
        entryCount += count
        smallestSequence = min(smallestSequence, smallest >> 8)
        largestSequence = max(largestSequence, largest >> 8)
        types = seen
    }

    /// What a visitor wants of the keys that begin with the same eight bytes.
    private struct KeyFamily {
        static let byteCount = 8

        private(set) var isOfInterest = true
        private var number: UInt64?

        mutating func note(_ userKey: RawSpan, _ visitor: some TableEntryVisitor) {
            let next = userKey.byteCount < Self.byteCount ? nil : userKey.littleEndian(UInt64.self, uncheckedAt: 0)
            guard next == nil || next != number else { return }
            number = next
            isOfInterest = next.map { visitor.isInterested(inKeysBeginningWith: $0.byteSwapped) } ?? true
        }
    }

    private static func firstKey(of block: RawSpan) throws(FormatError) -> InternalKey? {
        var reader = try BlockEntryReader(block)
        var key: [UInt8] = []
        _ = try reader.next(key: &key)
        return InternalKey(key)
    }

    /// Proves that the user key of an entry is not before the one in front of it.
    ///
    /// - Returns: Whether both are the same.
    @inline(__always)
    private static func checkOrder(
        _ entry: BlockEntryReader.Entry,
        in block: RawSpan,
        after previous: RawSpan,
        _ previousCount: Int
    ) throws(FormatError) -> Bool {
        guard previousCount > 0 else { return false }
        let userCount = entry.keyCount - InternalKey.versionByteCount
        let previousUserCount = previousCount - InternalKey.versionByteCount
        let limit = min(userCount, previousUserCount)
        if entry.shared < limit {
            let before = previous.littleEndian(UInt8.self, uncheckedAt: entry.shared)
            let now = block.littleEndian(UInt8.self, uncheckedAt: entry.suffixStart)
            if now > before { return false }
            // Keys at restart points are whole, so what they share is found here.
            let difference = previous.slice(entry.shared, count: limit - entry.shared)
                .compareBytes(with: block.slice(entry.suffixStart, count: limit - entry.shared))
            if difference < 0 { return false }
            guard difference == 0 else { throw orderError(entry, "a key is not behind the one before") }
        }
        guard previousUserCount <= userCount else { throw orderError(entry, "a key is not behind the one before") }
        return previousUserCount == userCount
    }

    private static func version(of key: [UInt8], count: Int) -> UInt64 {
        unsafe key.span.bytes.littleEndian(UInt64.self, uncheckedAt: count - InternalKey.versionByteCount)
    }

    @inline(never)
    private static func shortKey(_ entry: BlockEntryReader.Entry) -> FormatError {
        FormatError("a key of \(entry.keyCount) bytes, fewer than a version has", at: entry.offset)
    }

    @inline(never)
    private static func orderError(_ entry: BlockEntryReader.Entry, _ reason: String) -> FormatError {
        FormatError(reason, at: entry.offset)
    }
}
