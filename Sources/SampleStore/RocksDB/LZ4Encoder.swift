/// A small greedy LZ4 compressor (partition-data, annex C.3): it takes the last place where four bytes stood before.
struct LZ4Encoder: Sendable {
    private static let hashBits: UInt64 = 13
    private static let shortestMatch = 4
    /// The format's rules for the end: no match begins in the last twelve bytes, the last five are literals.
    private static let lastMatchStart = 12
    private static let lastLiterals = 5

    /// Places where four bytes with a hash stood last, each with 1 added; 0 for none.
    private var table = [UInt32](repeating: 0, count: 1 << hashBits)

    /// Appends the compressed content of a block of at most 64 KiB.
    ///
    /// - Returns: Whether it was short enough for all distances to fit.
    mutating func encode(_ block: ByteSink, to output: inout ByteSink) -> Bool {
        let count = block.offset
        guard count < 1 << 16 else { return false }
        for place in table.indices { table[place] = 0 }
        var anchor = 0
        var place = 0
        while place + Self.lastMatchStart <= count {
            let word: UInt32 = block.number(at: place)
            let hash = Int((UInt64(word) &* 0x9E37_79B1 & 0xFFFF_FFFF) >> (32 - Self.hashBits))
            let candidate = Int(table[hash]) - 1
            table[hash] = UInt32(place + 1)
            guard candidate >= 0, block.number(at: candidate, as: UInt32.self) == word else {
                // Long stretches without a match are not looked at byte by byte.
                place += 1 + (place - anchor) >> 6
                continue
            }
            let length = Self.matchLength(block, candidate, place, limit: count - Self.lastLiterals)
            Self.putSequence(block, anchor..<place, match: (place - candidate, length), to: &output)
            place += length
            anchor = place
        }
        Self.putSequence(block, anchor..<count, match: nil, to: &output)
        return true
    }

    private static func matchLength(_ block: ByteSink, _ candidate: Int, _ place: Int, limit: Int) -> Int {
        var length = shortestMatch
        while place + length + 8 <= limit {
            let difference: UInt64 =
                block.number(at: candidate + length) ^ block.number(at: place + length, as: UInt64.self)
            guard difference == 0 else { return length + difference.trailingZeroBitCount / 8 }
            length += 8
        }
        while place + length < limit, block.bytes[candidate + length] == block.bytes[place + length] { length += 1 }
        return length
    }

    private static func putSequence(
        _ block: ByteSink,
        _ literals: Range<Int>,
        match: (distance: Int, length: Int)?,
        to output: inout ByteSink
    ) {
        let matchCount = match.map { $0.length - shortestMatch } ?? 0
        output.put(UInt8(min(literals.count, 15)) << 4 | UInt8(min(matchCount, 15)))
        putMore(literals.count, to: &output)
        unsafe block.bytes.withUnsafeBytes { unsafe output.put(UnsafeRawBufferPointer(rebasing: $0[literals])) }
        guard let match else { return }
        output.put(UInt16(match.distance))
        putMore(matchCount, to: &output)
    }

    /// Writes what of a length does not fit into the token.
    private static func putMore(_ count: Int, to output: inout ByteSink) {
        guard count >= 15 else { return }
        var rest = count - 15
        while rest >= 255 {
            output.put(255 as UInt8)
            rest -= 255
        }
        output.put(UInt8(rest))
    }
}
