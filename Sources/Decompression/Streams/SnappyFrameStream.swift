internal import CSnappy
internal import Checksums

/// Chunks of Snappy's framing format, each with the checksum of its content, which is CRC-32C in its masked form.
final class SnappyFrameStream: StreamDecoder {
    /// Kinds of chunks.
    private enum ChunkType {
        static let compressed: UInt8 = 0x00
        static let uncompressed: UInt8 = 0x01
        /// From here on a chunk may be passed over.
        static let firstSkippable: UInt8 = 0x80
        static let streamIdentifier: UInt8 = 0xFF
    }

    private enum Phase {
        case header
        case body(UInt8, remaining: Int)
        case skipped(remaining: Int)
    }

    private static let identifier = Array("sNaPpY".utf8)
    private static let checksumByteCount = 4
    /// The most bytes of content in a chunk, by the format.
    private static let maximumContentByteCount = 65536
    /// The most that Snappy itself makes of them.
    private static let maximumCompressedByteCount = 32 + maximumContentByteCount + maximumContentByteCount / 6

    private var phase = Phase.header
    private var hasIdentifier = false
    /// The header, or the body, as far as it came in.
    private var chunk: [UInt8] = []
    private var content: [UInt8] = []
    /// Number of bytes of the content that were given.
    private var given = 0

    func decode(
        _ input: UnsafeRawBufferPointer,
        into output: UnsafeMutableRawBufferPointer
    ) throws(StreamFailure) -> StreamStep {
        var consumed = 0
        var produced = 0
        while true {
            let count = unsafe give(UnsafeMutableRawBufferPointer(rebasing: output[produced...]))
            produced += count
            guard given == content.count, consumed < input.count else { break }
            let rest = unsafe UnsafeRawBufferPointer(rebasing: input[consumed...])
            do throws(StreamFailure) {
                consumed += try unsafe take(rest)
            } catch {
                throw StreamFailure(error.reason, isBeyondLimits: error.isBeyondLimits, consumed: consumed)
            }
        }
        var isBoundary = false
        if case .header = phase { isBoundary = hasIdentifier && chunk.isEmpty && given == content.count }
        return StreamStep(consumed: consumed, produced: produced, place: isBoundary ? .boundary : .inside)
    }

    private func give(_ output: UnsafeMutableRawBufferPointer) -> Int {
        let count = min(output.count, content.count - given)
        guard count > 0 else { return 0 }
        unsafe output.copyBytes(from: content[given..<(given + count)])
        given += count
        return count
    }

    /// Takes bytes of at most one chunk.
    private func take(_ input: UnsafeRawBufferPointer) throws(StreamFailure) -> Int {
        switch phase {
        case .header:
            let count = unsafe collect(input, upTo: 4)
            if chunk.count == 4 {
                try begin(chunk[0], byteCount: Int(chunk[1]) | Int(chunk[2]) << 8 | Int(chunk[3]) << 16)
            }
            return count
        case .skipped(let remaining):
            let count = min(input.count, remaining)
            phase = count == remaining ? .header : .skipped(remaining: remaining - count)
            return count
        case .body(let type, let remaining):
            let count = unsafe collect(input, upTo: chunk.count + remaining)
            phase = .body(type, remaining: remaining - count)
            if count == remaining { try end(type) }
            return count
        }
    }

    private func collect(_ input: UnsafeRawBufferPointer, upTo wanted: Int) -> Int {
        let count = min(input.count, wanted - chunk.count)
        unsafe chunk.append(contentsOf: input.prefix(count))
        return count
    }

    private func begin(_ type: UInt8, byteCount: Int) throws(StreamFailure) {
        chunk.removeAll(keepingCapacity: true)
        guard hasIdentifier || type == ChunkType.streamIdentifier else { throw StreamFailure("no stream identifier") }
        let limit: Int
        switch type {
        case ChunkType.streamIdentifier: limit = Self.identifier.count
        case ChunkType.compressed: limit = Self.checksumByteCount + Self.maximumCompressedByteCount
        case ChunkType.uncompressed: limit = Self.checksumByteCount + Self.maximumContentByteCount
        case ChunkType.firstSkippable...:
            phase = byteCount == 0 ? .header : .skipped(remaining: byteCount)
            return
        default: throw StreamFailure("a chunk of the unknown kind \(type)")
        }
        guard byteCount <= limit else { throw StreamFailure("a chunk of \(byteCount) bytes, more than \(limit)") }
        phase = .body(type, remaining: byteCount)
        if byteCount == 0 { try end(type) }
    }

    private func end(_ type: UInt8) throws(StreamFailure) {
        if type == ChunkType.streamIdentifier {
            guard chunk == Self.identifier else { throw StreamFailure("another stream identifier") }
            hasIdentifier = true
        } else {
            guard chunk.count >= Self.checksumByteCount else {
                throw StreamFailure("a chunk of \(chunk.count) bytes, too short for its checksum")
            }
            given = 0
            if type == ChunkType.compressed {
                try decompress()
            } else {
                content.removeAll(keepingCapacity: true)
                content.append(contentsOf: chunk[Self.checksumByteCount...])
            }
            try proveChecksum()
        }
        chunk.removeAll(keepingCapacity: true)
        phase = .header
    }

    private func decompress() throws(StreamFailure) {
        let status = unsafe chunk.withUnsafeBytes { chunk in
            let source = unsafe UnsafeRawBufferPointer(rebasing: chunk[Self.checksumByteCount...])
                .assumingMemoryBound(to: CChar.self)
            // The library writes as many bytes as the chunk says, so that number is looked at first.
            var count = 0
            guard let start = source.baseAddress,
                unsafe snappy_uncompressed_length(start, source.count, &count) == SNAPPY_OK,
                count <= Self.maximumContentByteCount
            else { return false }
            content = unsafe [UInt8](unsafeUninitializedCapacity: max(count, 1)) { target, initialized in
                var written = count
                let isWhole = unsafe target.withMemoryRebound(to: CChar.self) { target in
                    guard let base = target.baseAddress else { return false }
                    return unsafe snappy_uncompress(start, source.count, base, &written) == SNAPPY_OK
                }
                initialized = isWhole ? written : 0
            }
            return content.count == count
        }
        guard status else { throw StreamFailure("a chunk is damaged") }
    }

    private func proveChecksum() throws(StreamFailure) {
        let stated = (0..<Self.checksumByteCount).reduce(0 as UInt32) { $0 | UInt32(chunk[$1]) << UInt32(8 * $1) }
        let content = content
        let actual = unsafe CRC32C.masked(CRC32C.checksum(of: content.span.bytes))
        guard actual == stated else { throw StreamFailure("the checksum of a chunk is wrong") }
    }
}
