public import Cryptography

/// What lets requests to Google's services in for a while.
public struct AccessToken: Equatable, Sendable {
    /// The token, which goes into the header `Authorization` behind `Bearer`.
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
        guard let text, text.utf8.allSatisfy({ (0x21..<0x7F).contains($0) }) else {
            throw CredentialFailure("the answer of \(place) holds no usable token")
        }
        self.init(Secret(text), lifetime: lifetime)
    }
}

/// Credentials of one kind, which give out tokens.
public protocol GoogleTokenSource: Sendable {
    /// Asks for a token that is good now.
    ///
    /// - Throws: `CredentialFailure`, which says what to do about it and holds no secret.
    func token() async throws(CredentialFailure) -> AccessToken
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
