internal import Cryptography

/// Credentials that a container gets from its host, in ECS and, as pod identity, in EKS.
public struct ContainerCredentials: CredentialSource {
    private let environment: ProcessEnvironment
    private let sender: RequestSender

    /// Hosts besides this machine that may be asked without TLS.
    private static let trustedAddresses = Set(
        ["169.254.170.2", "169.254.170.23", "fd00:ec2::23"].compactMap { IPAddress($0) }
    )

    /// Creates the source.
    public init(_ environment: ProcessEnvironment, sender: RequestSender) {
        self.environment = environment
        self.sender = sender
    }

    /// The container's endpoint.
    public var name: String { "container" }

    /// Asks the endpoint that the environment names.
    public func find() async throws(CredentialFailure) -> CredentialsFound<AWSCredentials> {
        guard let address = try address() else {
            return .none("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI and _FULL_URI are not set")
        }
        var headers = HTTPHeaders()
        let token = try token()
        if let token { headers.add("Authorization", token.text) }
        let request = HTTPRequest(
            .get,
            address.origin,
            path: address.path.isEmpty ? "/" : address.path,
            query: address.query,
            headers: headers,
            timeout: .seconds(5)
        )
        let bytes = try await sender.credentialText(
            request,
            what: "the container's credentials",
            secrets: token.map { [$0] } ?? []
        )
        return .credentials(try CredentialJSON.credentials(bytes, from: "\(address.origin)"))
    }

    private func address() throws(CredentialFailure) -> (origin: HTTPOrigin, path: String, query: String)? {
        let variable: String
        let text: String
        if let path = environment["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"] {
            variable = "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"
            text = "http://169.254.170.2\(path)"
        } else if let full = environment["AWS_CONTAINER_CREDENTIALS_FULL_URI"] {
            variable = "AWS_CONTAINER_CREDENTIALS_FULL_URI"
            text = full
        } else {
            return nil
        }
        let parts = text.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        guard let base = HTTPBaseURL(parts[0]) else {
            // Its text is not repeated: it may hold a password.
            throw CredentialFailure("container: \(variable) makes no http:// or https:// address without user")
        }
        guard base.origin.scheme == .https || Self.isTrusted(base.origin) else {
            throw CredentialFailure(
                "container: \(base.origin) may not be asked for credentials without TLS; only this machine may"
            )
        }
        return (base.origin, base.path, parts.count > 1 ? String(parts[1]) : "")
    }

    private static func isTrusted(_ origin: HTTPOrigin) -> Bool {
        origin.isLoopback || IPAddress(origin.host).map(trustedAddresses.contains) ?? false
    }

    private func token() throws(CredentialFailure) -> Secret? {
        if let path = environment["AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"] {
            do throws(SmallFile.Failure) {
                return try SmallFile.readSecret(path)
            } catch {
                throw CredentialFailure("container: cannot read the token file \(error.message)")
            }
        }
        return environment["AWS_CONTAINER_AUTHORIZATION_TOKEN"].map { Secret($0) }
    }
}
