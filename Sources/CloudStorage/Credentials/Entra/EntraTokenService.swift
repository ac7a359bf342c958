internal import Cryptography
internal import SafeText
internal import ZeebeFormat

/// The service of Microsoft Entra that gives out tokens to programs.
struct EntraTokenService: Sendable {
    /// What a program proves itself by.
    enum Proof: Sendable {
        /// A secret that it shares with Entra.
        case secret(Secret)
        /// A token of another issuer whom Entra trusts.
        case assertion(Secret)

        var secret: Secret {
            switch self {
            case .secret(let secret), .assertion(let secret): secret
            }
        }
    }

    /// The service of the public cloud.
    private static let publicAuthority = "https://login.microsoftonline.com"

    private let authority: String
    private let sender: RequestSender

    /// Creates a client of the service that the environment names, or else of the public cloud's.
    init(_ environment: ProcessEnvironment, sender: RequestSender) {
        let named = environment["AZURE_AUTHORITY_HOST"]
        // Names without scheme are usual too.
        authority = named.map { $0.contains("://") ? $0 : "https://\($0)" } ?? Self.publicAuthority
        self.sender = sender
    }

    /// Asks for a token for Azure Storage.
    func token(tenant: String, client: String, _ proof: Proof) async throws(CredentialFailure) -> EntraToken {
        guard let base = HTTPBaseURL(authority), base.origin.mayHearSecrets else {
            // Its text is not repeated: it may hold a password.
            throw CredentialFailure("AZURE_AUTHORITY_HOST is no https:// address without user and query")
        }
        guard Self.isTenant(tenant) else {
            throw CredentialFailure("AZURE_TENANT_ID: \(PrintableText.form(of: tenant)) is no id or domain of a tenant")
        }
        var form = [
            (name: "client_id", value: client), ("scope", "https://storage.azure.com/.default"),
            ("grant_type", "client_credentials"),
        ]
        switch proof {
        case .secret(let secret): form.append(("client_secret", secret.text))
        case .assertion(let token):
            form.append(("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"))
            form.append(("client_assertion", token.text))
        }
        let request = HTTPRequest(
            .post,
            base.origin,
            path: "\(base.path)/\(tenant)/oauth2/v2.0/token",
            headers: HTTPHeaders([("Content-Type", "application/x-www-form-urlencoded")]),
            body: Array(PercentEncoding.query(form).utf8)
        )
        let bytes = try await sender.credentialText(
            request,
            what: "a token for the client \(PrintableText.form(of: client))",
            secrets: [proof.secret]
        )
        return try EntraTokenAnswer.token(bytes, from: "\(base)", now: sender.time.now)
    }

    private static func isTenant(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.allSatisfy { PercentEncoding.isUnreserved($0) } && text.first != "."
    }
}
