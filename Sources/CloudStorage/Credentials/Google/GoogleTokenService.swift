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
            throw CredentialFailure("\(PrintableText.form(of: address)) is no http or https URL")
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
    /// The most bytes of an answer with a token.
    private static var maximumTokenByteCount: Int { 256 * 1024 }

    /// Sends a request to a token service and returns the body of its answer.
    ///
    /// - Parameters:
    ///   - what: What is asked for, for messages.
    ///   - advice: What to do when the service refuses for good.
    /// - Throws: `CredentialFailure` without any part of the answer but the service's own words about an error.
    func tokenAnswer(
        _ request: HTTPRequest,
        signer: any RequestSigner = AnonymousSigner(),
        what: String,
        advice: String
    ) async throws(CredentialFailure) -> [UInt8] {
        let place = "\(request.origin)"
        do throws(RequestFailure) {
            let response = try await send(request, signer: signer)
            do throws(TransportFailure) {
                let (bytes, isComplete) = try await response.body.collect(limit: Self.maximumTokenByteCount)
                if isComplete { return bytes }
            } catch {
                throw RequestFailure(error, tries: 1)
            }
        } catch {
            switch error {
            case .service(let problem, _):
                let said = problem.message.isEmpty ? problem.code : "\(problem.code): \(problem.message)"
                if problem.isTransient {
                    throw CredentialFailure("\(place) fails to give \(what) (\(said))", isTransient: true)
                }
                let reason =
                    problem.kind == .clockSkew
                    ? "the clock of this machine is wrong, or the service's; set it" : advice
                throw CredentialFailure("\(place) refuses \(what) (\(said)): \(reason)")
            case .transport(let failure, _):
                throw CredentialFailure(
                    "\(place), asked for \(what), does not answer: \(failure.message)",
                    isTransient: failure.isTransient
                )
            case .credentials(let failure): throw failure
            case .budget(let budget): throw CredentialFailure(budget)
            case .cancelled: throw CredentialFailure("cancelled", isCancelled: true)
            }
        }
        throw CredentialFailure("the answer of \(place) to a request for \(what) is too long")
    }

    /// The same for an answer as RFC 6749 §5.1 has it: `access_token` and `expires_in`.
    func accessToken(
        _ request: HTTPRequest,
        signer: any RequestSigner = AnonymousSigner(),
        what: String,
        advice: String
    ) async throws(CredentialFailure) -> GoogleToken {
        let bytes = try await tokenAnswer(request, signer: signer, what: what, advice: advice)
        let answer = try JSONDocument(tokenAnswer: bytes, from: request.origin)
        return try GoogleToken(
            answer["access_token"]?.text,
            // A lifetime of nothing is none: nothing would ever be sent.
            lifetime: answer["expires_in"]?.integer.flatMap { $0 > 0 ? .seconds(min($0, 1 << 32)) : nil },
            from: "\(request.origin)"
        )
    }
}

extension JSONDocument {
    /// Reads the answer of a token service.
    init(tokenAnswer bytes: [UInt8], from origin: HTTPOrigin) throws(CredentialFailure) {
        do throws(FormatError) {
            try self.init(bytes)
        } catch {
            throw CredentialFailure("the answer of \(origin) cannot be read: \(error.description)")
        }
    }
}
