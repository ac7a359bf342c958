internal import SafeText

/// Says which store it is, for messages and reports.
public struct StoreLocation: Hashable, Sendable, CustomStringConvertible {
    /// The kinds of stores that Zeebe writes backups to; the raw value is the name used in reports.
    public enum Kind: String, CaseIterable, Hashable, Sendable {
        /// A directory.
        case filesystem
        /// An S3 bucket.
        case s3
        /// A Google Cloud Storage bucket.
        case gcs
        /// An Azure Blob Storage container.
        case azure
    }

    /// The kind of the store.
    public let kind: Kind

    /// The place as the user would write it, printable and without secrets.
    public let text: String

    /// Creates a location; `text` is brought to its printable form and must not hold a secret.
    public init(_ kind: Kind, _ text: String) {
        self.kind = kind
        self.text = PrintableText.form(of: text)
    }

    /// The place.
    public var description: String { text }
}
