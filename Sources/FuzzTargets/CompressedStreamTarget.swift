internal import Decompression
internal import ZeebeFormat

/// A compressed file gives the same content whatever the windows through which it passes, or a fault inside of it.
///
/// The first byte of the input names the format, the second the windows; the rest is the file.
enum CompressedStreamTarget {
    /// The most content that is decompressed.
    private static let contentLimit: UInt64 = 256 * 1024

    static func run(_ input: RawSpan) throws(BrokenProperty) {
        guard input.byteCount >= 2 else { return }
        let formats = CompressionFormat.allCases
        let format = formats[Int(input.byte(at: 0)) % formats.count]
        let windows = Int(input.byte(at: 1))
        let file = input.copy(2..<input.byteCount)
        let whole = decompress(file, format, inputs: max(file.count, 1), outputs: 1 << 16)
        let pieces = decompress(file, format, inputs: 1 + windows & 15, outputs: 1 << (windows >> 4))
        for case .failure(let fault) in [whole, pieces] {
            try require(FormatError(fault.reason, at: Int(clamping: fault.offset)), isInside: file.count)
        }
        switch (whole, pieces) {
        case (.success(let whole), .success(let pieces)):
            try require(whole == pieces, "\(whole.count) bytes at once, \(pieces.count) others in pieces")
            try require(UInt64(whole.count) <= contentLimit, "\(whole.count) bytes, more than the limit")
        case (.failure, .failure): break
        default: throw BrokenProperty("at once \(summary(whole)), in pieces \(summary(pieces))")
        }
    }

    private static func summary(_ outcome: Result<[UInt8], CompressionFault>) -> String {
        switch outcome {
        case .success(let content): "\(content.count) bytes"
        case .failure(let fault): fault.description
        }
    }

    private static func decompress(
        _ file: [UInt8],
        _ format: CompressionFormat,
        inputs: Int,
        outputs: Int
    ) -> Result<[UInt8], CompressionFault> {
        var content: [UInt8] = []
        do throws(CompressionFault) {
            let stream = try DecompressionStream(format, contentLimit: contentLimit)
            var place = 0
            while true {
                // Allocations of their own, so that a sanitizer sees each access past their ends.
                let piece = Array(file[place..<min(place + inputs, file.count)])
                var window = [UInt8](repeating: 0, count: outputs)
                var elements = window.mutableSpan
                var output = unsafe elements.mutableBytes
                let (consumed, produced) = try unsafe stream.decompress(piece.span.bytes, into: &output)
                place += consumed
                content += window.prefix(produced)
                if place == file.count, produced == 0 { break }
            }
            try stream.finish()
            return .success(content)
        } catch {
            return .failure(error)
        }
    }
}
