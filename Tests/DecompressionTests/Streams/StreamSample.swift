import Decompression
import Foundation

/// The content of `CompressedSample` as each format stores a file, made with gzip, zlib, bz2 and lzma of Python, the commands
/// zstd and lz4, and libsnappy.
enum StreamSample {
    static let content = CompressedSample.content

    static func stored(_ format: CompressionFormat) -> [UInt8] {
        let text =
            switch format {
            case .bzip2:
                "QlpoOTFBWSZTWe2UEFcAAS5ZgAAQQAB/ADtp1gAgAHBQAYjTTRoJqqmmhoyaGRpvDaGsM67dlyrKu9eKzr1DSGsNIYQ1h7hvD9ItoYQ6"
                    + "Q3hxD7DKGMMYcQ4h/F3JFOFCQ7ZQQVw="
            case .deflate:
                "eNorSCwqySzJzM9TMFDIT1MoyUhVSEpMzi4t4CqAyxjilDHCKWOMU8YEp4wpThkznDKjrh51NbVcDQDXXBIl"
            case .gz:
                "H4sIAAAAAAACAytILCrJLMnMz1MwUMhPUyjJSFVISkzOLi3gKoDLGOKUMcIpY4xTxgSnjClOGTOcMqOuHnU1tVwNAENBU9gMAwAA"
            case .lz4Framed:
                "BCJNGGRAp0gAAAD2C3BhcnRpdGlvbiAwIG9mIHRoZSBiYWNrdXAKGgAfMRoABh8yGgAGHzMaAAYfNBoABh81GgAGHzYaAAYPtgD//zZQ"
                    + "Y2t1cAoAAAAASQFDvw=="
            case .lzma:
                "XQAAgAD//////////wA4GEqsISxdvC3DeohxeWm8P7DlKyvHL/vFqPP6p7u0YDPng5jQm/68NAuYehdfezG9emNZFTv//pBlgA=="
            case .snappyFramed:
                "/wYAAHNOYVBwWQBfAAAhnxlejAZkcGFydGl0aW9uIDAgb2YgdGhlIGJhY2t1cAoZGgAxYhoAADJiGgAAM2IaAAA0YhoAADViGgAANmIa"
                    + "AP62AP62AP62AP62AP62AP62AP62AP62AP62AC62AA=="
            case .xz:
                "/Td6WFoAAATm1rRGAgAhARYAAAB0L+Wj4AMLADZdADgYSqwhLF28LcN6iHF5abw/sOUrK8cv+8Wo8/qnu7RgM+eDmNCb/rw0C5h6F197"
                    + "Mb16YEj4AAAAAMgp640ra5FhAAFSjAYAAABuf27TscRn+wIAAAAABFla"
            case .zstd:
                "KLUv/QRYtQMAdANwYXJ0aXRpb24gMCBvZiB0aGUgYmFja3VwCjEyMzQ1NjAxMjM0NTYwMTIzNDU2MDEyMzQ1NjAxHgCgE7AcWBhYBCwH"
                    + "FgYWAcuBhYFFwHJgYWARsBxYGFgELAcWBhYBy4GFgUXAcmBhYBGwHFgYWASsa29zDPZwzHI="
            }
        return Array(Data(base64Encoded: text) ?? Data())
    }

    /// Decompresses through windows of these sizes; a stream that goes on without end fails the test by its limit.
    static func decompress(
        _ stored: [UInt8],
        _ format: CompressionFormat,
        inputs: Int = 1 << 20,
        outputs: Int = 1 << 16,
        limit: UInt64 = 1 << 28
    ) -> Result<[UInt8], CompressionFault> {
        var content: [UInt8] = []
        var window = [UInt8](repeating: 0xA5, count: outputs)
        do throws(CompressionFault) {
            let stream = try DecompressionStream(format, contentLimit: limit)
            var place = 0
            while true {
                let end = min(place + inputs, stored.count)
                let bytes = stored.span.bytes.extracting(place..<end)
                var elements = window.mutableSpan
                var output = elements.mutableBytes
                let (consumed, produced) = try stream.decompress(bytes, into: &output)
                place += consumed
                content += window[..<produced]
                if place == stored.count, produced == 0 { break }
            }
            try stream.finish()
            return .success(content)
        } catch {
            return .failure(error)
        }
    }
}

extension Result where Success == [UInt8], Failure == CompressionFault {
    var fault: CompressionFault? {
        if case .failure(let fault) = self { fault } else { nil }
    }
}
