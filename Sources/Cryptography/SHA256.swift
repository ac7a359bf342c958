/// SHA-256 (FIPS 180-4) over pieces.
public struct SHA256: ~Copyable {
    /// Number of bytes of a digest.
    public static let byteCount = 32

    private let hash = MessageDigest(.sha256)

    /// Begins a hash.
    public init() {}

    /// Adds bytes.
    public mutating func update(_ bytes: RawSpan) {
        unsafe bytes.withUnsafeBytes { unsafe hash.update($0) }
    }

    /// Returns the digest of all bytes, 32 bytes. The hash is used up.
    public consuming func finish() -> [UInt8] {
        hash.finish(.sha256)
    }

    /// Returns the digest of `bytes`, 32 bytes.
    public static func digest(of bytes: some Sequence<UInt8>) -> [UInt8] {
        MessageDigest.Algorithm.sha256.digest(of: bytes)
    }
}
