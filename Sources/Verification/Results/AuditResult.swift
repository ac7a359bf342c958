public import BackupCatalog
public import BackupModel
public import ObjectStorage
public import ZeebeFormat

/// Everything that an audit has to say: finished values, for reports of any form.
public struct AuditResult: Sendable {
    /// Version of the program.
    public var toolVersion: String
    /// The store.
    public var location: StoreLocation
    /// The layouts of keys that were recognised.
    public var layouts: [Catalog.Layout]
    /// The dialects of manifests that were recognised.
    public var dialects: [Catalog.Dialect]
    /// How deep the audit looked.
    public var depth: AuditDepth
    /// When it began.
    public var startedAt: Timestamp
    /// When it ended.
    public var finishedAt: Timestamp
    /// The selected backups, ascending by id.
    public var backups: [BackupResult]
    /// The restore of all selected backups together; `nil` when that was not asked for.
    public var restore: RestoreResult?
    /// The continuous ranges of all sources.
    public var ranges: [RangeResult]
    /// All findings, the worst first within each backup.
    public var findings: [Finding]
    /// What was listed and read.
    public var traffic: Traffic
    /// Number of snapshot files that were proved by the checksum in the store's listing, without reading them.
    public var filesProvedByListing: Int64 = 0
    /// Number of selected copies that were not looked at because the run ended early.
    public var uncheckedCopies: Int

    /// The verdict on all that was selected.
    public enum Verdict: String, Sendable {
        /// Nothing of severity error was found at the asked depth.
        case ok
        /// Something of severity error was found.
        case damaged
        /// The run ended early, or not everything could be read, and nothing was found so far.
        case incompleteRun = "incomplete-run"
    }

    /// The verdict on all that was selected.
    public var verdict: Verdict {
        if findings.contains(where: \.isDamage) { return .damaged }
        return uncheckedCopies > 0 || findings.contains { $0.obstacle != nil } ? .incompleteRun : .ok
    }

    /// The severity of the worst finding; `nil` when there is none.
    public var worstSeverity: Severity? { findings.map(\.severity).max() }

    /// Number of findings of a severity.
    public func count(_ severity: Severity) -> Int { findings.count { $0.severity == severity } }

    /// Ids of the backups that can be restored, ascending.
    public var restorableBackups: [Int64] { backups.filter { $0.restorable == true }.map(\.checkpointID) }
}

/// The verdict on one cluster backup.
public struct BackupResult: Sendable {
    /// The checkpoint, which is the id of the backup.
    public var checkpointID: Int64
    /// The state over all partitions.
    public var state: ClusterBackupState
    /// Number of partitions that the backup must cover.
    public var partitionCount: Int32
    /// The restore of the backup, replayed on what was checked.
    public var replay: BackupReplay
    /// The selected copies, by partition and member.
    public var copies: [CopyResult]

    /// Whether a restore would succeed by what was checked; `nil` when that cannot be decided at this depth.
    public var restorable: Bool? { replay.succeeds }
}

/// The verdict on a restore of several backups together.
public struct RestoreResult: Sendable, Equatable {
    /// What comes of one partition.
    public struct Partition: Sendable, Equatable {
        /// The partition.
        public var partitionID: Int32
        /// Whether its restore would succeed; `nil` when that was not decided.
        public var succeeds: Bool?
        /// The first step that fails.
        public var failingStep: RestoreStep?
        /// The backup at which it fails.
        public var failingBackup: Int64?
        /// How each backup fits the one before.
        public var links: [ChainLink]
    }

    /// The backups, in the order in which they are restored.
    public var backups: [Int64]
    /// The partitions.
    public var partitions: [Partition]
    /// Whether the restore would succeed; `nil` when that was not decided.
    public var succeeds: Bool?
}

/// The verdict on one copy of a partition backup.
public struct CopyResult: Sendable {
    /// What can be said of a copy.
    public enum Verdict: String, Sendable {
        /// Nothing is wrong at the depth of the audit.
        case ok
        /// Something is wrong that a restore would meet.
        case damaged
        /// Nothing can be said: the backup is not complete, or its content is in a form that is not known.
        case notChecked = "not-checked"
    }

    /// Identity by its place.
    public var id: BackupIdentifier
    /// The state in its manifest; `nil` when the manifest cannot be read.
    public var state: BackupState?
    /// The verdict.
    public var verdict: Verdict
    /// Key of the manifest.
    public var place: String
    /// What the manifest says of the content.
    public var descriptor: BackupDescriptor?
    /// Number of snapshot files in the manifest.
    public var snapshotFileCount: Int
    /// Number of segment files in the manifest.
    public var segmentFileCount: Int
    /// Sum of the sizes of all files that the manifest lists, in bytes.
    public var byteCount: Int64
    /// What the journal holds; `nil` when it was not read.
    public var journal: JournalFacts?
    /// The restore of the copy, replayed on what was read.
    public var replay: RestoreReplay
}

/// A stretch of backups without a gap, by one source.
public struct RangeResult: Sendable, Equatable {
    /// Where a range is stated.
    public enum Source: String, Sendable {
        /// Computed from the positions in the manifests.
        case manifests
        /// `metadata.json` of the partition.
        case metadata
        /// The range markers of the 8.9 alphas.
        case markers
    }

    /// The partition.
    public var partitionID: Int32
    /// Checkpoint id of the first backup.
    public var start: Int64
    /// Checkpoint id of the last backup.
    public var end: Int64
    /// Where the range is stated.
    public var source: Source
}
