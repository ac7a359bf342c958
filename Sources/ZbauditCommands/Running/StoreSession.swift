internal import BackupCatalog
internal import FoundationEssentials
internal import ObjectStorage
internal import SafeText
internal import ZeebeFormat

/// An open store with its catalog, and the threads that read it.
struct StoreSession {
    let store: any ObjectStore
    let catalog: Catalog
    let workers: BlockingWorkers

    /// Opens a store, loads its catalog and runs `body` with it.
    ///
    /// - Throws: `CommandFailure` when the place is no backup store or holds no backup, and what `body` throws.
    static func run(
        _ options: StoreOptions,
        jobs: Int? = nil,
        _ body: (StoreSession) async throws -> Void
    ) async throws {
        let store = try options.open()
        try await BlockingWorkers.run(width: jobs ?? defaultWidth) { workers in
            let catalog = try await CatalogLoader.load(store, workers: workers)
            try await body(StoreSession(store: store, catalog: catalog, workers: workers))
        }
    }

    /// As many files are read at once as there are cores, and two at least: one waits while the other computes.
    private static var defaultWidth: Int { max(ProcessInfo.processInfo.activeProcessorCount, 2) }

    /// Ends the command when there is no backup of any layout to look at.
    func requireBackups() throws {
        guard catalog.hasNoManifest else { return }
        let place = catalog.location.text
        if catalog.foreign.count > 0, catalog.directories.isEmpty {
            let seen = catalog.foreign.names.prefix(5).joined(separator: ", ")
            throw CommandFailure(
                .unsupported,
                "\(place) is not a backup store: it holds \(catalog.foreign.count) objects, none of a backup; seen: \(seen)."
                    + " Name the directory that holds manifests/ and contents/"
            )
        }
        var message = "no backup in \(place)"
        if catalog.directories.contains(.contents) {
            message += ": there is no manifest; if contents/ holds files, the manifests were lost or never copied"
        }
        throw CommandFailure(.notFound, message)
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
