public import BackupCatalog
internal import BackupModel
public import ObjectStorage
public import ZeebeFormat

/// Audits a store: the one way from a catalog to a result.
///
/// What is wrong with the data becomes findings. It throws only when the question cannot be answered at all: the selection
/// names nothing, or the store cannot be listed.
public struct Audit: Sendable {
    private let store: any ObjectStore
    private let catalog: Catalog
    private let request: AuditRequest
    private let progress: Progress
    private let clock: @Sendable () -> Timestamp

    /// Creates an audit.
    ///
    /// - Parameters:
    ///   - store: The store.
    ///   - catalog: Its catalog.
    ///   - request: What to look at.
    ///   - progress: Where to count what is done.
    ///   - clock: Returns the current time.
    public init(
        _ store: any ObjectStore,
        catalog: Catalog,
        request: AuditRequest,
        progress: Progress,
        clock: @escaping @Sendable () -> Timestamp
    ) {
        self.store = store
        self.catalog = catalog
        self.request = request
        self.progress = progress
        self.clock = clock
    }

    /// Says that a selection names nothing that is in the store.
    public struct NothingSelected: Error, Sendable, Equatable, CustomStringConvertible {
        /// What was asked for, and what there is.
        public let description: String
    }

    /// Returns the manifests of a catalog that a selection names.
    ///
    /// - Throws: `NothingSelected` when there is none.
    public static func selectedEntries(
        of catalog: Catalog,
        _ selection: Selection
    ) throws(NothingSelected) -> [Catalog.Entry] {
        try AuditScope(catalog, selection).copies.map { catalog.entries[$0] }
    }

    /// Runs the audit.
    ///
    /// A cancelled task ends it early: the result then holds what was found until then and says what was not checked.
    ///
    /// - Throws: `NothingSelected`; `StorageError` when the store cannot be listed.
    public func run(workers: BlockingWorkers) async throws -> AuditResult {
        let scope = try AuditScope(catalog, request.selection, includesRivals: true)
        let chains = ChainPlan(catalog, scope, request)
        let collector = OutcomeCollector(entryCount: catalog.entries.count)
        progress.update { $0.copiesPlanned = Int64(scope.completed.count) }
        do {
            let parts = Parts(
                chains: chains,
                metadataPositions: metadataPositions,
                buffers: BufferPool(count: workers.width),
                permits: Permits(workers.width),
                collector: collector
            )
            try await auditContents(scope, parts, workers)
        } catch is CancellationError {
            // The outcome so far is the answer; what is missing from it is counted as unchecked.
        } catch let error as StorageError where error.endsRun {
            // Likewise.
        }
        var judgement = AuditJudgement(
            catalog: catalog,
            request: request,
            scope: scope,
            chains: chains,
            contents: await collector.take(),
            finishedAt: clock(),
            filesProvedByListing: progress.counts.filesProvedByListing,
            traffic: traffic
        )
        return judgement.takeResult()
    }

    private var traffic: Traffic {
        let counts = progress.counts
        var traffic = catalog.traffic
        traffic.objectsListed += counts.objectsListed
        traffic.objectsRead += counts.objectsRead
        traffic.bytesRead += counts.bytesRead
        traffic.requests = store.requestCount
        return traffic
    }

    // MARK: Contents

    /// What all copies have in common.
    private struct Parts: Sendable {
        let chains: ChainPlan
        let metadataPositions: [Int32: [Int64: Int64]]
        let buffers: BufferPool
        let permits: Permits
        let collector: OutcomeCollector
    }

    /// The positions of checkpoints in the metadata file of each partition; they are compared with states only.
    private var metadataPositions: [Int32: [Int64: Int64]] {
        guard request.depth == .verify else { return [:] }
        return catalog.metadata.keys.reduce(into: [:]) { positions, partition in
            positions[partition] = catalog.readableMetadata(of: partition)?.positions
        }
    }

    private func auditContents(
        _ scope: AuditScope,
        _ parts: Parts,
        _ workers: BlockingWorkers
    ) async throws {
        // Twice as many copies as readers: while one ends, the files of the next are there to be read.
        try await BoundedWork(width: workers.width * 2, executor: workers).run { group in
            var walk = ContentsWalk(store: store, catalog: catalog, progress: progress)
            if request.selection.isEverything {
                try await walk.everything { index, manifest, listing in
                    try await start(index, manifest, listing, parts, &group)
                }
            } else {
                try await walk.copies(scope.completed) { index, manifest, listing in
                    try await start(index, manifest, listing, parts, &group)
                }
            }
            await parts.collector.add(walk)
        }
    }

    private func start(
        _ index: Int,
        _ manifest: Manifest,
        _ listing: CopyListing,
        _ parts: Parts,
        _ group: inout BoundedWork.Group
    ) async throws {
        let entry = catalog.entries[index]
        let audit = CopyAudit(
            store: store,
            catalog: catalog,
            depth: request.depth,
            buffers: parts.buffers,
            permits: parts.permits,
            progress: progress,
            place: entry.place,
            manifest: manifest,
            listing: listing,
            metadataPositions: parts.metadataPositions[entry.id.partitionID] ?? [:],
            predecessorPosition: parts.chains.predecessorPosition(of: entry.id),
            isPartOfChain: parts.chains.concerns(entry.id),
            manifestFindings: AuditJudgement.manifestFindings(entry, catalog, now: request.now)
        )
        let progress = progress
        try await group.add {
            let outcome = try await audit.run()
            await parts.collector.add(outcome, index)
            progress.update { $0.copiesDone += 1 }
        }
    }
}

/// Collects what comes of the copies, in whatever order they end.
actor OutcomeCollector {
    /// All that was collected.
    struct Contents: Sendable {
        /// Results of copies, at their indexes in the catalog.
        var results: [CopyResult?]
        /// What the logs offer to restores of several backups.
        var chain: [ChainCopy] = []
        /// Places with contents but without manifest, printable.
        var orphans = NamedObjects()
        /// Objects below the contents that belong to no backup, printable.
        var foreign = NamedObjects()
        /// Findings about these copies, and about the contents as a whole.
        var findings: [Finding] = []
    }

    private var contents: Contents

    init(entryCount: Int) {
        contents = Contents(results: Array(repeating: nil, count: entryCount))
    }

    func add(_ outcome: CopyAudit.Outcome, _ index: Int) {
        contents.results[index] = outcome.result
        contents.findings += outcome.findings
        if let chain = outcome.chain { contents.chain.append(chain) }
    }

    func add(_ walk: ContentsWalk) {
        contents.orphans = walk.orphans
        contents.foreign = walk.foreign
        contents.findings += walk.findings
    }

    func take() -> Contents {
        defer { contents = Contents(results: []) }
        return contents
    }
}
