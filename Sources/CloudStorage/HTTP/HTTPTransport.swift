/// Sends requests over a network: the only part of the program that knows sockets.
///
/// It sends one request and hands over one answer. It follows no redirects, repeats nothing and decodes no content.
public protocol HTTPTransport: Sendable {
    /// Sends a request and waits for the head of its answer.
    ///
    /// - Throws: `TransportFailure` when no answer came; ``TransportFailure/Kind/cancelled`` once the task is cancelled.
    func send(_ request: HTTPRequest) async throws(TransportFailure) -> HTTPResponse
}

/// Says why a request got no answer, or an answer ended early.
public struct TransportFailure: Error, Equatable, Sendable {
    /// What kind of failure it is.
    public enum Kind: String, Sendable {
        /// The host's name has no address.
        case unknownHost
        /// Nobody accepts the connection.
        case refused
        /// The connection was not established in time.
        case connectTimeout
        /// Nothing arrived for too long.
        case readTimeout
        /// The connection was closed or reset before the answer was complete, maybe before TLS was.
        case closed
        /// The server cannot prove that it is the one that was asked for, or speaks no TLS that this program speaks.
        case tls
        /// What arrived is no HTTP.
        case malformed
        /// All bytes arrived, but they do not have the checksum that the service keeps for them.
        case checksum
        /// The proxy refuses.
        case proxy
        /// The task was cancelled.
        case cancelled
        /// The run may not receive more; see `RequestLedger`.
        case budget
        /// The request cannot be sent as it is.
        case invalidRequest
        /// Anything else.
        case other
    }

    /// What kind of failure it is.
    public let kind: Kind

    /// What happened, as a phrase without secrets.
    public let message: String

    /// Creates a failure.
    public init(_ kind: Kind, _ message: String) {
        self.kind = kind
        self.message = message
    }

    /// Whether the same request may succeed a moment later.
    public var isTransient: Bool {
        switch kind {
        case .unknownHost, .refused, .connectTimeout, .readTimeout, .closed, .malformed, .checksum, .other: true
        case .tls, .proxy, .cancelled, .budget, .invalidRequest: false
        }
    }
}
