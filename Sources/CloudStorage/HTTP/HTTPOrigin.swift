internal import SafeText

/// Where a request goes: scheme, host and port.
public struct HTTPOrigin: Hashable, Sendable, CustomStringConvertible {
    /// How the connection is protected.
    public enum Scheme: String, Hashable, Sendable {
        case http
        case https

        /// The port that need not be written.
        public var defaultPort: Int {
            switch self {
            case .http: 80
            case .https: 443
            }
        }
    }

    /// How the connection is protected.
    public let scheme: Scheme

    /// Host name or address; an IPv6 address stands in brackets.
    public let host: String

    /// Port.
    public let port: Int

    /// Creates an origin; the port is that of the scheme where none is given.
    public init(_ scheme: Scheme, _ host: String, port: Int? = nil) {
        self.scheme = scheme
        self.host = host
        self.port = port ?? scheme.defaultPort
    }

    /// The value of the header `Host`: without the port where it is that of the scheme, as it is signed.
    public var authority: String { port == scheme.defaultPort ? host : "\(host):\(port)" }

    /// Whether the host is an address rather than a name.
    public var isAddress: Bool {
        host.hasPrefix("[") || host.utf8.allSatisfy { (0x30...0x39).contains($0) || $0 == UInt8(ascii: ".") }
    }

    /// The URL of its root, without the last `/`.
    public var description: String { "\(scheme.rawValue)://\(authority)" }
}

/// An address that a user or a configuration gives: an origin, and a path below it that ends without `/`.
public struct HTTPBaseURL: Hashable, Sendable, CustomStringConvertible {
    /// Where requests go.
    public let origin: HTTPOrigin

    /// What all paths begin with, percent-encoded as given: empty, or it begins with `/` and does not end with it.
    public let path: String

    /// Creates an address.
    public init(_ origin: HTTPOrigin, path: String = "") {
        self.origin = origin
        self.path = path
    }

    /// Parses an `http` or `https` URL without user, query and fragment.
    ///
    /// - Returns: `nil` when it is none.
    public init?(_ text: some StringProtocol) {
        let bytes = Array(text.utf8)
        guard let separator = bytes.firstIndex(of: UInt8(ascii: ":")), bytes[separator...].starts(with: "://".utf8),
            let scheme = HTTPOrigin.Scheme(rawValue: String(decoding: bytes[..<separator], as: UTF8.self).lowercased())
        else { return nil }
        let rest = bytes[(separator + 3)...]
        let slash = rest.firstIndex(of: UInt8(ascii: "/")) ?? rest.endIndex
        guard let (host, port) = Self.hostAndPort(rest[..<slash]) else { return nil }
        var path = rest[slash...]
        while path.last == UInt8(ascii: "/") { path.removeLast() }
        guard path.allSatisfy({ (0x21..<0x7F).contains($0) && $0 != UInt8(ascii: "?") && $0 != UInt8(ascii: "#") })
        else { return nil }
        self.init(HTTPOrigin(scheme, host, port: port), path: String(decoding: path, as: UTF8.self))
    }

    private static func hostAndPort(_ authority: ArraySlice<UInt8>) -> (String, Int?)? {
        var host = authority
        var port: Int?
        let isBracketed = host.first == UInt8(ascii: "[")
        let end =
            isBracketed ? host.firstIndex(of: UInt8(ascii: "]")).map { $0 + 1 } : host.firstIndex(of: UInt8(ascii: ":"))
        if isBracketed, end == nil { return nil }
        if let end, end < host.endIndex {
            guard host[end] == UInt8(ascii: ":"),
                let number = Int(String(decoding: host[(end + 1)...], as: UTF8.self)), (1...65_535).contains(number)
            else { return nil }
            port = number
            host = host[..<end]
        }
        let inner = isBracketed ? host.dropFirst().dropLast() : host
        let isValid = inner.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."):
                true
            case UInt8(ascii: "-"), UInt8(ascii: "_"): !isBracketed
            case UInt8(ascii: ":"): isBracketed
            default: false
            }
        }
        guard isValid, !inner.isEmpty, inner.count <= 253 else { return nil }
        return (String(decoding: host, as: UTF8.self).lowercased(), port)
    }

    /// The address as a URL.
    public var description: String { "\(origin)\(path)" }
}
