#if Cloud
internal import CloudStorage

/// An entry of `NO_PROXY`: what is connected to directly.
enum ProxyException: Equatable, Sendable {
    /// `*`
    case everything
    /// `10.0.0.0/8`
    case network(IPNetwork)
    /// An address, maybe with the only port that is meant.
    case address(IPAddress, port: Int?)
    /// A host and all below it, maybe with the only port that is meant.
    case domain(String, port: Int?)

    /// Parses an entry; `nil` when it is empty.
    ///
    /// A domain may begin with `.` or `*.`; an address of IPv6 needs brackets only where a port follows.
    init?(_ entry: some StringProtocol) {
        let text = entry.lowercased().trimmingBlanks
        if text == "*" {
            self = .everything
        } else if let network = IPNetwork(text) {
            self = .network(network)
        } else if let address = IPAddress(text) {
            self = .address(address, port: nil)
        } else {
            var name = text
            var port: Int?
            if let sign = name.lastIndex(of: ":"), let number = Int(name[name.index(after: sign)...]) {
                port = number
                name = name[..<sign]
            }
            if let address = IPAddress(name) {
                self = .address(address, port: port)
                return
            }
            if name.hasPrefix("*") { name = name.dropFirst() }
            if name.hasPrefix(".") { name = name.dropFirst() }
            guard !name.isEmpty else { return nil }
            self = .domain(String(name), port: port)
        }
    }

    /// Whether an origin is meant. Names are not looked up: a network means hosts that are given by their address.
    func matches(_ origin: HTTPOrigin) -> Bool {
        switch self {
        case .everything: true
        case .network(let network): IPAddress(origin.host).map(network.contains) ?? false
        case .address(let address, let port): IPAddress(origin.host) == address && (port ?? origin.port) == origin.port
        case .domain(let name, let port):
            // The end of an address is no domain.
            IPAddress(origin.host) == nil && (origin.host == name || origin.host.hasSuffix("." + name))
                && (port ?? origin.port) == origin.port
        }
    }
}

extension String {
    fileprivate var trimmingBlanks: Substring {
        var text = drop(while: \.isWhitespace)
        while text.last?.isWhitespace == true { text.removeLast() }
        return text
    }
}
#endif
