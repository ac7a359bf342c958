internal import ZeebeFormat

/// Keeps credentials as long as they are good, and looks for new ones in time.
public actor AWSCredentialCache {
    private let source: any AWSCredentialSource
    private let time: any TimeSource
    private var current: AWSCredentials?
    private var search: Task<Result<AWSCredentials, CredentialFailure>, Never>?

    /// New credentials are looked for this long before the old ones expire.
    private static let margin = Duration.seconds(300)

    /// Creates an empty cache.
    public init(_ source: any AWSCredentialSource, time: any TimeSource) {
        self.source = source
        self.time = time
    }

    /// Returns credentials that are good now.
    ///
    /// - Throws: `CredentialFailure` when there are none.
    func credentials() async throws(CredentialFailure) -> AWSCredentials {
        if let current, isGood(current, for: Self.margin) { return current }
        switch await searched() {
        case .success(let found): return found
        case .failure(let failure):
            // Those that are about to expire are still better than none.
            if let current, isGood(current, for: .zero) { return current }
            throw failure
        }
    }

    /// Forgets credentials that the service calls expired.
    ///
    /// - Returns: Whether others may be had: those that never expire will not become better.
    func discard() -> Bool {
        defer { current = nil }
        return current?.sessionToken != nil
    }

    private func isGood(_ credentials: AWSCredentials, for duration: Duration) -> Bool {
        guard let end = credentials.expiresAt else { return true }
        return end.interval(since: time.now) > duration
    }

    /// Looks for credentials once, however many ask for them meanwhile.
    private func searched() async -> Result<AWSCredentials, CredentialFailure> {
        // Not a child of whoever asks first, whose cancellation must not be the others' failure.
        let task =
            search
            ?? Task { [source] in
                do throws(CredentialFailure) {
                    switch try await source.find() {
                    case .credentials(let found): return .success(found)
                    case .none(let reason):
                        return .failure(CredentialFailure("no credentials found (\(source.name): \(reason))"))
                    }
                } catch {
                    return .failure(error)
                }
            }
        search = task
        let result = await task.value
        search = nil
        if case .success(let found) = result { current = found }
        return result
    }
}
