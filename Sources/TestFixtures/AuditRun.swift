internal import BackupCatalog
internal import BackupModel
public import ObjectStorage
public import Verification
public import ZeebeFormat

/// Audits a store as the command line does, for tests.
public enum AuditRun {
    /// The time at which tests run: after all fixtures were written.
    public static let now: Timestamp = {
        guard let now = Timestamp(seconds: 1_800_000_000) else { fatalError("a time that is in range") }
        return now
    }()

    private static let limit = ConcurrencyLimit(4)

    /// Loads the catalog of `store` and audits it; a few audits at once.
    public static func run(
        _ store: any ObjectStore,
        depth: AuditDepth = .verify,
        selection: Selection = Selection(),
        isForRestore: Bool = false,
        width: Int = 2
    ) async throws -> AuditResult {
        try await limit.run {
            try await BlockingWorkers.run(width: width) { workers in
                let catalog = try await CatalogLoader.load(store, workers: workers)
                let request = AuditRequest(
                    depth: depth,
                    selection: selection,
                    isForRestore: isForRestore,
                    width: width,
                    now: now,
                    toolVersion: "test"
                )
                return try await Audit(store, catalog: catalog, request: request, progress: Progress(), clock: { now })
                    .run(workers: workers)
            }
        }
    }
}

extension AuditResult {
    /// The copy at the place of a manifest.
    public func copy(at place: String) -> CopyResult? {
        backups.lazy.flatMap(\.copies).first { $0.place == place }
    }

    /// Findings of at least a severity, as short texts for failure messages.
    public func texts(_ severity: Severity = .warning) -> [String] {
        findings.filter { $0.severity >= severity }.map {
            "\($0.severity) \($0.code.rawValue)/\($0.rule ?? "-") \($0.object ?? "-"): \($0.message)"
        }
    }
}
