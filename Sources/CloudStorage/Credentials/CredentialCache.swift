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

    private typealias Answer = Result<Credentials, CredentialFailure>

    private let search: Search
    private let time: any TimeSource
    private var kept: Kept?
    private var searching: Task<Void, Never>?
    /// Those that wait for the search, by the order in which they came.
    private var waiters: [UInt64: CheckedContinuation<Answer, Never>] = [:]
    private var lastWaiter: UInt64 = 0

    /// Credentials, with their times by the clock that only runs forward: `nil` for never.
    private struct Kept {
        let credentials: Credentials
        var renewAt: Duration?
        let endsAt: Duration?

        init(_ credentials: Credentials, by time: any TimeSource) {
            self.credentials = credentials
            // New ones that have ended already mean that this machine's clock is wrong. They are kept until the service
            // refuses them.
            let lifetime = credentials.lifetime(by: time).flatMap { $0 > .zero ? $0 : nil }
            endsAt = lifetime.map { time.uptime + $0 }
            renewAt = lifetime.map { time.uptime + $0 - min(Credentials.renewalMargin, $0 / 4) }
        }

        /// Puts the renewal off for a while, but not beyond the end.
        mutating func postponeRenewal(to moment: Duration) {
            renewAt = endsAt.map { min($0, moment) }
        }
    }

    /// Creates an empty cache.
    public init(time: any TimeSource, search: @escaping Search) {
        self.time = time
        self.search = search
    }

    /// Returns credentials that are good now.
    ///
    /// - Throws: `CredentialFailure` when there are none, and at once when the task is cancelled.
    func credentials() async throws(CredentialFailure) -> Credentials {
        // While one task waits for new ones, the others go on with those that there are.
        if let kept, isBefore(searching == nil ? kept.renewAt : kept.endsAt) { return kept.credentials }
        return try await searched().get()
    }

    /// Forgets credentials that the service does not accept any more, unless others have taken their place meanwhile: of
    /// many requests that were refused, only the first shall make that new ones are looked for.
    func discard(where isRefused: @Sendable (Credentials) -> Bool) {
        if let kept, isRefused(kept.credentials) { self.kept = nil }
    }

    private func isBefore(_ moment: Duration?) -> Bool {
        moment.map { time.uptime < $0 } ?? true
    }

    // MARK: The search

    /// Waits for the search, which is one however many wait for it.
    private func searched() async -> Answer {
        lastWaiter += 1
        let waiter = lastWaiter
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                // The handler may have run before the waiter was there.
                guard !Task.isCancelled else {
                    continuation.resume(returning: .failure(Self.cancelled))
                    return
                }
                waiters[waiter] = continuation
                if searching == nil { beginSearch() }
            }
        } onCancel: {
            Task { await leave(waiter) }
        }
    }

    private func beginSearch() {
        // Not a child of whoever asks first, whose cancellation must not be the others' failure.
        searching = Task {
            let answer: Answer
            do throws(CredentialFailure) {
                answer = .success(try await search())
            } catch {
                answer = .failure(error)
            }
            // Once nobody waits any more, another search may have begun.
            if !Task.isCancelled { endSearch(answer) }
        }
    }

    private func endSearch(_ found: Answer) {
        searching = nil
        var answer = found
        switch found {
        case .success(let credentials): kept = Kept(credentials, by: time)
        case .failure:
            // Those that are about to end are still better than none, and the source needs time to recover.
            if let kept, isBefore(kept.endsAt) {
                self.kept?.postponeRenewal(to: time.uptime + Self.pauseOfFailedSearch)
                answer = .success(kept.credentials)
            }
        }
        let answered = waiters.values
        waiters = [:]
        for waiter in answered { waiter.resume(returning: answer) }
    }

    /// Ends the waiting of a cancelled task, and the search when it was the last.
    private func leave(_ waiter: UInt64) {
        guard let continuation = waiters.removeValue(forKey: waiter) else { return }
        continuation.resume(returning: .failure(Self.cancelled))
        guard waiters.isEmpty else { return }
        searching?.cancel()
        searching = nil
    }

    private static var cancelled: CredentialFailure { CredentialFailure("cancelled", isCancelled: true) }

    /// Credentials that are still good are used so long before they are looked for again.
    private static var pauseOfFailedSearch: Duration { .seconds(30) }
}
