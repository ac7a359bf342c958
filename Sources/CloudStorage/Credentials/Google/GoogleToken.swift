public import Cryptography

/// What lets requests to Google's services in for a while.
public struct GoogleToken: BearerToken, Equatable {
    /// The token.
    public let secret: Secret

    /// How long it is good from when it was given out; `nil` where the service does not say.
    public let lifetime: Duration?

    /// Creates a token.
    public init(_ secret: Secret, lifetime: Duration?) {
        self.secret = secret
        self.lifetime = lifetime
    }

    /// Reads a token out of an answer.
    ///
    /// - Throws: `CredentialFailure` when it is not there, or cannot be part of a header. It is not repeated.
    init(_ text: String?, lifetime: Duration?, from place: String) throws(CredentialFailure) {
        guard let secret = Self.secret(text) else {
            throw CredentialFailure("the answer of \(place) holds no usable token")
        }
        self.init(secret, lifetime: lifetime)
    }

    /// Metadata servers have a new one four minutes before the end.
    public static var renewalMargin: Duration { .seconds(225) }

    /// The whole of ``lifetime``: a token comes when it is given out.
    public func lifetime(by time: any TimeSource) -> Duration? { lifetime }
}

/// Tokens of Google that are replaced in time.
public typealias GoogleTokenCache = CredentialCache<GoogleToken>

extension CredentialCache where Credentials == GoogleToken {
    /// Creates an empty cache of what a source gives.
    public init(_ source: any GoogleTokenSource, time: any TimeSource) {
        self.init(time: time) { () async throws(CredentialFailure) in try await source.token() }
    }
}

/// Credentials of one kind, which give out tokens.
public protocol GoogleTokenSource: Sendable {
    /// Asks for a token that is good now.
    ///
    /// - Throws: `CredentialFailure`, which says what to do about it and holds no secret.
    func token() async throws(CredentialFailure) -> GoogleToken
}

/// What tokens are asked for.
enum GoogleScope {
    /// Reading objects and lists, and nothing else.
    static let readObjects = "https://www.googleapis.com/auth/devstorage.read_only"
    /// What a token must be good for that is given in return for one of another account.
    static let impersonate = "https://www.googleapis.com/auth/iam"
    /// The same for a federated identity, to which Google gives no narrower one.
    static let federate = "https://www.googleapis.com/auth/cloud-platform"
}
