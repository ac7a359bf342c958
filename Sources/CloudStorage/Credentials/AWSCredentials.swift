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

extension AWSCredentials: ExpiringCredentials {
    /// Services of instances and containers have new ones five minutes before the end.
    public static var renewalMargin: Duration { .seconds(300) }

    /// The time until ``expiresAt``.
    public func lifetime(by time: any TimeSource) -> Duration? { expiresAt?.interval(since: time.now) }
}

/// Credentials of AWS that are replaced in time.
public typealias AWSCredentialCache = CredentialCache<AWSCredentials>
