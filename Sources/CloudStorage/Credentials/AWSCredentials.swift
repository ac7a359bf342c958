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

extension CredentialCache where Credentials == AWSCredentials {
    /// Creates an empty cache of what a source gives.
    public init(_ source: any AWSCredentialSource, time: any TimeSource) {
        self.init(time: time) { () async throws(CredentialFailure) in
            switch try await source.find() {
            case .credentials(let found): return found
            case .none(let reason): throw CredentialFailure("no credentials found (\(source.name): \(reason))")
            }
        }
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
