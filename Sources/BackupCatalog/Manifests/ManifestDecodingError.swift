public import BackupModel

/// Says why the bytes of a manifest do not become a `Manifest`.
public struct ManifestDecodingError: Error, Equatable, Sendable {
    /// The code under which it is reported: `manifest.unreadable` or `manifest.unknown-state`.
    public let code: FindingCode
    /// What is wrong, with expected and found.
    public let reason: String
    /// Offset in bytes of the place, from the start of the manifest.
    public let offset: Int
    /// Whether the document is one of the S3 store, which is another store type's data here.
    public let isS3Dialect: Bool

    /// Creates an error.
    public init(_ code: FindingCode, _ reason: String, at offset: Int, isS3Dialect: Bool = false) {
        self.code = code
        self.reason = reason
        self.offset = offset
        self.isS3Dialect = isS3Dialect
    }
}
