import Decompression
import Testing

@Suite("Names and beginnings of compressed files (store-layout §9.1)")
struct CompressionFormatTests {
    @Test("names are those of Apache Commons Compress, in any case")
    func names() {
        for name in ["bzip2", "deflate", "gz", "lz4-framed", "lzma", "snappy-framed", "xz", "zstd"] {
            #expect(CompressionFormat(name: name)?.rawValue == name)
            #expect(CompressionFormat(name: name.uppercased())?.rawValue == name)
        }
        for name in ["lz4-block", "pack200", "", "zstd ", "snappy-raw", "brotli"] {
            #expect(CompressionFormat(name: name) == nil)
        }
    }

    @Test("samples are known by their beginnings, where the format has one", arguments: CompressionFormat.allCases)
    func beginnings(_ format: CompressionFormat) {
        let stored = StreamSample.stored(format)
        let first = stored.prefix(CompressionFormat.magicByteCount)
        #expect(CompressionFormat(firstBytes: first) == ([.deflate, .lzma].contains(format) ? nil : format))
        for other in CompressionFormat.allCases {
            let canBegin = other == format || [.deflate, .lzma].contains(other) && [.deflate, .lzma].contains(format)
            #expect(other.canBegin(with: first) == canBegin, "\(other)")
        }
        #expect(format.canBegin(with: []))
        #expect(CompressionFormat(firstBytes: []) == nil)
        #expect(CompressionFormat(firstBytes: Array("MANIFEST-0".utf8)) == nil)
    }

    @Test("Zstandard may begin with a frame to be skipped")
    func skippable() {
        #expect(CompressionFormat.zstd.canBegin(with: [0x5A, 0x2A, 0x4D, 0x18]))
    }
}
