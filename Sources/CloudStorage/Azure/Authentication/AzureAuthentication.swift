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
        case .identity(let tokens): BearerSigner(tokens)
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
