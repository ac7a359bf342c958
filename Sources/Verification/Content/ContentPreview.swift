public import BackupCatalog
internal import BackupModel
public import ObjectStorage
internal import ZeebeFormat

/// Tells what the databases of backups hold: numbers of process instances, jobs and so on, by partition and checkpoint.
///
/// It reads one COMPLETED copy of each partition. What is wrong with the data becomes part of the result; it throws only
/// when the question cannot be answered at all.
public struct ContentPreview: Sendable {
    private let store: any ObjectStore
    private let catalog: Catalog
    private let selection: Selection
    private let progress: Progress

    /// Creates a preview.
    ///
    /// - Parameters:
    ///   - store: The store.
    ///   - catalog: Its catalog.
    ///   - selection: The backups, partitions and members; without a backup, the newest two that are COMPLETED.
    ///   - progress: Where to count what is done.
    public init(_ store: any ObjectStore, catalog: Catalog, selection: Selection, progress: Progress) {
        self.store = store
        self.catalog = catalog
        self.selection = selection
        self.progress = progress
    }

    /// What there is to tell.
    public struct Result: Sendable {
        /// The backups, ascending by id.
        public var backups: [BackupContent]
        /// What deserves a look, by backup and partition.
        public var notes: [ContentNote]

        /// Creates a result.
        public init(backups: [BackupContent], notes: [ContentNote]) {
            self.backups = backups
            self.notes = notes
        }
    }

    /// Reads the databases, as many at once as there are workers.
    ///
    /// - Throws: `Audit.NothingSelected`; `CancellationError`.
    public func run(workers: BlockingWorkers) async throws -> Result {
        let scope = try ContentScope(catalog, selection)
        let planned = scope.backups.reduce(0) { $0 + $1.partitions.count { !$0.completed.isEmpty } }
        progress.update { $0.copiesPlanned = Int64(planned) }
        let collector = ContentCollector(scope)
        let buffers = BufferPool(count: workers.width)
        let permits = Permits(workers.width)
        try await BoundedWork(width: workers.width, executor: workers).run { group in
            for (backupPlace, selected) in scope.backups.enumerated() {
                for (partitionPlace, partition) in selected.partitions.enumerated() {
                    try await group.add {
                        let content = try await read(partition, buffers, permits)
                        await collector.add(content, backupPlace, partitionPlace)
                    }
                }
            }
        }
        try Task.checkCancellation()
        return await collector.result()
    }

    /// Reads the first copy of a partition that can be read.
    private func read(
        _ partition: ContentScope.Partition,
        _ buffers: BufferPool,
        _ permits: Permits
    ) async throws -> CollectedContent {
        guard !partition.completed.isEmpty else {
            let states = partition.others.map { index in
                let entry = catalog.entries[index]
                return "\(entry.id.member) is \(entry.manifest?.state.rawValue ?? "not readable")"
            }
            return CollectedContent(
                PartitionContent(
                    partitionID: partition.id,
                    member: nil,
                    descriptor: nil,
                    outcome: .notCompleted("no COMPLETED copy: that of member \(states.joined(separator: ", "))")
                )
            )
        }
        var first: CollectedContent?
        for index in partition.completed {
            let content = try await read(catalog.entries[index], buffers, permits)
            guard case .unreadable = content.partition.outcome else {
                first = content
                break
            }
            first = first ?? content
        }
        progress.update { $0.copiesDone += 1 }
        guard let first else { throw CancellationError() }
        return first
    }

    private func read(
        _ entry: Catalog.Entry,
        _ buffers: BufferPool,
        _ permits: Permits
    ) async throws -> CollectedContent {
        let descriptor = entry.manifest?.descriptor
        func outcome(_ outcome: PartitionContent.Outcome) -> PartitionContent {
            PartitionContent(
                partitionID: entry.id.partitionID,
                member: entry.id.member,
                descriptor: descriptor,
                outcome: outcome
            )
        }
        guard let manifest = entry.manifest, let descriptor else {
            return CollectedContent(
                outcome(
                    .unreadable(
                        ContentProblem(
                            object: entry.place.manifestText,
                            message: "the manifest does not say what the backup holds",
                            kind: .damage
                        )
                    )
                )
            )
        }
        guard descriptor.snapshotID != nil else { return CollectedContent(outcome(.noSnapshot)) }
        let reading = ContentReading(
            store: DecompressingStore.files(
                of: manifest,
                at: entry.place,
                in: store,
                permits,
                progress,
                // Planned are bytes of tables, as the MANIFEST states them.
                countsDone: false
            ),
            buffers: buffers,
            progress: progress,
            place: entry.place,
            manifest: manifest
        )
        do {
            let content = try await reading.run()
            let isNamed = SemanticVersion(descriptor.brokerVersion)?.hasNamedColumnFamilies ?? false
            var partition = outcome(
                .read(
                    ContentCounts(
                        entriesByFamily: content.state.entriesByFamily,
                        otherEntries: content.state.otherEntries,
                        isNamed: isNamed
                    )
                )
            )
            partition.uncountedLogs = content.uncountedLogs
            return CollectedContent(partition, isNamed ? content.state : nil)
        } catch let problem as ContentProblem {
            return CollectedContent(outcome(.unreadable(problem)))
        }
    }
}

/// What was read of a partition, with its definitions where they can be compared.
private struct CollectedContent: Sendable {
    var partition: PartitionContent
    var comparable: StateContent?

    init(_ partition: PartitionContent, _ comparable: StateContent? = nil) {
        self.partition = partition
        self.comparable = comparable
    }
}

/// Collects contents in whatever order they come, and compares deployments as soon as a backup is complete.
private actor ContentCollector {
    private var backups: [BackupContent]
    private var partitions: [[PartitionContent?]]
    private var comparisons: [DeploymentComparison]
    private var missing: [Int]
    private var differences: [ContentNote] = []

    init(_ scope: ContentScope) {
        backups = scope.backups.map { selected in
            BackupContent(
                checkpointID: selected.backup.checkpointID,
                state: selected.backup.state,
                partitionCount: selected.backup.partitionCount,
                partitions: []
            )
        }
        partitions = scope.backups.map { Array(repeating: nil, count: $0.partitions.count) }
        comparisons = scope.backups.map { _ in DeploymentComparison() }
        missing = scope.backups.map(\.partitions.count)
    }

    func add(_ content: CollectedContent, _ backup: Int, _ partition: Int) {
        partitions[backup][partition] = content.partition
        if let comparable = content.comparable {
            comparisons[backup].add(comparable, partitionID: content.partition.partitionID)
        }
        missing[backup] -= 1
        guard missing[backup] == 0 else { return }
        backups[backup].partitions = partitions[backup].compactMap { $0 }
        if let difference = comparisons[backup].difference {
            differences.append(
                ContentNote(
                    checkpointID: backups[backup].checkpointID,
                    partitionID: nil,
                    .deploymentsDiffer(difference)
                )
            )
        }
        // The names have done their work.
        comparisons[backup] = DeploymentComparison()
        partitions[backup] = []
    }

    func result() -> ContentPreview.Result {
        let notes = (ContentNote.notes(on: backups) + differences)
            .sorted { ($0.checkpointID, $0.partitionID ?? 0) < ($1.checkpointID, $1.partitionID ?? 0) }
        return ContentPreview.Result(backups: backups, notes: notes)
    }
}
