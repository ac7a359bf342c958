#if Cloud
public import CloudStorage

/// Which requests go through a proxy, by the variables that all programs understand.
public struct ProxySettings: Sendable {
    /// A proxy.
    struct Proxy: Hashable, Sendable {
        /// Name or address, an address of IPv6 without brackets, as sockets take it.
        let host: String
        let port: Int
        let user: String?
        let password: String?
    }

    /// A proxy, or none; a failure when a variable is set and makes no sense, which matters only to requests that need it.
    private typealias Setting = Result<Proxy?, InvalidProxy>

    private let plain: Setting
    private let encrypted: Setting
    private let exceptions: [ProxyException]

    /// Addresses at which clouds tell machines about themselves, besides the link-local ones.
    private static let metadataAddresses = Set(["fd00:ec2::23", "fd00:ec2::254"].compactMap { IPAddress($0) })

    private static let nearNames: Set<String> = ["localhost", "metadata.google.internal"]

    /// Reads `HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY` and `NO_PROXY`, in small letters as well.
    ///
    /// `HTTP_PROXY` in capital letters is a header field of a request where a program runs as a CGI script; there is no
    /// such place here.
    public init(_ environment: ProcessEnvironment) {
        func value(_ name: String) -> (String, String)? {
            for name in [name.lowercased(), name] {
                if let value = environment[name] { return (name, value) }
            }
            return nil
        }
        func setting(_ name: String) -> Setting {
            do throws(InvalidProxy) {
                return .success(try (value(name) ?? value("ALL_PROXY")).map(Self.proxy))
            } catch {
                return .failure(error)
            }
        }
        plain = setting("HTTP_PROXY")
        encrypted = setting("HTTPS_PROXY")
        exceptions = value("NO_PROXY")?.1.split(separator: ",").compactMap { ProxyException($0) } ?? []
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
        let host = base.origin.host
        return Proxy(
            host: host.hasPrefix("[") ? String(host.dropFirst().dropLast()) : host,
            port: base.origin.port,
            user: user,
            password: password
        )
    }

    /// Says in advance whether requests to an origin can be sent.
    ///
    /// - Throws: `InvalidProxy` when they would need a proxy and the variable that is set for it names none.
    public func check(_ origin: HTTPOrigin) throws(InvalidProxy) {
        _ = try proxy(for: origin)
    }

    /// The proxy for requests to an origin; `nil` for a direct connection.
    func proxy(for origin: HTTPOrigin) throws(InvalidProxy) -> Proxy? {
        if Self.isNear(origin.host) || exceptions.contains(where: { $0.matches(origin) }) { return nil }
        return try (origin.scheme == .https ? encrypted : plain).get()
    }

    /// Whether a host is this machine, or tells it about itself: neither can be reached from another one.
    private static func isNear(_ host: String) -> Bool {
        guard let address = IPAddress(host) else { return nearNames.contains(host) }
        return address.isLoopback || address.isLinkLocal || metadataAddresses.contains(address)
    }
}
#endif
