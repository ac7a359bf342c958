import Checksums
import SeededRandom
import Testing

@Suite("XXH3 kernels")
struct XXH3KernelTests {
    @Test("there is a portable kernel, and the fastest supported one is selected")
    func selection() {
        let supported = XXH3.Kernel.supported
        #expect(supported.first?.name == "portable")
        #expect(supported.last == XXH3.selectedKernel)
        #expect(Set(supported.map(\.name)).count == supported.count)
    }

    private static func randomBytes(_ count: Int) -> [UInt8] {
        var random = SplitMix64(seed: UInt64(count))
        return (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) }
    }

    @Test("random bytes of every length up to 2048 as the definition has them")
    func everyLength() {
        let bytes = Self.randomBytes(2048)
        for length in 0...2048 {
            let expected = ReferenceXXHash.xxh3(Array(bytes[..<length]))
            let prefix = bytes.span.bytes.extracting(..<length)
            for kernel in XXH3.Kernel.supported {
                #expect(XXH3.checksum(of: prefix, using: kernel) == expected, "\(kernel), length \(length)")
            }
        }
    }

    /// The lengths end everywhere in a block of 1024 bytes and in a stripe of 64.
    @Test("longer bytes as the definition has them")
    func longer() {
        let bytes = Self.randomBytes(70_000)
        var random = SplitMix64(seed: 12)
        let lengths =
            [2049, 4095, 4096, 4097, 32768, 65536 + 1]
            + (0..<30).map { _ in Int.random(in: 2049...16384, using: &random) }
        for length in lengths {
            let start = Int.random(in: 0...bytes.count - length, using: &random)
            let expected = ReferenceXXHash.xxh3(Array(bytes[start..<start + length]))
            let slice = bytes.span.bytes.extracting(start..<start + length)
            for kernel in XXH3.Kernel.supported {
                #expect(XXH3.checksum(of: slice, using: kernel) == expected, "\(kernel), length \(length)")
            }
        }
    }

    @Test("every alignment to 64 gives the same", arguments: XXH3.Kernel.supported)
    func everyAlignment(kernel: XXH3.Kernel) {
        let bytes = Self.randomBytes(3000)
        let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: bytes.count + 64, alignment: 64)
        defer { memory.deallocate() }
        for length in [0, 1, 3, 4, 8, 9, 16, 17, 128, 129, 240, 241, 255, 256, 1024, 1025, 1088, 1089, 3000] {
            let expected = ReferenceXXHash.xxh3(Array(bytes[..<length]))
            for offset in 0..<64 {
                let slice = UnsafeMutableRawBufferPointer(rebasing: memory[offset..<offset + length])
                slice.copyBytes(from: bytes[..<length])
                let value = XXH3.checksum(of: UnsafeRawBufferPointer(slice).bytes, using: kernel)
                #expect(value == expected, "offset \(offset), length \(length)")
            }
        }
    }
}
