/// The content of a compressed file, piece by piece, in memory that does not grow with it.
///
/// The file must be one stream of its format, whole and with nothing behind it, for so Zeebe writes it and reads it: of
/// gzip, bzip2, xz and LZ4 it takes the first stream and ignores what follows, so a second stream counts as that. Only frames
/// of Zstandard and chunks of Snappy follow each other. All checksums that a format has are proved.
///
/// Whatever the bytes are, a stream takes at most 128 MiB of memory and a few buffers, and gives at most its limit.
public final class DecompressionStream {
    /// The most bytes of content that a stream gives where nothing else is said: S3 stores objects of at most 5 GiB.
    public static let defaultContentLimit: UInt64 = 64 * 1024 * 1024 * 1024

    /// Number of compressed bytes that were taken.
    public private(set) var consumedByteCount: UInt64 = 0

    /// Number of bytes of content that were given.
    public private(set) var producedByteCount: UInt64 = 0

    private let decoder: any StreamDecoder
    private let contentLimit: UInt64
    private var place = StreamStep.Place.inside
    private var fault: CompressionFault?

    /// Libraries count bytes of one call in 32 bits.
    private static let stepByteCount = 1 << 30

    /// Creates a stream of which nothing was read.
    ///
    /// - Throws: A fault beyond limits when there is no memory for it.
    public init(
        _ format: CompressionFormat,
        contentLimit: UInt64 = DecompressionStream.defaultContentLimit
    ) throws(CompressionFault) {
        self.contentLimit = contentLimit
        do throws(StreamFailure) {
            decoder = try Self.decoder(format)
        } catch {
            throw CompressionFault(.beyondLimits, error.reason, at: 0)
        }
    }

    private static func decoder(_ format: CompressionFormat) throws(StreamFailure) -> any StreamDecoder {
        switch format {
        case .bzip2: try Bzip2Stream()
        case .deflate: try ZlibStream(.zlib)
        case .gz: try ZlibStream(.gzip)
        case .lz4Framed: try LZ4FrameStream()
        case .lzma: try LZMAStream(.alone)
        case .snappyFramed: SnappyFrameStream()
        case .xz: try LZMAStream(.xz)
        case .zstd: try ZstandardStream()
        }
    }

    /// Takes compressed bytes and writes content, as much as there is of the one and room for the other.
    ///
    /// Hand over the bytes that were not taken again. Once all bytes of the file were, go on without any until nothing is
    /// written any more, then call ``finish()``.
    ///
    /// - Returns: How many bytes of `input` were taken, and how many were written to `output`.
    public func decompress(
        _ input: RawSpan,
        into output: inout MutableRawSpan
    ) throws(CompressionFault) -> (consumed: Int, produced: Int) {
        if let fault { throw fault }
        if case .end = place {
            guard input.byteCount > 0 else { return (0, 0) }
            throw remember(
                CompressionFault(.trailing, "bytes follow the end of the compressed data", at: consumedByteCount)
            )
        }
        // At a boundary there is nothing to be written without new bytes.
        if case .boundary = place, input.byteCount == 0 { return (0, 0) }
        guard output.byteCount > 0 else { return (0, 0) }
        let step = try step(input, into: &output)
        consumedByteCount += UInt64(step.consumed)
        producedByteCount += UInt64(step.produced)
        place = step.place
        guard producedByteCount <= contentLimit else {
            throw remember(
                CompressionFault(
                    .beyondLimits,
                    "the content is larger than \(contentLimit) bytes, the most that is decompressed",
                    at: consumedByteCount
                )
            )
        }
        if step.consumed == 0, step.produced == 0, input.byteCount > 0, case .inside = place {
            throw remember(CompressionFault(.damaged, "the compressed data lead nowhere", at: consumedByteCount))
        }
        return (step.consumed, step.produced)
    }

    private func step(_ input: RawSpan, into output: inout MutableRawSpan) throws(CompressionFault) -> StreamStep {
        do throws(StreamFailure) {
            return try unsafe output.withUnsafeMutableBytes { (target) throws(StreamFailure) in
                try unsafe input.withUnsafeBytes { (source) throws(StreamFailure) in
                    // Libraries want addresses that are never null.
                    var nothing: UInt8 = 0
                    return try unsafe withUnsafeMutableBytes(of: &nothing) { (nothing) throws(StreamFailure) in
                        let source = unsafe source.isEmpty ? UnsafeRawBufferPointer(rebasing: nothing[..<0]) : source
                        return try unsafe decoder.decode(
                            UnsafeRawBufferPointer(rebasing: source.prefix(Self.stepByteCount)),
                            into: UnsafeMutableRawBufferPointer(rebasing: target.prefix(Self.stepByteCount))
                        )
                    }
                }
            }
        } catch {
            throw remember(
                CompressionFault(
                    error.isBeyondLimits ? .beyondLimits : .damaged,
                    error.reason,
                    at: consumedByteCount + UInt64(error.consumed)
                )
            )
        }
    }

    /// Proves that the compressed bytes so far are the whole stream.
    public func finish() throws(CompressionFault) {
        if let fault { throw fault }
        guard consumedByteCount > 0 else { throw CompressionFault(.empty, "there are no compressed bytes", at: 0) }
        if case .inside = place {
            throw CompressionFault(.truncated, "the compressed data end early", at: consumedByteCount)
        }
    }

    private func remember(_ fault: CompressionFault) -> CompressionFault {
        self.fault = fault
        return fault
    }
}
