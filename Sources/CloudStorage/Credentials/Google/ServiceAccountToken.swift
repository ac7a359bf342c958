internal import Cryptography
internal import SafeText
internal import ZeebeFormat

/// Tokens for the key of a service account: a signed statement (RFC 7523) in return for a token.
struct ServiceAccountToken: GoogleTokenSource {
    private let statement: Statement
    private let service: GoogleTokenService
    private let sender: RequestSender

    /// Where tokens are given out when the file does not say.
    static let defaultAddress = "https://oauth2.googleapis.com/token"

    /// Reads the members `client_email`, `private_key`, `private_key_id` and `token_uri`.
    init(_ document: JSONDocument, scope: String, sender: RequestSender) throws(CredentialFailure) {
        guard let email = document["client_email"]?.text, let pem = document["private_key"]?.text else {
            throw CredentialFailure("client_email or private_key is not in it")
        }
        do throws(CryptographyError) {
            statement = Statement(
                email: email,
                keyID: document["private_key_id"]?.text,
                scope: scope,
                key: try RSAPrivateKey(pem: Secret(pem))
            )
        } catch {
            throw CredentialFailure("its private_key cannot be used: \(error.description)")
        }
        service = try GoogleTokenService(document["token_uri"]?.text ?? Self.defaultAddress)
        self.sender = sender
    }

    func token() async throws(CredentialFailure) -> GoogleToken {
        try await sender.accessToken(
            service.form([]),
            signer: StatementSigner(statement: statement, service: service),
            what: "a token for \(PrintableText.form(of: statement.email))",
            advice:
                "the key was deleted or does not belong to this account, or the account is disabled; create a new key"
        )
    }

    /// Who asks for what.
    struct Statement: Sendable {
        let email: String
        let keyID: String?
        let scope: String
        let key: RSAPrivateKey

        /// The audience that Google's own libraries name, wherever the token service is.
        private static let audience = defaultAddress

        /// The longest time that Google accepts, in seconds.
        private static let lifetime: Int64 = 3600

        /// The statement as a JSON Web Token, signed RS256 (RFC 7519).
        ///
        /// - Throws: `CryptographyError`.
        func token(at now: Timestamp) throws(CryptographyError) -> String {
            var header = JSONWriter()
            header.object { writer in
                writer.member("alg", "RS256")
                if let keyID { writer.member("kid", keyID) }
                writer.member("typ", "JWT")
            }
            var claims = JSONWriter()
            claims.object { writer in
                writer.member("iss", email)
                writer.member("scope", scope)
                writer.member("aud", Self.audience)
                writer.member("iat", now.seconds)
                writer.member("exp", now.seconds + Self.lifetime)
            }
            let signed = "\(header.bytes.base64URL).\(claims.bytes.base64URL)"
            return "\(signed).\(try key.signature(of: Array(signed.utf8)).base64URL)"
        }
    }

    /// Signs at the last moment, by the clock of the service where ours is wrong.
    private struct StatementSigner: RequestSigner {
        let statement: Statement
        let service: GoogleTokenService

        func signed(_ request: HTTPRequest, at now: Timestamp) async throws(CredentialFailure) -> HTTPRequest {
            do throws(CryptographyError) {
                return service.form([
                    (name: "grant_type", value: "urn:ietf:params:oauth:grant-type:jwt-bearer"),
                    ("assertion", try statement.token(at: now)),
                ])
            } catch {
                throw CredentialFailure(error.description)
            }
        }

        func renewCredentials(in refused: HTTPRequest) async -> Bool { false }
    }
}
