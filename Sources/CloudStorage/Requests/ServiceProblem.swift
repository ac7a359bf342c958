public import ZeebeFormat

/// What a service says when it does not do what it was asked for.
public struct ServiceProblem: Equatable, Sendable {
    /// What kind of problem it is, by what can be done about it.
    public enum Kind: Equatable, Sendable {
        /// The object does not exist.
        case objectNotFound
        /// The bucket or container does not exist.
        case containerNotFound
        /// These credentials may not do this.
        case denied
        /// The service does not know these credentials, or the signature is wrong.
        case wrongCredentials
        /// The credentials were right once.
        case expiredCredentials
        /// The clock of this machine differs too much from the service's.
        case clockSkew
        /// The bucket is elsewhere; the region where the service names it.
        case wrongRegion(String?)
        /// The object is not the one that was asked for any more.
        case changed
        /// The object has no byte in the range.
        case rangeNotSatisfiable
        /// The object is encrypted with a key of the customer, and this request had none or another one.
        case customerKey
        /// The object lies where it cannot be read before somebody brings it back.
        case archived
        /// Too many requests.
        case throttled
        /// The service failed.
        case serverError
        /// Anything else.
        case other
    }

    /// What kind of problem it is.
    public let kind: Kind

    /// The status code.
    public let status: Int

    /// The service's own name of the problem, printable; the status where it gives none.
    public let code: String

    /// What the service says about it, printable; may be empty.
    public let message: String

    /// The service's name of this request, for its support; printable.
    public let requestID: String?

    /// The size of the object, in bytes, where the service tells it; with ``Kind/rangeNotSatisfiable``.
    public let objectSize: UInt64?

    /// Creates a problem.
    public init(
        _ kind: Kind,
        status: Int,
        code: String,
        message: String = "",
        requestID: String? = nil,
        objectSize: UInt64? = nil
    ) {
        self.kind = kind
        self.status = status
        self.code = code
        self.message = message
        self.requestID = requestID
        self.objectSize = objectSize
    }

    /// Whether the same request may succeed a moment later.
    public var isTransient: Bool { kind == .throttled || kind == .serverError }
}

/// How a service tells its problems.
public protocol ServiceDialect: Sendable {
    /// Understands an answer that is no success.
    ///
    /// - Parameter body: The first bytes of its body, as far as there is one.
    func problem(status: Int, headers: HTTPHeaders, body: [UInt8]) -> ServiceProblem
}

/// How requests are made acceptable to a service: by a signature, by a token, or not at all.
public protocol RequestSigner: Sendable {
    /// Returns the request with what proves who sends it.
    ///
    /// - Parameter now: The time of day, by the service's clock as far as that is known.
    /// - Throws: `CredentialFailure` when there are no credentials.
    func signed(_ request: HTTPRequest, at now: Timestamp) async throws(CredentialFailure) -> HTTPRequest

    /// Forgets the credentials in a signed request, which the service calls expired.
    ///
    /// - Returns: Whether others may be had.
    func renewCredentials(in refused: HTTPRequest) async -> Bool
}

/// Says that no credentials could be had: what was looked at, and what was missing. It never holds a secret.
public struct CredentialFailure: Error, Equatable, Sendable, CustomStringConvertible {
    /// What was tried, as text for the user.
    public let description: String

    /// Whether trying again later may help, since a service of credentials did not answer.
    public let isTransient: Bool

    /// Whether nobody was there to answer: of the services that a cloud has for its own machines that is no outage anywhere
    /// else.
    public let isUnanswered: Bool

    /// Whether the task was cancelled meanwhile.
    public let isCancelled: Bool

    /// Creates a failure.
    public init(
        _ description: String,
        isTransient: Bool = false,
        isUnanswered: Bool = false,
        isCancelled: Bool = false
    ) {
        self.description = description
        self.isTransient = isTransient
        self.isUnanswered = isUnanswered
        self.isCancelled = isCancelled
    }
}
