internal import Cryptography
internal import ZeebeFormat

/// Exchanges a token for one of a service account: `generateAccessToken` of the IAM Service Account Credentials API.
struct Impersonation: Sendable {
    private let service: GoogleTokenService
    private let scope: String
    private let lifetime: Int64
    private let delegates: [String]
    private let account: String
    private let sender: RequestSender

    /// Creates an exchange.
    ///
    /// - Parameters:
    ///   - address: The URL of the account's `generateAccessToken`.
    ///   - lifetime: How long tokens shall be good, in seconds.
    init(
        _ address: String,
        scope: String,
        lifetime: Int64? = nil,
        delegates: [String] = [],
        sender: RequestSender
    ) throws(CredentialFailure) {
        service = try GoogleTokenService(address)
        self.scope = scope
        self.lifetime = min(max(lifetime ?? 3600, 60), 43_200)
        self.delegates = delegates
        account = String(address.split(separator: "/").last?.split(separator: ":").first ?? "the service account")
        self.sender = sender
    }

    /// Asks with a token of the account that may do this.
    func token(with token: Secret) async throws(CredentialFailure) -> GoogleToken {
        var body = JSONWriter()
        body.object { writer in
            writer.key("scope")
            writer.array { $0.value(scope) }
            writer.member("lifetime", "\(lifetime)s")
            if !delegates.isEmpty {
                writer.key("delegates")
                writer.array { writer in
                    for delegate in delegates { writer.value(delegate) }
                }
            }
        }
        let request = service.json(
            body.bytes,
            headers: HTTPHeaders([("Authorization", "Bearer \(token.text)")])
        )
        let answer = try await sender.credentialText(
            request,
            what: "a token for \(account)",
            secrets: [token],
            advice: "grant roles/iam.serviceAccountTokenCreator on that account to the one that asks"
        )
        return try GoogleToken(
            try JSONDocument(credentials: answer, from: "\(request.origin)")["accessToken"]?.text,
            lifetime: .seconds(lifetime),
            from: "\(request.origin)"
        )
    }
}

/// Tokens of a service account for other credentials that may act as it.
struct ImpersonatedAccountToken: GoogleTokenSource {
    private let source: any GoogleTokenSource
    private let impersonation: Impersonation

    init(_ source: any GoogleTokenSource, _ impersonation: Impersonation) {
        self.source = source
        self.impersonation = impersonation
    }

    func token() async throws(CredentialFailure) -> GoogleToken {
        try await impersonation.token(with: try await source.token().secret)
    }
}
