internal import Checksums
internal import SeededRandom

/// Choices that are the same for the same input, so that a finding can be replayed from its bytes alone.
struct InputRandom: RandomNumberGenerator {
    private var generator: SplitMix64

    init(_ bytes: RawSpan) {
        let count = UInt64(UInt32(truncatingIfNeeded: bytes.byteCount))
        generator = SplitMix64(seed: UInt64(CRC32C.checksum(of: bytes)) << 32 | count)
    }

    mutating func next() -> UInt64 { generator.next() }

    /// A number where sums and differences overflow, or an ordinary one.
    mutating func edgeNumber() -> Int64 {
        [Int64.min, -62_167_219_200_000, -1, 0, 1, 2, 3, 4, Int64.max - 1, Int64.max].randomElement(using: &self) ?? 0
    }
}

extension RawSpan {
    /// A copy in an allocation of its own, so that a sanitizer sees each read past its end.
    func copy(_ range: Range<Int>) -> [UInt8] {
        unsafe extracting(range).withUnsafeBytes { unsafe Array($0) }
    }

    /// The byte at an offset that the caller has checked.
    func byte(at offset: Int) -> UInt8 {
        unsafe unsafeLoad(fromByteOffset: offset, as: UInt8.self)
    }
}
