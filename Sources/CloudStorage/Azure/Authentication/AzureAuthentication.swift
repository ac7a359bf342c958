internal import Cryptography
import Synchronization
internal import ZeebeFormat

/// How requests to the blob service are made acceptable.
public enum AzureAuthentication: Sendable {
    /// By the account's key.
    case sharedKey(SharedKey)
    /// By a shared access signature.
    case sharedAccess(SharedAccessSignature)
    /// By the token of an identity in Microsoft Entra.
    case identity(EntraTokenCache)
    /// Not at all: the container is public.
    case anonymous

    var signer: any RequestSigner {
        switch self {
        case .sharedKey(let key): SharedKeySigner(key: key)
        case .sharedAccess(let signature): SharedAccessSigner(signature: signature)
        case .identity(let tokens): EntraTokenSigner(tokens: tokens)
        case .anonymous: AnonymousSigner()
        }
    }
}

private struct SharedKeySigner: RequestSigner {
    let key: SharedKey

    func signed(_ request: HTTPRequest, at now: Timestamp) async throws(CredentialFailure) -> HTTPRequest {
        key.signed(request, at: now)
    }

    func renewCredentials(in refused: HTTPRequest) async -> Bool { false }
}

private struct SharedAccessSigner: RequestSigner {
    let signature: SharedAccessSignature

    func signed(_ request: HTTPRequest, at now: Timestamp) async throws(CredentialFailure) -> HTTPRequest {
        signature.signed(request)
    }

    func renewCredentials(in refused: HTTPRequest) async -> Bool { false }
}

/// Signs one request, and remembers by which token: of many requests that were refused for the same one, only the first
/// makes that it is replaced.
private final class EntraTokenSigner: RequestSigner {
    private let tokens: EntraTokenCache
    private let used = Mutex<EntraToken?>(nil)

    init(tokens: EntraTokenCache) {
        self.tokens = tokens
    }

    func signed(_ request: HTTPRequest, at now: Timestamp) async throws(CredentialFailure) -> HTTPRequest {
        let token = try await tokens.token()
        used.withLock { $0 = token }
        var request = request
        request.headers.set("Authorization", "Bearer \(token.secret.text)")
        return request
    }

    func renewCredentials(in refused: HTTPRequest) async -> Bool {
        if let token = used.withLock({ $0 }) { await tokens.discard(token) }
        return true
    }
}
