import Decompression
import SeededRandom
import Testing
import ZeebeFormat

@Suite("Blocks decompressed by libraries")
struct LibraryDecompressorTests {
    /// Decompresses into the middle of a buffer, and proves that nothing was written around it.
    static func decompress(_ stored: [UInt8], _ method: BlockCompression, count: Int) -> Result<[UInt8], FormatError> {
        let guardCount = 64
        var buffer = [UInt8](repeating: 0xA5, count: count + 2 * guardCount)
        var failure: FormatError?
        do throws(FormatError) {
            var elements = buffer.mutableSpan
            var bytes = elements.mutableBytes
            var content = bytes._mutatingExtracting(guardCount..<(guardCount + count))
            try LibraryDecompressor().decompress(stored.span.bytes, method, into: &content)
        } catch {
            failure = error
        }
        #expect(buffer.prefix(guardCount).allSatisfy { $0 == 0xA5 })
        #expect(buffer.suffix(guardCount).allSatisfy { $0 == 0xA5 })
        if let failure { return .failure(failure) }
        return .success(Array(buffer[guardCount..<(guardCount + count)]))
    }

    static func reason(_ stored: [UInt8], _ method: BlockCompression, count: Int) -> String {
        switch decompress(stored, method, count: count) {
        case .success: "no error"
        case .failure(let error): error.reason
        }
    }

    @Test("the content comes back", arguments: CompressedSample.methods)
    func content(_ method: BlockCompression) throws {
        let content = CompressedSample.content
        let stored = CompressedSample.stored(method)
        #expect(try Self.decompress(stored, method, count: content.count).get() == content)
    }

    @Test("LZ4 is decompressed by our own code; Xpress and unknown methods are not supported")
    func support() throws {
        let decompressor = LibraryDecompressor()
        #expect(try Self.decompress([0x30, 1, 2, 3], .lz4, count: 3).get() == [1, 2, 3])
        for method in CompressedSample.methods + [.lz4, .lz4HC] { #expect(decompressor.supports(method)) }
        for method in [.none, .xpress, BlockCompression(rawValue: 8), BlockCompression(rawValue: 64)] {
            #expect(!decompressor.supports(method))
            #expect(Self.reason([1], method, count: 1).hasSuffix("is not decompressed"))
        }
    }

    @Test("a content of another size than stated is an error", arguments: CompressedSample.methods)
    func size(_ method: BlockCompression) {
        let stored = CompressedSample.stored(method)
        let count = CompressedSample.content.count
        for stated in [0, 1, count - 1, count + 1, 4 * count] {
            #expect(throws: FormatError.self) { try Self.decompress(stored, method, count: stated).get() }
        }
    }

    @Test("what a wrong size gives is said with both sizes")
    func sizeReason() {
        let more = CompressedSample.content.count + 1
        #expect(
            Self.reason(CompressedSample.stored(.snappy), .snappy, count: more) == "a size of 780 bytes, expected 781"
        )
        for method in [BlockCompression.zlib, .bzip2] {
            let stored = CompressedSample.stored(method)
            #expect(Self.reason(stored, method, count: more) == "the stream gives 780 bytes, 781 are stated")
            #expect(
                Self.reason(stored, method, count: more - 2).hasPrefix("the stream does not end after the 779 bytes")
            )
        }
        let frame = CompressedSample.stored(.zstandard)
        #expect(Self.reason(frame, .zstandard, count: more) == "the frames give 780 bytes, 781 are stated")
        #expect(Self.reason(frame, .zstandard, count: more - 2).contains("too small"))
    }

    @Test("compressed bytes that end anywhere too early are an error", arguments: CompressedSample.methods)
    func truncated(_ method: BlockCompression) {
        let stored = CompressedSample.stored(method)
        for count in 0..<stored.count {
            #expect(throws: FormatError.self, "\(count) bytes") {
                try Self.decompress(Array(stored.prefix(count)), method, count: CompressedSample.content.count).get()
            }
        }
    }

    @Test("bytes behind the compressed ones are an error", arguments: CompressedSample.methods)
    func leftOver(_ method: BlockCompression) {
        let stored = CompressedSample.stored(method) + [0]
        #expect(throws: FormatError.self) {
            try Self.decompress(stored, method, count: CompressedSample.content.count).get()
        }
    }

    @Test("no content at all", arguments: [([0], .snappy), ([3, 0], .zlib)] as [([UInt8], BlockCompression)])
    func empty(_ stored: [UInt8], _ method: BlockCompression) throws {
        #expect(try Self.decompress(stored, method, count: 0).get() == [])
        #expect(throws: FormatError.self) { try Self.decompress([], method, count: 0).get() }
    }

    @Test(
        "changed bytes and garbage: no trap, and nothing is written around the content",
        arguments: CompressedSample.methods
    )
    func hostile(_ method: BlockCompression) {
        let stored = CompressedSample.stored(method)
        let count = CompressedSample.content.count
        for place in 0..<stored.count {
            for bit in 0..<8 {
                var changed = stored
                changed[place] ^= 1 << bit
                _ = Self.decompress(changed, method, count: count)
                _ = Self.decompress(changed, method, count: 10)
            }
        }
        var random = SplitMix64(seed: 21)
        for _ in 0..<2000 {
            let garbage = (0..<Int.random(in: 0..<60, using: &random)).map { _ in
                UInt8.random(in: 0...255, using: &random)
            }
            _ = Self.decompress(garbage, method, count: count)
            // Garbage behind a right beginning comes further.
            _ = Self.decompress(Array(stored.prefix(stored.count / 2)) + garbage, method, count: count)
        }
    }
}
