public import BackupModel

/// Says why the bytes of a manifest do not become a `Manifest`.
public struct ManifestDecodingError: Error, Equatable, Sendable {
    /// The code under which it is reported: `manifest.unreadable`, `manifest.unknown-state`, or
    /// `manifest.id-mismatch` where it states no identity.
    public let code: FindingCode
    /// What is wrong, with expected and found.
    public let reason: String
    /// Offset in bytes of the place, from the start of the manifest.
    public let offset: Int
    /// The dialect that the document is of, where that is another one than was expected: another store type's data.
    public let foreignDialect: Catalog.Dialect?

    /// Creates an error.
    public init(_ code: FindingCode, _ reason: String, at offset: Int, foreignDialect: Catalog.Dialect? = nil) {
        self.code = code
        self.reason = reason
        self.offset = offset
        self.foreignDialect = foreignDialect
    }
}
