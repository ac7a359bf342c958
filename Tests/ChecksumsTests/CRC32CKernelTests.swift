import Checksums
import SeededRandom
import Testing

/// A slice of the message that a kernel got wrong.
private struct Mismatch: Equatable, CustomStringConvertible {
    let offset: Int
    let length: Int

    var description: String { "offset \(offset), length \(length)" }
}

/// A message in memory aligned to 64 bytes, and the checksums of all its prefixes by the bitwise reference.
private struct Message: ~Copyable {
    private let memory: UnsafeMutableRawBufferPointer
    private let prefixes: [UInt32]

    init(count: Int) {
        var random = SplitMix64(seed: UInt64(count))
        let bytes = (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) }
        memory = .allocate(byteCount: count, alignment: 64)
        memory.copyBytes(from: bytes)
        prefixes = BitwiseCRC32C.prefixes(of: bytes)
    }

    deinit {
        memory.deallocate()
    }

    /// Takes in the slice after what precedes it; the value before it serves as a random seed.
    func mismatch(offset: Int, length: Int, kernel: CRC32C.Kernel) -> Mismatch? {
        var crc = CRC32C(resumingFrom: prefixes[offset])
        crc.update(UnsafeRawBufferPointer(rebasing: memory[offset..<offset + length]).bytes, using: kernel)
        return crc.value == prefixes[offset + length] ? nil : Mismatch(offset: offset, length: length)
    }
}

@Suite("CRC-32C kernels")
struct CRC32CKernelTests {
    @Test("there is a portable kernel, and the fastest supported one is selected")
    func selection() {
        let supported = CRC32C.Kernel.supported
        #expect(supported.first?.name == "portable")
        #expect(supported.last == CRC32C.selectedKernel)
        #expect(Set(supported.map(\.name)).count == supported.count)
    }

    @Test("every length up to 4096 at every alignment to 64", arguments: CRC32C.Kernel.supported)
    func everyLengthAndAlignment(kernel: CRC32C.Kernel) {
        let message = Message(count: 4096 + 64)
        var mismatches: [Mismatch] = []
        for offset in 0..<64 {
            for length in 0...4096 {
                if let mismatch = message.mismatch(offset: offset, length: length, kernel: kernel) {
                    mismatches.append(mismatch)
                }
            }
        }
        #expect(mismatches.prefix(8) == [])
    }

    /// The longest lanes span 12 KiB together, so these go through several rounds and every kind of rest.
    @Test("random slices up to 64 KiB", arguments: CRC32C.Kernel.supported)
    func randomSlices(kernel: CRC32C.Kernel) {
        let count = 65536
        let message = Message(count: count)
        var random = SplitMix64(seed: 1)
        var mismatches: [Mismatch] = []
        for _ in 0..<3000 {
            let offset = Int.random(in: 0...count, using: &random)
            let length = Int.random(in: 0...count - offset, using: &random)
            if let mismatch = message.mismatch(offset: offset, length: length, kernel: kernel) {
                mismatches.append(mismatch)
            }
        }
        #expect(mismatches.prefix(8) == [])
    }

    @Test("any split into updates ends as the whole", arguments: CRC32C.Kernel.supported)
    func randomSplits(kernel: CRC32C.Kernel) {
        var random = SplitMix64(seed: 2)
        let bytes = (0..<20000).map { _ in UInt8.random(in: 0...255, using: &random) }
        let whole = BitwiseCRC32C.prefixes(of: bytes)[bytes.count]
        for _ in 0..<50 {
            var crc = CRC32C()
            var start = 0
            while start < bytes.count {
                // Small and large pieces alike.
                let longest = 1 << Int.random(in: 0...14, using: &random)
                let end = min(bytes.count, start + Int.random(in: 0...longest, using: &random))
                crc.update(bytes.span.bytes.extracting(start..<end), using: kernel)
                start = end
            }
            #expect(crc.value == whole)
        }
    }
}
