/// Says that a key cannot be used, or that the cryptographic library failed. It never holds a part of a secret.
public struct CryptographyError: Error, Equatable, Sendable, CustomStringConvertible {
    /// What went wrong, as a phrase.
    public let description: String

    /// Creates an error.
    init(_ description: String) {
        self.description = description
    }
}
