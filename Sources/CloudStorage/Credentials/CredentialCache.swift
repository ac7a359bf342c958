/// Credentials that a service gives out, mostly for a while only.
public protocol ExpiringCredentials: Sendable {
    /// How long they are good from now on; `nil` for always.
    func lifetime(by time: any TimeSource) -> Duration?

    /// New ones are looked for this long before the end, or in the last quarter of a short life.
    static var renewalMargin: Duration { get }
}

/// Keeps credentials as long as they are good, and looks for new ones in time.
public actor CredentialCache<Credentials: ExpiringCredentials> {
    /// Looks for credentials.
    public typealias Search = @Sendable () async throws(CredentialFailure) -> Credentials

    private let search: Search
    private let time: any TimeSource
    private var kept: Kept?
    private var searching: Task<Result<Kept, CredentialFailure>, Never>?

    /// Credentials, with their times by the clock that only runs forward: `nil` for never.
    private struct Kept {
        let credentials: Credentials
        let renewAt: Duration?
        let endsAt: Duration?

        init(_ credentials: Credentials, by time: any TimeSource) {
            self.credentials = credentials
            let lifetime = credentials.lifetime(by: time)
            endsAt = lifetime.map { time.uptime + $0 }
            renewAt = lifetime.map { time.uptime + $0 - min(Credentials.renewalMargin, $0 / 4) }
        }
    }

    /// Creates an empty cache.
    public init(time: any TimeSource, search: @escaping Search) {
        self.time = time
        self.search = search
    }

    /// Returns credentials that are good now.
    ///
    /// - Throws: `CredentialFailure` when there are none.
    func credentials() async throws(CredentialFailure) -> Credentials {
        if let kept, isBefore(kept.renewAt) { return kept.credentials }
        switch await searched() {
        case .success(let found): return found.credentials
        case .failure(let failure):
            // Those that are about to end are still better than none.
            if let kept, isBefore(kept.endsAt) { return kept.credentials }
            throw failure
        }
    }

    /// Forgets credentials that the service does not accept any more, unless others have taken their place meanwhile: of
    /// many requests that were refused, only the first shall make that new ones are looked for.
    func discard(where isRefused: @Sendable (Credentials) -> Bool) {
        if let kept, isRefused(kept.credentials) { self.kept = nil }
    }

    private func isBefore(_ moment: Duration?) -> Bool {
        moment.map { time.uptime < $0 } ?? true
    }

    /// Looks once, however many ask meanwhile.
    private func searched() async -> Result<Kept, CredentialFailure> {
        // Not a child of whoever asks first, whose cancellation must not be the others' failure.
        let task =
            searching
            ?? Task { [search, time] in
                do throws(CredentialFailure) {
                    return .success(Kept(try await search(), by: time))
                } catch {
                    return .failure(error)
                }
            }
        searching = task
        let result = await task.value
        // Only the first that waited keeps what was found: by the time of the others it may have been discarded again.
        guard searching == task else { return result }
        searching = nil
        if case .success(let found) = result { kept = found }
        return result
    }
}
