/// What `gs://bucket/base/path` names.
public struct GoogleCloudAddress: Equatable, Sendable {
    /// The bucket.
    public let bucket: String

    /// What all names of objects begin with: empty, or it ends with `/`.
    public let base: String

    /// Parses what stands behind `gs://`. Slashes around the base path are left out, as Zeebe leaves them out of its
    /// `basePath` (store-layout §3.2).
    ///
    /// - Returns: `nil` when there is no bucket, its name holds what no bucket's name may, or the base path holds an empty
    ///   part.
    public init?(_ text: some StringProtocol) {
        let bytes = Array(text.utf8)
        let end = bytes.firstIndex(of: UInt8(ascii: "/")) ?? bytes.endIndex
        let bucket = bytes[..<end]
        let isName = bucket.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"),
                UInt8(ascii: "."), UInt8(ascii: "_"):
                true
            default: false
            }
        }
        guard (3...222).contains(bucket.count), isName else { return nil }
        guard let base = BasePath.prefix(bytes[end...].drop { $0 == UInt8(ascii: "/") }) else { return nil }
        self.bucket = String(decoding: bucket, as: UTF8.self)
        self.base = base
    }
}
