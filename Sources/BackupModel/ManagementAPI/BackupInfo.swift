public import ZeebeFormat

/// A cluster backup as the management API shows it (store-layout §12).
public struct BackupInfo: Sendable, Equatable {
    /// Id of the backup.
    public var backupID: Int64
    /// The state over all partitions.
    public var state: ClusterBackupState
    /// One sentence for each failed partition; `nil` when none failed.
    public var failureReason: String?
    /// The partitions of the cluster, ascending.
    public var details: [PartitionBackupInfo]

    /// Creates a backup.
    public init(
        backupID: Int64,
        state: ClusterBackupState,
        failureReason: String? = nil,
        details: [PartitionBackupInfo]
    ) {
        self.backupID = backupID
        self.state = state
        self.failureReason = failureReason
        self.details = details
    }
}

/// The backup of one partition as the management API shows it; what is `nil` is left out of its body.
public struct PartitionBackupInfo: Sendable, Equatable {
    /// The partition.
    public var partitionID: Int32
    /// The state of the best copy.
    public var state: ClusterBackupState
    /// Why it failed: present, though perhaps empty, exactly when it did.
    public var failureReason: String?
    /// When the manifest was first written.
    public var createdAt: Timestamp?
    /// When its state last changed.
    public var lastUpdatedAt: Timestamp?
    /// Name of the snapshot.
    public var snapshotID: String?
    /// Position of the first log record in the segments.
    public var firstLogPosition: Int64?
    /// Position of the checkpoint's command.
    public var checkpointPosition: Int64?
    /// Node id of the broker that took the backup.
    public var brokerID: Int32?
    /// Version of the broker that took the backup.
    public var brokerVersion: String?

    /// Creates the backup of a partition of which nothing but the state is known.
    public init(partitionID: Int32, state: ClusterBackupState) {
        self.partitionID = partitionID
        self.state = state
    }
}

/// The calls of the management API that show backups; they show different fields.
public enum ManagementAPICall: Sendable, CaseIterable {
    /// All backups, or those of a pattern.
    case list
    /// One backup.
    case status
}
