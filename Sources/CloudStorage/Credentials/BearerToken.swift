public import Cryptography
internal import ZeebeFormat

/// Credentials that requests carry as they are (RFC 6750): whoever has the token may do what it is good for.
public protocol BearerToken: ExpiringCredentials {
    /// The token, which goes into the header `Authorization` behind `Bearer`.
    var secret: Secret { get }
}

extension BearerToken {
    /// The token in an answer; `nil` when it is not there, or cannot be part of a header.
    static func secret(_ text: String?) -> Secret? {
        guard let text, !text.isEmpty, text.utf8.allSatisfy({ (0x21..<0x7F).contains($0) }) else { return nil }
        return Secret(text)
    }

    /// What stands in the header `Authorization`.
    fileprivate var authorization: String { "Bearer \(secret.text)" }
}

/// Puts a token into requests.
struct BearerSigner<Token: BearerToken>: RequestSigner {
    private let tokens: CredentialCache<Token>

    init(_ tokens: CredentialCache<Token>) {
        self.tokens = tokens
    }

    func signed(_ request: HTTPRequest, at now: Timestamp) async throws(CredentialFailure) -> HTTPRequest {
        guard request.origin.mayHearSecrets else {
            throw CredentialFailure(
                "a token is not sent to \(request.origin), where others could read it; give an https address, or --anonymous"
            )
        }
        var request = request
        request.headers.set("Authorization", try await tokens.credentials().authorization)
        return request
    }

    func renewCredentials(in refused: HTTPRequest) async -> Bool {
        guard let authorization = refused.headers["Authorization"] else { return false }
        await tokens.discard { $0.authorization == authorization }
        return true
    }
}
