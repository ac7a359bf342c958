import Decompression
import SeededRandom
import TestFixtures
import Testing

@Suite("Files that are stored compressed, as streams")
struct DecompressionStreamTests {
    static let windowSizes = [(1, 1), (1, 1 << 16), (1 << 16, 1), (7, 13), (64, 3)]

    /// Text that compresses, but not to nothing.
    static func text(_ count: Int, seed: UInt64) -> [UInt8] {
        var random = SplitMix64(seed: seed)
        var bytes: [UInt8] = []
        bytes.reserveCapacity(count + 40)
        while bytes.count < count {
            bytes += StreamSample.content.prefix(Int.random(in: 1...40, using: &random))
            bytes.append(UInt8.random(in: 0...255, using: &random))
        }
        return Array(bytes.prefix(count))
    }

    @Test("the content comes back", arguments: CompressionFormat.allCases)
    func content(_ format: CompressionFormat) throws {
        #expect(try StreamSample.decompress(StreamSample.stored(format), format).get() == StreamSample.content)
    }

    @Test("windows of any size give the same content", arguments: CompressionFormat.allCases, windowSizes)
    func windows(_ format: CompressionFormat, _ sizes: (inputs: Int, outputs: Int)) throws {
        let stored = StreamSample.stored(format)
        let outcome = StreamSample.decompress(stored, format, inputs: sizes.inputs, outputs: sizes.outputs)
        #expect(try outcome.get() == StreamSample.content)
    }

    @Test("files larger than every buffer", arguments: CompressionFormat.allCases, [(4099, 65536), (65536, 4099)])
    func large(_ format: CompressionFormat, _ sizes: (inputs: Int, outputs: Int)) throws {
        let text = Self.text(1_500_000, seed: 5)
        let stored = SampleCompressor.compress(text, format)
        #expect(stored.count < text.count)
        let outcome = StreamSample.decompress(stored, format, inputs: sizes.inputs, outputs: sizes.outputs)
        #expect(try outcome.get() == text)
    }

    @Test("a file without bytes, compressed", arguments: CompressionFormat.allCases)
    func emptyContent(_ format: CompressionFormat) throws {
        #expect(try StreamSample.decompress(SampleCompressor.compress([], format), format).get() == [])
    }

    @Test("an end anywhere too early is told from damage", arguments: CompressionFormat.allCases, [1, 1 << 16])
    func truncated(_ format: CompressionFormat, _ window: Int) {
        let stored = StreamSample.stored(format)
        for count in 0..<stored.count {
            let outcome = StreamSample.decompress(Array(stored.prefix(count)), format, inputs: window, outputs: window)
            // Where a chunk ends, a stream of Snappy may end.
            if format == .snappyFramed, count == 10 {
                #expect(outcome == .success([]))
            } else {
                #expect(outcome.fault?.kind == (count == 0 ? .empty : .truncated), "\(count) bytes")
                #expect(outcome.fault?.offset == UInt64(count), "\(count) bytes")
            }
        }
    }

    @Test("a changed bit is found, or changes no byte of the content", arguments: CompressionFormat.allCases)
    func bitFlips(_ format: CompressionFormat) {
        let stored = StreamSample.stored(format)
        var found = 0
        for place in stored.indices {
            for bit in 0..<8 {
                var changed = stored
                changed[place] ^= 1 << UInt8(bit)
                switch StreamSample.decompress(changed, format, limit: 1 << 20) {
                case .failure(let fault):
                    found += 1
                    #expect(fault.offset <= UInt64(changed.count))
                case .success(let content):
                    // The older format of LZMA has no checksum; a chunk of Snappy can turn into one to be passed over.
                    let isUnseen = format == .lzma || format == .snappyFramed && place == 10 && content.isEmpty
                    #expect(isUnseen || content == StreamSample.content, "byte \(place), bit \(bit)")
                }
            }
        }
        #expect(found > stored.count)
    }

    @Test("garbage, alone and behind a right beginning, is no trap", arguments: CompressionFormat.allCases)
    func garbage(_ format: CompressionFormat) {
        let stored = StreamSample.stored(format)
        var random = SplitMix64(seed: 22)
        for _ in 0..<1000 {
            let garbage = (0..<Int.random(in: 1..<80, using: &random)).map { _ in
                UInt8.random(in: 0...255, using: &random)
            }
            _ = StreamSample.decompress(garbage, format, limit: 1 << 20)
            let half = Array(stored.prefix(stored.count / 2)) + garbage
            _ = StreamSample.decompress(half, format, inputs: 5, outputs: 9, limit: 1 << 20)
        }
    }

    @Test(
        "a second stream is content of Zstandard and Snappy; of the others Zeebe reads the first only",
        arguments: CompressionFormat.allCases,
        [1, 1 << 16]
    )
    func twice(_ format: CompressionFormat, _ window: Int) throws {
        let stored = StreamSample.stored(format)
        let outcome = StreamSample.decompress(stored + stored, format, inputs: window, outputs: window)
        if [.zstd, .snappyFramed].contains(format) {
            #expect(try outcome.get() == StreamSample.content + StreamSample.content)
        } else {
            #expect(outcome.fault?.kind == .trailing)
            #expect(outcome.fault?.offset == UInt64(stored.count))
        }
    }

