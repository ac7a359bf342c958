internal import SeededRandom

/// One bit of one file, to be turned over.
public struct BitFlip: Sendable, Hashable, CustomStringConvertible {
    /// The file.
    public var file: String
    /// The byte in it.
    public var byte: Int
    /// The bit, 0 to 7.
    public var bit: UInt8

    /// Creates a flip.
    public init(file: String, byte: Int, bit: UInt8) {
        self.file = file
        self.byte = byte
        self.bit = bit
    }

    /// The file's bytes with the bit turned over.
    public func applied(to bytes: [UInt8]) -> [UInt8] {
        var changed = bytes
        changed[byte] ^= 1 << bit
        return changed
    }

    /// The place, as `file byte/bit`.
    public var description: String { "\(file) \(byte)/\(bit)" }

    /// Chooses bits, the same for the same seed: half of them anywhere in the files, half of them after a file was chosen,
    /// so that small files are met too.
    ///
    /// - Parameter sizes: Bytes of each file.
    public static func sample(_ count: Int, of sizes: [String: Int], seed: UInt64) -> [BitFlip] {
        var random = SplitMix64(seed: seed)
        let files = sizes.filter { $0.value > 0 }.sorted { $0.key < $1.key }
        let total = files.reduce(0) { $0 + $1.value }
        guard total > 0 else { return [] }
        return (0..<count).map { number in
            var file = files[Int.random(in: files.indices, using: &random)]
            var byte = Int.random(in: 0..<file.value, using: &random)
            if number % 2 == 0 {
                byte = Int.random(in: 0..<total, using: &random)
                for candidate in files {
                    file = candidate
                    if byte < candidate.value { break }
                    byte -= candidate.value
                }
            }
            return BitFlip(file: file.key, byte: byte, bit: UInt8.random(in: 0..<8, using: &random))
        }
    }
}
