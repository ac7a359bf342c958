internal import ZeebeFormat

/// Keeps a token as long as it is good, and asks for a new one in time.
public actor EntraTokenCache {
    private let source: any EntraTokenSource
    private let time: any TimeSource
    /// What else was looked at for credentials, for the message when there are none.
    private let otherPlaces: [String]
    private var current: EntraToken?
    private var search: Task<Result<EntraToken, CredentialFailure>, Never>?

    /// A new token is asked for this long before the old one ends.
    private static let margin = Duration.seconds(300)

    /// Creates an empty cache.
    public init(_ source: any EntraTokenSource, otherPlaces: [String] = [], time: any TimeSource) {
        self.source = source
        self.otherPlaces = otherPlaces
        self.time = time
    }

    /// Returns a token that is good now.
    ///
    /// - Throws: `CredentialFailure` when there is none.
    func token() async throws(CredentialFailure) -> EntraToken {
        if let current, isGood(current, for: Self.margin) { return current }
        switch await searched() {
        case .success(let found): return found
        case .failure(let failure):
            // One that is about to end is still better than none.
            if let current, isGood(current, for: .zero) { return current }
            throw failure
        }
    }

    /// Forgets a token that the service does not accept any more, unless there is another one by now.
    func discard(_ token: EntraToken) {
        if current == token { current = nil }
    }

    private func isGood(_ token: EntraToken, for duration: Duration) -> Bool {
        token.expiresAt.interval(since: time.now) > duration
    }

    /// Asks once, however many want a token meanwhile.
    private func searched() async -> Result<EntraToken, CredentialFailure> {
        // Not a child of whoever asks first, whose cancellation must not be the others' failure.
        let task =
            search
            ?? Task { [source, otherPlaces] in
                do throws(CredentialFailure) {
                    switch try await source.find() {
                    case .token(let found): return .success(found)
                    case .none(let reason):
                        let reasons = otherPlaces + [reason]
                        return .failure(CredentialFailure("no credentials found (\(reasons.joined(separator: "; ")))"))
                    }
                } catch {
                    return .failure(error)
                }
            }
        search = task
        let result = await task.value
        // Only the first that waited keeps the token: by the time of the others it may have been discarded again.
        guard search == task else { return result }
        search = nil
        if case .success(let found) = result { current = found }
        return result
    }
}
