internal import SeededRandom

extension SplitMix64 {
    /// A generator for one part of a store, independent of those of the other parts.
    init(seed: UInt64, stream: UInt64) {
        var mixer = SplitMix64(seed: seed &+ stream &* 0xD6E8_FEB8_6659_FD93)
        self.init(seed: mixer.next())
    }

    /// A number in `range`; a little uneven, which does not matter here.
    mutating func number(in range: ClosedRange<Int>) -> Int {
        range.lowerBound + Int(next() % UInt64(range.upperBound - range.lowerBound + 1))
    }

    /// Eight lower-case letters as one little-endian word: cheap text that is valid UTF-8.
    mutating func letters() -> UInt64 {
        (next() & 0x0F0F_0F0F_0F0F_0F0F) &+ 0x6161_6161_6161_6161
    }
}
