/// Where a container is: the address of its account's blob service, and the account's name.
public struct AzureEndpoint: Equatable, Sendable {
    /// The domain of the public cloud; sovereign clouds have others.
    public static let publicSuffix = "core.windows.net"

    /// The address of the account's blob service.
    public let service: HTTPBaseURL

    /// The account; `nil` where the address does not tell it and nobody named it.
    public let account: String?

    /// The container.
    public let container: String

    /// Creates the endpoint of an account by its name.
    ///
    /// - Parameter suffix: The domain of the cloud, without `blob.` in front.
    public init(account: String, suffix: String = publicSuffix, container: String) {
        self.init(
            HTTPBaseURL(HTTPOrigin(.https, "\(account).blob.\(suffix)")),
            account: account,
            container: container
        )
    }

    /// Creates the endpoint at an address.
    ///
    /// The account is the first part of the host's name, as in `https://ACCOUNT.blob.core.windows.net`, or a part of the
    /// path, as in `http://127.0.0.1:10000/ACCOUNT`. The path is also meant when a name is given and the host is an address
    /// or has no domain. Any other host is a domain that somebody mapped to the account, whose name must then be given if
    /// its key is to be used.
    public init(_ address: HTTPBaseURL, account: String? = nil, container: String) {
        self.container = container
        let host = address.origin.host
        if let part = address.path.split(separator: "/").last {
            service = address
            self.account = account ?? String(part)
        } else if let account, address.origin.isAddress || !host.contains(".") {
            service = HTTPBaseURL(address.origin, path: "/" + PercentEncoding.component(account))
            self.account = account
        } else {
            service = address
            self.account = account ?? Self.account(ofHost: host)
        }
    }

    /// The path of the container, or of one of its blobs; names are encoded.
    public func path(blob: String? = nil) -> String {
        let path = "\(service.path)/\(PercentEncoding.component(container))"
        return blob.map { "\(path)/\(PercentEncoding.path($0))" } ?? path
    }

    /// The account that a host of the service is of; `nil` for hosts of others.
    static func account(ofHost host: String) -> String? {
        let parts = host.split(separator: ".")
        guard parts.count > 2, parts.dropFirst().contains("blob"), let first = parts.first else { return nil }
        // The copy in another region is the same account, also in signatures.
        let secondary = "-secondary"
        return String(first.hasSuffix(secondary) ? first.dropLast(secondary.count) : first)
    }

    /// Whether a text can be the name of an account: it becomes a part of a host's name, or of a path.
    static func isAccount(_ text: String) -> Bool {
        (3...63).contains(text.utf8.count)
            && text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"):
                    true
                default: false
                }
            }
    }
}
