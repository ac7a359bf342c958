import Checksums
import SeededRandom
import Testing

@Suite("CRC-32C of two parts")
struct CRC32CCombineTests {
    @Test("combining at a random cut gives the checksum of the whole")
    func randomCuts() {
        var random = SplitMix64(seed: 3)
        let bytes = (0..<30000).map { _ in UInt8.random(in: 0...255, using: &random) }
        let prefixes = BitwiseCRC32C.prefixes(of: bytes)
        for _ in 0..<500 {
            let end = Int.random(in: 0...bytes.count, using: &random)
            let cut = Int.random(in: 0...end, using: &random)
            let tail = CRC32C.checksum(of: bytes.span.bytes.extracting(cut..<end))
            let whole = CRC32C.combine(prefixes[cut], tail, lengthOfSecond: UInt64(end - cut))
            #expect(whole == prefixes[end], "cut at \(cut) of \(end)")
        }
    }

    static let lengths: [UInt64] =
        (0..<64).map { 1 << $0 } + [0, 3, (1 << 31) - 1, (1 << 40) - 1, 0x00AB_CDEF_0123, .max - 1, .max]

    @Test("lengths beyond any file are moved over like by the matrix of zero bytes", arguments: lengths)
    func longLengths(length: UInt64) {
        for (first, second) in [(0xE306_9283, 0xC1D0_4330), (0xFFFF_FFFF, 0), (1, 0x8000_0000), (0, 5)]
            as [(UInt32, UInt32)]
        {
            let expected = BitwiseCRC32C.moved(first, overZeroBytes: length) ^ second
            #expect(CRC32C.combine(first, second, lengthOfSecond: length) == expected)
        }
    }

    @Test("random lengths up to 2^40")
    func randomLengths() {
        var random = SplitMix64(seed: 4)
        for _ in 0..<100 {
            let (first, second) = (
                UInt32.random(in: 0 ... .max, using: &random), UInt32.random(in: 0 ... .max, using: &random)
            )
            let length = UInt64.random(in: 0...1 << 40, using: &random)
            let expected = BitwiseCRC32C.moved(first, overZeroBytes: length) ^ second
            #expect(CRC32C.combine(first, second, lengthOfSecond: length) == expected, "\(first), \(second), \(length)")
        }
    }

    @Test("it does not matter which two of three parts are combined first")
    func associativity() {
        var random = SplitMix64(seed: 5)
        for _ in 0..<100 {
            let parts = (0..<3).map { _ in UInt32.random(in: 0 ... .max, using: &random) }
            let (second, third) = (
                UInt64.random(in: 0...1 << 40, using: &random), UInt64.random(in: 0...1 << 40, using: &random)
            )
            let left = CRC32C.combine(
                CRC32C.combine(parts[0], parts[1], lengthOfSecond: second),
                parts[2],
                lengthOfSecond: third
            )
            let right = CRC32C.combine(
                parts[0],
                CRC32C.combine(parts[1], parts[2], lengthOfSecond: third),
                lengthOfSecond: second + third
            )
            #expect(left == right)
        }
    }
}
