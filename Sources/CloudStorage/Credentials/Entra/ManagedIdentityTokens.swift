internal import Cryptography
internal import SafeText
internal import ZeebeFormat

/// Tokens for the identity that Azure gives to a machine or to an app service.
struct ManagedIdentityTokens: CredentialSource {
    let environment: ProcessEnvironment
    let sender: RequestSender

    /// Outside of Azure nobody answers, and finding that out must not take long.
    private static let probeTimeout = Duration.seconds(2)

    /// The first token of an identity takes long.
    private static let timeout = Duration.seconds(30)

    private static let machineAddress = "http://169.254.169.254"

    var name: String { "managed identity" }

    func find() async throws(CredentialFailure) -> CredentialsFound<EntraToken> {
        if let address = environment["IDENTITY_ENDPOINT"] {
            guard let header = environment["IDENTITY_HEADER"] else {
                return .none(
                    "IDENTITY_ENDPOINT is set, but IDENTITY_HEADER is not, as on Azure Arc, which is not supported"
                )
            }
            return .credentials(try await tokenOfAppService(address, Secret(header)))
        }
        return try await tokenOfMachine()
    }

    private func tokenOfAppService(_ address: String, _ header: Secret) async throws(CredentialFailure) -> EntraToken {
        guard let base = HTTPBaseURL(address) else {
            // Its text is not repeated: it may hold a password.
            throw CredentialFailure("IDENTITY_ENDPOINT is no http:// or https:// address without user and query")
        }
        return try await ask(
            base,
            path: base.path.isEmpty ? "/" : base.path,
            version: "2019-08-01",
            HTTPHeaders([("X-IDENTITY-HEADER", header.text)]),
            secrets: [header]
        )
    }

    private func tokenOfMachine() async throws(CredentialFailure) -> CredentialsFound<EntraToken> {
        let address = environment["AZURE_POD_IDENTITY_AUTHORITY_HOST"] ?? Self.machineAddress
        guard let base = HTTPBaseURL(address) else {
            throw CredentialFailure(
                "AZURE_POD_IDENTITY_AUTHORITY_HOST is no http:// or https:// address without user and query"
            )
        }
        let path = base.path + "/metadata/identity/oauth2/token"
        if let absence = try await absence(base, path) { return .none(absence) }
        do throws(CredentialFailure) {
            let headers = HTTPHeaders([("Metadata", "true")])
            return .credentials(try await ask(base, path: path, version: "2018-02-01", headers))
        } catch {
            if error.isCancelled || error.isTransient { throw error }
            // The machine has no identity.
            return .none(error.description)
        }
    }

    /// Why there is no metadata service; `nil` when there is one. It refuses requests without its own field at once.
    private func absence(_ base: HTTPBaseURL, _ path: String) async throws(CredentialFailure) -> String? {
        let request = HTTPRequest(.get, base.origin, path: path, timeout: Self.probeTimeout)
        do throws(CredentialFailure) {
            _ = try await sender.credentialText(request, what: "the token of the managed identity", secrets: [])
            return nil
        } catch {
            if error.isCancelled { throw error }
            if error.isUnanswered { return error.description }
            // A service that is there and busy is no absence.
            if error.isTransient { throw error }
            return nil
        }
    }

    private func ask(
        _ base: HTTPBaseURL,
        path: String,
        version: String,
        _ headers: HTTPHeaders,
        secrets: [Secret] = []
    ) async throws(CredentialFailure) -> EntraToken {
        var items = [(name: "api-version", value: version), ("resource", "https://storage.azure.com/")]
        if let client = environment["AZURE_CLIENT_ID"] { items.append(("client_id", client)) }
        let request = HTTPRequest(
            .get,
            base.origin,
            path: path,
            query: PercentEncoding.query(items),
            headers: headers,
            timeout: Self.timeout
        )
        let bytes = try await sender.credentialText(
            request,
            what: "the token of the managed identity",
            secrets: secrets
        )
        return try EntraTokenAnswer.token(bytes, from: "\(base)", now: sender.time.now)
    }
}