    @Test(
        "bytes behind the stream are a fault there",
        arguments: CompressionFormat.allCases,
        [[0, 0, 0, 0, 0], [0x42]]
    )
    func trailing(_ format: CompressionFormat, _ bytes: [UInt8]) {
        let stored = StreamSample.stored(format)
        let fault = StreamSample.decompress(stored + bytes, format).fault
        switch format {
        case .zstd: #expect(fault?.kind == .damaged && fault?.offset == UInt64(stored.count))
        case .snappyFramed: #expect(fault?.kind == (bytes.count < 4 ? .truncated : .damaged))
        default: #expect(fault?.kind == .trailing && fault?.offset == UInt64(stored.count))
        }
    }

    @Test("frames to be skipped stand before, between and behind those of Zstandard", arguments: [1, 1 << 16])
    func skippableFrames(_ window: Int) throws {
        let stored = StreamSample.stored(.zstd)
        let skipped: [UInt8] = [0x5F, 0x2A, 0x4D, 0x18, 3, 0, 0, 0, 1, 2, 3]
        let all = skipped + stored + skipped + skipped + stored + skipped
        let outcome = StreamSample.decompress(all, .zstd, inputs: window, outputs: window)
        #expect(try outcome.get() == StreamSample.content + StreamSample.content)
    }

    @Test("frames of formats before the current one are not given to their old decoders")
    func oldFrames() {
        // Zstandard 0.1 to 0.7, and LZ4's format of before frames.
        for value in (0x22...0x27).map({ UInt8($0) }) + [0x1E] {
            let fault = StreamSample.decompress([value, 0xB5, 0x2F, 0xFD] + [UInt8](repeating: 0, count: 40), .zstd)
                .fault
            #expect(fault?.kind == .damaged && fault?.offset == 0, "\(value)")
        }
        let fault = StreamSample.decompress([0x02, 0x21, 0x4C, 0x18, 0, 0, 0, 0, 0], .lz4Framed).fault
        #expect(fault?.kind == .damaged && fault?.offset == 0)
    }

    @Test("little that becomes much ends at the limit", arguments: CompressionFormat.allCases)
    func bomb(_ format: CompressionFormat) {
        let stored = SampleCompressor.compress([UInt8](repeating: 0, count: 8 << 20), format)
        let fault = StreamSample.decompress(stored, format, limit: 1 << 20).fault
        #expect(fault?.kind == .beyondLimits)
        #expect(fault?.reason.contains("1048576") == true)
        #expect(StreamSample.decompress(stored, format, limit: 8 << 20).fault == nil)
    }

    @Test("no stream gets more memory than is allowed, whatever it asks for")
    func memory() {
        // A dictionary of 2 GiB; a window of 2 GiB, which Zeebe refuses as well.
        let lzma: [UInt8] = [0x5D, 0, 0, 0, 0x80] + [UInt8](repeating: 0xFF, count: 8) + [0, 0, 0, 0, 0, 0]
        #expect(StreamSample.decompress(lzma, .lzma).fault?.kind == .beyondLimits)
        let zstandard: [UInt8] = [0x28, 0xB5, 0x2F, 0xFD, 0x00, 0xA8, 0x01, 0x00, 0x00]
        #expect(StreamSample.decompress(zstandard, .zstd).fault?.kind == .damaged)
        // A window of 128 MiB is allowed.
        #expect(StreamSample.decompress([0x28, 0xB5, 0x2F, 0xFD, 0x00, 0x88, 0x01, 0x00, 0x00], .zstd) == .success([]))
    }

    @Test("a chunk of Snappy that says it is larger than a chunk can be is not believed")
    func snappyChunk() {
        let identifier = Array(StreamSample.stored(.snappyFramed).prefix(10))
        for chunk: [UInt8] in [
            [0x00, 0xFF, 0xFF, 0xFF], [0x01, 0x05, 0x00, 0x01],
            [0x00, 0x09, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0x0F],
            [0x00, 0x03, 0, 0, 0, 0, 0], [0x02, 0, 0, 0], [0xFF, 0x06, 0, 0, 0x73, 0x4E, 0x61, 0x50, 0x70, 0x58],
        ] {
            let fault = StreamSample.decompress(identifier + chunk + [UInt8](repeating: 0, count: 8), .snappyFramed)
                .fault
            #expect(fault?.kind == .damaged, "\(chunk)")
        }
        // Padding, and what other programs add, is passed over; what is stored as it is has a checksum too.
        let plain: [UInt8] = [0x01, 0x07, 0, 0, 0x6E, 0x57, 0xF1, 0x21, 0x61, 0x62, 0x63]
        let outcome = StreamSample.decompress(identifier + [0xFE, 2, 0, 0, 9, 9, 0x80, 0, 0, 0] + plain, .snappyFramed)
        #expect(outcome == .success(Array("abc".utf8)))
    }

    @Test("a fault stays: nothing is decompressed behind it")
    func remembered() throws {
        let stream = try DecompressionStream(.gz)
        var output = [UInt8](repeating: 0, count: 10)
        let bytes: [UInt8] = [1, 2, 3]
        var faults: [CompressionFault] = []
        for _ in 0..<2 {
            do throws(CompressionFault) {
                var elements = output.mutableSpan
                var target = elements.mutableBytes
                _ = try stream.decompress(bytes.span.bytes, into: &target)
            } catch {
                faults.append(error)
            }
        }
        #expect(faults.count == 2 && faults.first == faults.last)
        #expect(throws: CompressionFault.self) { try stream.finish() }
    }
}
