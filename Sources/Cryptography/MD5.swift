/// MD5 (RFC 1321) over pieces: for comparison with what stores computed, never for security.
public struct MD5: ~Copyable {
    /// Number of bytes of a digest.
    public static let byteCount = 16

    private let hash = MessageDigest(.md5)

    /// Begins a hash.
    public init() {}

    /// Adds bytes.
    public mutating func update(_ bytes: RawSpan) {
        unsafe bytes.withUnsafeBytes { unsafe hash.update($0) }
    }

    /// Returns the digest of all bytes, 16 bytes. The hash is used up.
    public consuming func finish() -> [UInt8] {
        hash.finish(.md5)
    }

    /// Returns the digest of `bytes`, 16 bytes.
    public static func digest(of bytes: some Sequence<UInt8>) -> [UInt8] {
        MessageDigest.Algorithm.md5.digest(of: bytes)
    }
}
