internal import CBzip2
internal import CLZ4
internal import CLzma
internal import CSnappy
internal import CZlib
internal import CZstandard
internal import Checksums
public import Decompression

/// Compresses as the writers of S3 backups do: one stream of the whole file.
public enum SampleCompressor {
    /// Returns the compressed form of `content`.
    public static func compress(_ content: [UInt8], _ format: CompressionFormat) -> [UInt8] {
        switch format {
        case .bzip2: bzip2(content)
        case .deflate: zlib(content, windowBits: 15)
        case .gz: zlib(content, windowBits: 31)
        case .lz4Framed: lz4(content)
        case .lzma: lzma(content)
        case .snappyFramed: snappy(content)
        case .xz: xz(content)
        case .zstd: zstandard(content)
        }
    }

    private static func filled(_ capacity: Int, _ write: (UnsafeMutableBufferPointer<UInt8>) -> Int) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: capacity) { target, count in count = write(target) }
    }

    private static func zlib(_ content: [UInt8], windowBits: CInt) -> [UInt8] {
        var content = content
        return content.withUnsafeMutableBufferPointer { content in
            filled(content.count + content.count / 100 + 1024) { target in
                var stream = z_stream()
                stream.next_in = content.baseAddress
                stream.avail_in = UInt32(content.count)
                stream.next_out = target.baseAddress
                stream.avail_out = UInt32(target.count)
                let size = CInt(MemoryLayout<z_stream>.size)
                precondition(
                    deflateInit2_(&stream, 6, Z_DEFLATED, windowBits, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION, size) == Z_OK
                )
                precondition(CZlib.deflate(&stream, Z_FINISH) == Z_STREAM_END)
                deflateEnd(&stream)
                return target.count - Int(stream.avail_out)
            }
        }
    }

    private static func bzip2(_ content: [UInt8]) -> [UInt8] {
        var content = content
        return content.withUnsafeMutableBytes { content in
            filled(content.count + content.count / 100 + 1024) { target in
                var count = UInt32(target.count)
                let status = BZ2_bzBuffToBuffCompress(
                    UnsafeMutableRawPointer(target.baseAddress)?.assumingMemoryBound(to: CChar.self),
                    &count,
                    content.assumingMemoryBound(to: CChar.self).baseAddress,
                    UInt32(content.count),
                    9,
                    0,
                    0
                )
                precondition(status == BZ_OK)
                return Int(count)
            }
        }
    }

    private static func xz(_ content: [UInt8]) -> [UInt8] {
        filled(lzma_stream_buffer_bound(content.count)) { target in
            var count = 0
            precondition(
                lzma_easy_buffer_encode(
                    1,
                    LZMA_CHECK_CRC64,
                    nil,
                    content,
                    content.count,
                    target.baseAddress,
                    &count,
                    target.count
                ) == LZMA_OK
            )
            return count
        }
    }

    /// With a header of unknown size and a mark at the end, as Apache Commons Compress writes it.
    private static func lzma(_ content: [UInt8]) -> [UInt8] {
        content.withUnsafeBufferPointer { content in
            filled(content.count + content.count / 2 + 1024) { target in
                var options = lzma_options_lzma()
                precondition(lzma_lzma_preset(&options, 1) == 0)
                var stream = lzma_stream()
                precondition(lzma_alone_encoder(&stream, &options) == LZMA_OK)
                stream.next_in = content.baseAddress
                stream.avail_in = content.count
                stream.next_out = target.baseAddress
                stream.avail_out = target.count
                precondition(lzma_code(&stream, LZMA_FINISH) == LZMA_STREAM_END)
                let count = target.count - stream.avail_out
                lzma_end(&stream)
                return count
            }
        }
    }

    private static func zstandard(_ content: [UInt8]) -> [UInt8] {
        filled(ZSTD_compressBound(content.count)) { target in
            let count = ZSTD_compress(target.baseAddress, target.count, content, content.count, 3)
            precondition(ZSTD_isError(count) == 0)
            return count
        }
    }

    private static func lz4(_ content: [UInt8]) -> [UInt8] {
        var preferences = LZ4F_preferences_t()
        preferences.frameInfo.contentChecksumFlag = LZ4F_contentChecksumEnabled
        return filled(LZ4F_compressFrameBound(content.count, &preferences)) { target in
            let count = LZ4F_compressFrame(target.baseAddress, target.count, content, content.count, &preferences)
            precondition(LZ4F_isError(count) == 0)
            return count
        }
    }

    /// The identifier, then one chunk for every 64 KiB.
    private static func snappy(_ content: [UInt8]) -> [UInt8] {
        var stream = chunk(0xFF, Array("sNaPpY".utf8))
        for start in stride(from: 0, to: content.count, by: 65536) {
            let part = Array(content[start..<min(start + 65536, content.count)])
            let compressed = filled(snappy_max_compressed_length(part.count)) { target in
                part.withUnsafeBytes { part in
                    var count = target.count
                    precondition(
                        snappy_compress(
                            part.assumingMemoryBound(to: CChar.self).baseAddress,
                            part.count,
                            UnsafeMutableRawPointer(target.baseAddress)?.assumingMemoryBound(to: CChar.self),
                            &count
                        ) == SNAPPY_OK
                    )
                    return count
                }
            }
            let checksum = CRC32C.masked(CRC32C.checksum(of: part.span.bytes))
            stream += chunk(0, littleEndian(checksum, 4) + compressed)
        }
        return stream
    }

    private static func chunk(_ type: UInt8, _ body: [UInt8]) -> [UInt8] {
        [type] + littleEndian(UInt32(body.count), 3) + body
    }

    private static func littleEndian(_ value: UInt32, _ count: Int) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: value >> UInt32(8 * $0)) }
    }
}
