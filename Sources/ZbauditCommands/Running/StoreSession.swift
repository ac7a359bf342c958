internal import BackupCatalog
internal import FoundationEssentials
internal import ObjectStorage
internal import Reporting
internal import SafeText
internal import ZeebeFormat

/// An open store with its catalog, and the threads that read it.
struct StoreSession {
    let store: any ObjectStore
    let catalog: Catalog
    let workers: BlockingWorkers
    /// Which budget of the user's is used up; `nil` while none is.
    let exhaustedBudget: @Sendable () -> String?
    /// What of a broker's configuration led to the store; `nil` where the user named it.
    let configuration: [ConfiguredProperty]?
    /// Whether the store is behind a network, where reading takes time and may cost money.
    let isRemote: Bool

    /// Opens a store, loads its catalog and runs `body` with it.
    ///
    /// - Throws: `CommandFailure` when the place is no backup store or holds no backup, and what `body` throws.
    static func run(
        _ options: StoreOptions,
        jobs: Int? = nil,
        _ body: (StoreSession) async throws -> Void
    ) async throws {
        let opened = try options.open()
        do {
            try await BlockingWorkers.run(width: jobs ?? opened.width ?? defaultWidth) { workers in
                let catalog = try await CatalogLoader.load(opened.store, workers: workers)
                let session = StoreSession(
                    store: opened.store,
                    catalog: catalog,
                    workers: workers,
                    exhaustedBudget: opened.exhaustedBudget,
                    configuration: opened.configuration,
                    isRemote: opened.isRemote
                )
                try await body(session)
            }
        } catch {
            await opened.close()
            let isCancelled = (error as? StorageError)?.code == .cancelled
            guard isCancelled || error is CancellationError else { throw error }
            // What ends a run early may be the user's budget as well as the user.
            if let budget = opened.exhaustedBudget() { throw CommandFailure(.incomplete, "ended early: \(budget)") }
            throw CancellationError()
        }
        await opened.close()
    }

    /// As many files are read at once as there are cores, and two at least: one waits while the other computes.
    private static var defaultWidth: Int { max(ProcessInfo.processInfo.activeProcessorCount, 2) }

    /// Ends the command when there is no backup of any layout to look at.
    func requireBackups() throws {
        guard catalog.hasNoManifest else { return }
        let place = catalog.location.text
        if catalog.foreign.count > 0, catalog.directories.isEmpty {
            let seen = catalog.foreign.names.prefix(5).joined(separator: ", ")
            let advice =
                storeBelow.map { "Did you mean \(place)/\($0)?" }
                ?? "Name the directory that holds manifests/ and contents/."
            throw CommandFailure(
                .unsupported,
                "\(place) is not a backup store: it holds \(catalog.foreign.count) objects, none of a backup; seen: \(seen)."
                    + " \(advice)"
            )
        }
        var message = "no backup in \(place)"
        if catalog.directories.contains(.contents) {
            message += ": there is no manifest; if contents/ holds files, the manifests were lost or never copied"
        }
        throw CommandFailure(.notFound, message)
    }

    /// The directory below this place that looks like a store; `nil` when none does.
    private var storeBelow: String? {
        for name in catalog.foreign.names {
            let parts = name.split(separator: "/")
            let start = parts.dropFirst().firstIndex { SplitLayout.Directory(rawValue: String($0)) != nil }
            if let start { return parts[..<start].joined(separator: "/") }
        }
        return nil
    }

    /// Ends the command when there is no backup, or none in a form that can be read.
    func requireReadableBackups() throws {
        try requireBackups()
        if catalog.isOnlyForeignLayout { throw foreignLayout }
    }

    /// The current time.
    static func now() -> Timestamp {
        let seconds = Date().timeIntervalSince1970
        let whole = seconds.rounded(.down)
        return Timestamp(seconds: Int64(whole), nanoseconds: Int32((seconds - whole) * 1000) * 1_000_000) ?? epoch
    }

    private static var epoch: Timestamp {
        guard let epoch = Timestamp(seconds: 0) else { fatalError("1970 is a year that timestamps support") }
        return epoch
    }
}
