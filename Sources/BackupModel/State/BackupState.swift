/// The state that a manifest gives to its partition backup (store-layout §4, §7).
public enum BackupState: String, Sendable, CaseIterable, Hashable {
    /// Files are being written, or their writer died: nothing in the store tells which.
    case inProgress = "IN_PROGRESS"
    /// All files were written.
    case completed = "COMPLETED"
    /// The backup could not be taken.
    case failed = "FAILED"
    /// A tombstone: its files are being removed (8.9 and later).
    case deleted = "DELETED"

    /// How far a copy is from being restorable: of several copies the one with the highest rank counts (store-layout §11.2).
    public var rank: Int {
        switch self {
        case .deleted: 1
        case .failed: 2
        case .inProgress: 3
        case .completed: 4
        }
    }
}

/// The state of a cluster backup, computed from its partitions (store-layout §11.3).
public enum ClusterBackupState: String, Sendable, CaseIterable, Hashable {
    case doesNotExist = "DOES_NOT_EXIST"
    case inProgress = "IN_PROGRESS"
    case completed = "COMPLETED"
    case failed = "FAILED"
    case incomplete = "INCOMPLETE"
    case deleted = "DELETED"

    /// Aggregates the best state of every partition of the cluster; `nil` stands for a partition without manifest.
    ///
    /// The rules are those of 8.9 and 8.10; the first that matches wins.
    public init(partitions: some Sequence<BackupState?>) {
        var seen: Set<BackupState> = []
        var isAnyMissing = false
        for state in partitions {
            if let state { seen.insert(state) } else { isAnyMissing = true }
        }
        if seen.contains(.failed) {
            self = .failed
        } else if isAnyMissing, seen.contains(.inProgress) || seen.contains(.completed), !seen.contains(.deleted) {
            self = .incomplete
        } else if seen.contains(.deleted) {
            self = .deleted
        } else if seen.contains(.inProgress) {
            self = .inProgress
        } else if isAnyMissing || seen.isEmpty {
            self = .doesNotExist
        } else {
            self = .completed
        }
    }

    /// The state of a single partition, as the management API names it.
    public init(_ state: BackupState?) {
        self.init(partitions: CollectionOfOne(state))
    }
}
