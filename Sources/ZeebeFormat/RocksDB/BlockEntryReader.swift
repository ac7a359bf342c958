/// Walks the entries of a decompressed block: data, metaindex, properties (partition-data §9.7).
///
/// Keys are stored as what they share with the key before and a suffix; who needs whole keys puts them together. The walk
/// also proves that the restart points, by which RocksDB searches a block, are entries with whole keys.
struct BlockEntryReader: ~Escapable {
    /// One entry, as places in the block.
    struct Entry {
        /// Offset of the entry.
        let offset: Int
        /// Bytes shared with the key before.
        let shared: Int
        /// Offset and number of the bytes of the key's rest.
        let suffixStart: Int
        let suffixCount: Int
        /// Number of bytes of the value, which follow the key's rest.
        let valueCount: Int

        var valueStart: Int { suffixStart + suffixCount }
        var keyCount: Int { shared + suffixCount }
    }

    /// Where a walk is, so that it can go on later.
    struct Position {
        let entriesEnd: Int
        fileprivate let restartCount: Int
        /// Offset of the next entry.
        var offset = 0
        /// Bytes of the key before.
        var previousKeyCount = 0
        fileprivate var nextRestart = 0
        /// Where the next entry with a whole key must be.
        fileprivate(set) var nextRestartOffset = 0
    }

    /// The whole block.
    let bytes: RawSpan

    /// Where the walk is.
    var position: Position

    /// Offset just past the entries. At least eight bytes follow: a restart point and their number.
    var entriesEnd: Int { position.entriesEnd }

    /// Reads the end of a block: restart points, and the hash index that may follow them.
    ///
    /// - Throws: `FormatError` when they do not fit into the block.
    @_lifetime(copy bytes)
    init(_ bytes: RawSpan) throws(FormatError) {
        let count = bytes.byteCount
        guard count >= 8 else { throw FormatError("a block of \(count) bytes, fewer than an empty one has", at: 0) }
        let word = bytes.littleEndian(UInt32.self, uncheckedAt: count - 4)
        let restartCount = Int(word & 0x0FFF_FFFF)
        guard word & 0x7000_0000 == 0 else { throw FormatError("reserved bits of the block are set", at: count - 4) }
        var restartsEnd = count - 4
        if word & 0x8000_0000 != 0 {
            guard count >= 10 else { throw FormatError("no room for the hash index", at: count - 4) }
            restartsEnd -= 2 + Int(bytes.littleEndian(UInt16.self, uncheckedAt: count - 6))
        }
        guard restartCount > 0, restartCount * 4 <= restartsEnd else {
            throw FormatError("\(restartCount) restart points in a block of \(count) bytes", at: count - 4)
        }
        self.bytes = bytes
        position = Position(entriesEnd: restartsEnd - restartCount * 4, restartCount: restartCount)
        let firstRestart = bytes.littleEndian(UInt32.self, uncheckedAt: position.entriesEnd)
        guard firstRestart == 0 else {
            throw FormatError("the first restart point is \(firstRestart), expected 0", at: position.entriesEnd)
        }
    }

    /// Goes on with a walk through the same block.
    @_lifetime(copy bytes)
    init(_ bytes: RawSpan, resumingAt position: Position) {
        self.bytes = bytes
        self.position = position
    }

    /// Returns the next entry, or `nil` behind the last one.
    ///
    /// - Throws: `FormatError` when an entry does not fit, or the restart points are not those of the entries.
    @inline(__always)
    @_lifetime(self: copy self)
    mutating func next() throws(FormatError) -> Entry? {
        let start = position.offset
        guard start < entriesEnd else {
            guard position.nextRestart == position.restartCount || entriesEnd == 0 else {
                throw FormatError("restart point \(position.nextRestartOffset) is no entry", at: start)
            }
            return nil
        }
        // At least eight bytes follow the entries, so four can always be loaded.
        let word = bytes.littleEndian(UInt32.self, uncheckedAt: start)
        var shared = Int(word & 0xFF)
        var suffixCount = Int((word >> 8) & 0xFF)
        var valueCount = Int((word >> 16) & 0xFF)
        var suffixStart = start &+ 3
        if word & 0x0080_8080 != 0 {
            let high = word >> 24
            if word & 0x8080 == 0, 1...0x7F ~= high {
                // The length of a value has two bytes, as those of most values have.
                valueCount = valueCount & 0x7F | Int(high) << 7
                suffixStart = start &+ 4
            } else {
                (shared, suffixCount, valueCount, suffixStart) = try readLengths(at: start)
            }
        }
        let end = suffixStart &+ suffixCount &+ valueCount
        guard shared <= position.previousKeyCount, end <= entriesEnd else {
            throw sizeError(shared: shared, suffixCount: suffixCount, valueCount: valueCount, at: start)
        }
        if start == position.nextRestartOffset {
            (position.nextRestart, position.nextRestartOffset) = try Self.passRestart(
                position.nextRestart,
                shared: shared,
                at: start,
                of: bytes,
                position
            )
        }
        position.offset = end
        position.previousKeyCount = shared &+ suffixCount
        return Entry(
            offset: start,
            shared: shared,
            suffixStart: suffixStart,
            suffixCount: suffixCount,
            valueCount: valueCount
        )
    }

    /// Reads three varints of which one has more than a byte; the lengths have 32 bits, so that sums do not overflow.
    @inline(never)
    private func readLengths(
        at start: Int
    ) throws(FormatError) -> (shared: Int, suffixCount: Int, valueCount: Int, end: Int) {
        var cursor = ByteCursor(bytes, in: start..<entriesEnd)
        let shared = Int(try cursor.readVarint32())
        let suffixCount = Int(try cursor.readVarint32())
        let valueCount = Int(try cursor.readVarint32())
        return (shared, suffixCount, valueCount, cursor.offset)
    }

    /// Returns number and offset of the restart point that follows the one at `start`.
    ///
    /// Not a method that changes the reader, so that the walk can keep the reader's position in registers.
    @inline(never)
    private static func passRestart(
        _ restart: Int,
        shared: Int,
        at start: Int,
        of bytes: RawSpan,
        _ position: Position
    ) throws(FormatError) -> (number: Int, offset: Int) {
        guard shared == 0 else { throw FormatError("the key at a restart point is not whole", at: start) }
        let next = restart + 1
        guard next < position.restartCount else { return (next, Int.max) }
        let place = position.entriesEnd + next * 4
        let offset = Int(bytes.littleEndian(UInt32.self, uncheckedAt: place))
        guard offset > start else { throw FormatError("restart points are not ascending", at: place) }
        return (next, offset)
    }

    @inline(never)
    private func sizeError(shared: Int, suffixCount: Int, valueCount: Int, at start: Int) -> FormatError {
        FormatError(
            "an entry shares \(shared) bytes with a key of \(position.previousKeyCount), and its \(suffixCount) + \(valueCount)"
                + " bytes must end at \(entriesEnd)",
            at: start
        )
    }

    /// Reads entries with whole keys, for blocks of which speed does not matter.
    ///
    /// - Parameter key: The key before; becomes the key of the entry.
    /// - Returns: The place of the value; `nil` behind the last entry.
    @_lifetime(self: copy self)
    mutating func next(key: inout [UInt8]) throws(FormatError) -> Range<Int>? {
        guard let entry = try next() else { return nil }
        key.removeSubrange(entry.shared...)
        unsafe bytes.slice(entry.suffixStart, count: entry.suffixCount).withUnsafeBytes {
            unsafe key.append(contentsOf: $0)
        }
        return entry.valueStart..<(entry.valueStart + entry.valueCount)
    }
}
