#if Cloud
public import CloudStorage

/// Which requests go through a proxy, by the variables that all programs understand.
public struct ProxySettings: Sendable {
    /// A proxy.
    struct Proxy: Hashable, Sendable {
        let host: String
        let port: Int
        let user: String?
        let password: String?
    }

    private let plain: Proxy?
    private let encrypted: Proxy?
    private let exceptions: [String]

    /// Reads `HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY` and `NO_PROXY`, in small letters as well.
    ///
    /// `HTTP_PROXY` in capital letters is a header field of a request where a program runs as a CGI script; there is no
    /// such place here.
    ///
    /// - Throws: `InvalidProxy` when one of them is set and makes no sense.
    public init(_ environment: ProcessEnvironment) throws(InvalidProxy) {
        func value(_ name: String) -> (String, String)? {
            for name in [name.lowercased(), name] {
                if let value = environment[name] { return (name, value) }
            }
            return nil
        }
        plain = try (value("HTTP_PROXY") ?? value("ALL_PROXY")).map(Self.proxy)
        encrypted = try (value("HTTPS_PROXY") ?? value("ALL_PROXY")).map(Self.proxy)
        exceptions =
            value("NO_PROXY")?.1.split(separator: ",").map {
                $0.trimmingBlanks.lowercased()
            } ?? []
    }

    /// Says that a variable names no proxy.
    public struct InvalidProxy: Error, Equatable, CustomStringConvertible {
        /// Which variable, and what is expected; the value is not repeated, since it may hold a password.
        public let description: String
    }

    private static func proxy(_ name: String, _ value: String) throws(InvalidProxy) -> Proxy {
        func invalid() -> InvalidProxy {
            InvalidProxy(
                description: "\(name) is no proxy: expected http://host:port or http://user:password@host:port"
            )
        }
        var rest = value[...]
        if let separator = rest.firstRange(of: "://") {
            guard rest[..<separator.lowerBound].lowercased() == "http" else { throw invalid() }
            rest = rest[separator.upperBound...]
        }
        var user: String?
        var password: String?
        if let sign = rest.lastIndex(of: "@") {
            let parts = rest[..<sign].split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            let decoded = parts.map { PercentEncoding.decoded($0.utf8).map { String(decoding: $0, as: UTF8.self) } }
            guard let first = decoded[0] else { throw invalid() }
            user = first
            password = decoded.count > 1 ? decoded[1] : nil
            rest = rest[rest.index(after: sign)...]
        }
        guard let base = HTTPBaseURL("http://\(rest)"), base.path.isEmpty else { throw invalid() }
        return Proxy(host: base.origin.host, port: base.origin.port, user: user, password: password)
    }

    /// The proxy for requests to an origin; `nil` for a direct connection.
    func proxy(for origin: HTTPOrigin) -> Proxy? {
        guard let proxy = origin.scheme == .https ? encrypted : plain else { return nil }
        let host = origin.host
        // A machine's own services are on no other machine, and neither is what its cloud tells it about itself.
        if host == "localhost" || host == "[::1]" || host.hasPrefix("127.") || host.hasPrefix("169.254.") { return nil }
        return exceptions.contains { Self.matches($0, origin) } ? nil : proxy
    }

    /// Whether an entry of `NO_PROXY` means an origin: `*`, a host, a domain with all below it, each also with a port.
    private static func matches(_ entry: String, _ origin: HTTPOrigin) -> Bool {
        if entry == "*" { return true }
        var name = entry[...]
        if let sign = name.lastIndex(of: ":"), let port = Int(name[name.index(after: sign)...]), !name.hasSuffix("]") {
            guard port == origin.port else { return false }
            name = name[..<sign]
        }
        if name.hasPrefix("*") { name = name.dropFirst() }
        if name.hasPrefix(".") { name = name.dropFirst() }
        guard !name.isEmpty else { return false }
        return origin.host == name || origin.host.hasSuffix("." + name)
    }
}

extension Substring {
    fileprivate var trimmingBlanks: Substring {
        var text = drop(while: \.isWhitespace)
        while text.last?.isWhitespace == true { text.removeLast() }
        return text
    }
}
#endif
