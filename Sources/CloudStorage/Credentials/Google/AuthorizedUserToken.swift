internal import Cryptography

/// Tokens for a person who has logged in with gcloud: a refresh token in return for a token (RFC 6749 §6).
struct AuthorizedUserToken: GoogleTokenSource {
    private let secrets: [Secret]
    private let items: [(name: String, value: String)]
    private let service: GoogleTokenService
    private let sender: RequestSender

    /// Reads the members `client_id`, `client_secret`, `refresh_token` and `token_uri`.
    init(_ document: JSONDocument, sender: RequestSender) throws(CredentialFailure) {
        guard let id = document["client_id"]?.text, let secret = document["client_secret"]?.text,
            let refreshToken = document["refresh_token"]?.text
        else {
            throw CredentialFailure("client_id, client_secret or refresh_token is not in it")
        }
        secrets = [Secret(secret), Secret(refreshToken)]
        items = [
            (name: "grant_type", value: "refresh_token"), ("client_id", id), ("client_secret", secret),
            ("refresh_token", refreshToken),
        ]
        service = try GoogleTokenService(document["token_uri"]?.text ?? ServiceAccountToken.defaultAddress)
        self.sender = sender
    }

    func token() async throws(CredentialFailure) -> GoogleToken {
        try await sender.accessToken(
            service.form(items),
            what: "a token for the user",
            secrets: secrets,
            advice: "the login has expired or was revoked; run gcloud auth application-default login"
        )
    }
}
