public import Cryptography
public import ZeebeFormat

/// What proves to AWS, or to a service like it, who sends a request.
public struct AWSCredentials: Equatable, Sendable {
    /// The public name of the key.
    public let accessKeyID: String

    /// The key.
    public let secretAccessKey: Secret

    /// What goes with keys that expire; `nil` for those that do not.
    public let sessionToken: Secret?

    /// When they expire; `nil` when they do not.
    public let expiresAt: Timestamp?

    /// Creates credentials.
    public init(
        accessKeyID: String,
        secretAccessKey: Secret,
        sessionToken: Secret? = nil,
        expiresAt: Timestamp? = nil
    ) {
        self.accessKeyID = accessKeyID
        self.secretAccessKey = secretAccessKey
        self.sessionToken = sessionToken
        self.expiresAt = expiresAt
    }
}

/// A place where credentials may be.
public protocol AWSCredentialSource: Sendable {
    /// What the user knows the place as: "environment", "profile staging".
    var name: String { get }

    /// Looks for credentials.
    ///
    /// - Throws: `CredentialFailure` when the place is meant to give some and does not: others are then not tried.
    func find() async throws(CredentialFailure) -> AWSCredentialsFound
}

/// What came of looking at one place.
public enum AWSCredentialsFound: Equatable, Sendable {
    /// Credentials.
    case credentials(AWSCredentials)
    /// None, for this reason, as a phrase.
    case none(String)
}
