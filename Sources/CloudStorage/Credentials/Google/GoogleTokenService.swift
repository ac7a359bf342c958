internal import Cryptography
internal import SafeText
internal import ZeebeFormat

/// A service that gives out tokens, at the address that a file with credentials names.
struct GoogleTokenService: Sendable {
    private let origin: HTTPOrigin
    private let path: String
    private let query: String

    /// Parses an address.
    ///
    /// - Parameter isSecret: Whether secrets are sent there, which demands TLS, or this machine.
    /// - Throws: `CredentialFailure`.
    init(_ address: String, isSecret: Bool = true) throws(CredentialFailure) {
        let parts = address.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        guard let url = parts.first.flatMap({ HTTPBaseURL($0) }),
            parts.count == 1 || parts[1].utf8.allSatisfy({ (0x21..<0x7F).contains($0) && $0 != UInt8(ascii: "#") })
        else {
            // Its text is not repeated: it may hold a password.
            throw CredentialFailure(
                "the address of a service of tokens in it is no http:// or https:// address without user"
            )
        }
        guard !isSecret || url.origin.mayHearSecrets else {
            throw CredentialFailure("\(url.origin) may not be sent secrets without TLS; only this machine may")
        }
        origin = url.origin
        path = url.path.isEmpty ? "/" : url.path
        query = parts.count > 1 ? String(parts[1]) : ""
    }

    /// Sends a form.
    func form(_ items: [(name: String, value: String)], headers: HTTPHeaders = HTTPHeaders()) -> HTTPRequest {
        var headers = headers
        headers.add("Content-Type", "application/x-www-form-urlencoded")
        return HTTPRequest(
            .post,
            origin,
            path: path,
            query: query,
            headers: headers,
            body: Array(PercentEncoding.query(items).utf8)
        )
    }

    /// Sends JSON.
    func json(_ body: [UInt8], headers: HTTPHeaders) -> HTTPRequest {
        var headers = headers
        headers.add("Content-Type", "application/json")
        return HTTPRequest(.post, origin, path: path, query: query, headers: headers, body: body)
    }

    /// Asks for what lies there.
    func get(headers: HTTPHeaders, timeout: Duration? = nil) -> HTTPRequest {
        HTTPRequest(.get, origin, path: path, query: query, headers: headers, timeout: timeout)
    }
}

extension RequestSender {
    /// Asks for a token, which comes as RFC 6749 §5.1 has it: `access_token` and `expires_in`.
    func accessToken(
        _ request: HTTPRequest,
        signer: any RequestSigner = AnonymousSigner(),
        what: String,
        secrets: [Secret] = [],
        advice: String
    ) async throws(CredentialFailure) -> GoogleToken {
        let bytes = try await credentialText(request, signer: signer, what: what, secrets: secrets, advice: advice)
        let answer = try JSONDocument(credentials: bytes, from: "\(request.origin)")
        return try GoogleToken(
            answer["access_token"]?.text,
            // A lifetime of nothing is none: nothing would ever be sent.
            lifetime: answer["expires_in"]?.integer.flatMap { $0 > 0 ? .seconds(min($0, 1 << 32)) : nil },
            from: "\(request.origin)"
        )
    }
}
