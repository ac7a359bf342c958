internal import Cryptography
internal import ZeebeFormat

/// Keeps a token as long as it is good, and asks for a new one in time.
public actor GoogleTokenCache {
    private let source: any GoogleTokenSource
    private let time: any TimeSource
    private var current: Current?
    private var request: Task<Result<AccessToken, CredentialFailure>, Never>?

    private struct Current {
        let token: Secret
        /// When, by the clock that only runs forward, a new one is asked for; `nil` for never.
        let renewAt: Duration?
        /// When it ends.
        let endsAt: Duration?
    }

    /// A new token is asked for this long before the old one ends, or in its last quarter where it is short-lived.
    private static let margin = Duration.seconds(225)

    /// Creates an empty cache.
    public init(_ source: any GoogleTokenSource, time: any TimeSource) {
        self.source = source
        self.time = time
    }

    /// Returns a token that is good now.
    ///
    /// - Throws: `CredentialFailure` when there is none.
    func token() async throws(CredentialFailure) -> Secret {
        if let current, isBefore(current.renewAt) { return current.token }
        switch await requested() {
        case .success(let token): return token.secret
        case .failure(let failure):
            // One that is about to end is still better than none.
            if let current, isBefore(current.endsAt) { return current.token }
            throw failure
        }
    }

    /// Forgets a token that a service does not accept, unless another has taken its place meanwhile.
    func discard(_ token: Secret) {
        if current?.token == token { current = nil }
    }

    private func isBefore(_ moment: Duration?) -> Bool {
        moment.map { time.uptime < $0 } ?? true
    }

    /// Asks once, however many want a token meanwhile.
    private func requested() async -> Result<AccessToken, CredentialFailure> {
        let now = time.uptime
        // Not a child of whoever asks first, whose cancellation must not be the others' failure.
        let task =
            request
            ?? Task { [source] in
                do throws(CredentialFailure) {
                    return .success(try await source.token())
                } catch {
                    return .failure(error)
                }
            }
        request = task
        let result = await task.value
        if request == task { request = nil }
        if case .success(let token) = result {
            current = Current(
                token: token.secret,
                renewAt: token.lifetime.map { now + $0 - min(Self.margin, $0 / 4) },
                endsAt: token.lifetime.map { now + $0 }
            )
        }
        return result
    }
}

/// Puts a token into a request.
struct BearerSigner: RequestSigner {
    private let tokens: GoogleTokenCache

    init(_ tokens: GoogleTokenCache) {
        self.tokens = tokens
    }

    func signed(_ request: HTTPRequest, at now: Timestamp) async throws(CredentialFailure) -> HTTPRequest {
        var request = request
        request.headers.set("Authorization", "Bearer \(try await tokens.token().text)")
        return request
    }

    func renewCredentials(in refused: HTTPRequest) async -> Bool {
        guard let field = refused.headers["Authorization"], field.hasPrefix("Bearer ") else { return false }
        await tokens.discard(Secret(field.dropFirst("Bearer ".count)))
        return true
    }
}
