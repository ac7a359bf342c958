import Foundation
import ZeebeFormat

/// One content as each method stores it, made with zlib and bz2 of Python, the command zstd, and libsnappy.
enum CompressedSample {
    static let content: [UInt8] = (0..<30).flatMap { Array("partition \($0 % 7) of the backup\n".utf8) }

    static let methods: [BlockCompression] = [.snappy, .zlib, .bzip2, .zstandard]

    static func stored(_ method: BlockCompression) -> [UInt8] {
        let text =
            switch method {
            case .snappy:
                "jAZkcGFydGl0aW9uIDAgb2YgdGhlIGJhY2t1cAoZGgAxYhoAADJiGgAAM2IaAAA0YhoAADViGgAANmIaAP62AP62AP62AP62AP62AP62"
                    + "AP62AP62AP62AC62AA=="
            case .zlib: "K0gsKsksyczPUzBQyE9TKMlIVUhKTM4uLeAqgMsY4pQxwiljjFPGBKeMKU4ZM5wyo64edTW1XA0A"
            case .bzip2:
                "QlpoOTFBWSZTWe2UEFcAAS5ZgAAQQAB/ADtp1gAgAHBQAYjTTRoJqqmmhoyaGRpvDaGsM67dlyrKu9eKzr1DSGsNIYQ1h7hvD9ItoYQ6"
                    + "Q3hxD7DKGMMYcQ4h/F3JFOFCQ7ZQQVw="
            default:
                "KLUv/QBYtQMAdANwYXJ0aXRpb24gMCBvZiB0aGUgYmFja3VwCjEyMzQ1NjAxMjM0NTYwMTIzNDU2MDEyMzQ1NjAxHgCgE7AcWBhYBCwH"
                    + "FgYWAcuBhYFFwHJgYWARsBxYGFgELAcWBhYBy4GFgUXAcmBhYBGwHFgYWASsa29zDA=="
            }
        return Array(Data(base64Encoded: text) ?? Data())
    }
}
