/// A request, as exact as its signature needs it.
public struct HTTPRequest: Sendable {
    /// The methods that are used. None of those that stores take changes anything there; `PUT` and `POST` go to token
    /// services only.
    public enum Method: String, Sendable {
        case get = "GET"
        case post = "POST"
        case put = "PUT"
    }

    /// The method.
    public var method: Method

    /// Where it goes.
    public var origin: HTTPOrigin

    /// The path, percent-encoded: it begins with `/` and is sent byte by byte as it is.
    public var path: String

    /// The query without `?`, percent-encoded and sent as it is; empty when there is none.
    public var query: String

    /// The fields besides `Host` and `Content-Length`, which the transport adds.
    public var headers: HTTPHeaders

    /// The body.
    public var body: [UInt8]

    /// How long the answer's head may take; `nil` leaves that to the transport.
    public var timeout: Duration?

    /// Creates a request.
    public init(
        _ method: Method,
        _ origin: HTTPOrigin,
        path: String,
        query: String = "",
        headers: HTTPHeaders = HTTPHeaders(),
        body: [UInt8] = [],
        timeout: Duration? = nil
    ) {
        self.method = method
        self.origin = origin
        self.path = path
        self.query = query
        self.headers = headers
        self.body = body
        self.timeout = timeout
    }

    /// What stands behind the method in the request line.
    public var target: String { query.isEmpty ? path : "\(path)?\(query)" }
}
