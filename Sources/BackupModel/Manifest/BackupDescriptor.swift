public import ZeebeFormat

/// Why a checkpoint was taken.
public enum CheckpointType: String, Sendable, CaseIterable, Hashable {
    /// A mark in the log between backups; it has no manifest.
    case marker = "MARKER"
    /// A backup on the cluster's own schedule.
    case scheduledBackup = "SCHEDULED_BACKUP"
    /// A backup that somebody asked for.
    case manualBackup = "MANUAL_BACKUP"

    /// Whether the checkpoint is a backup.
    public var isBackup: Bool { self != .marker }
}

/// What a manifest says of the content of its backup (store-layout §4).
public struct BackupDescriptor: Sendable, Equatable {
    /// Name of the snapshot; `nil` when the partition had none yet.
    public var snapshotID: String?
    /// Position of the first log record in the segments; `nil` when unknown (before 8.9).
    public var firstLogPosition: Int64?
    /// Position of the checkpoint's command, up to which the backup can be restored.
    public var checkpointPosition: Int64
    /// Number of partitions of the cluster at that time.
    public var numberOfPartitions: Int32
    /// Version of the broker that took the backup, as it wrote it.
    public var brokerVersion: String
    /// Time of the checkpoint's command; `nil` when unknown (before 8.9).
    public var checkpointTimestamp: Timestamp?
    /// Why the checkpoint was taken; `nil` where the manifest does not say (before 8.9).
    public var statedCheckpointType: CheckpointType?

    /// Creates a descriptor.
    public init(
        snapshotID: String?,
        firstLogPosition: Int64?,
        checkpointPosition: Int64,
        numberOfPartitions: Int32,
        brokerVersion: String,
        checkpointTimestamp: Timestamp?,
        checkpointType: CheckpointType?
    ) {
        self.snapshotID = snapshotID
        self.firstLogPosition = firstLogPosition
        self.checkpointPosition = checkpointPosition
        self.numberOfPartitions = numberOfPartitions
        self.brokerVersion = brokerVersion
        self.checkpointTimestamp = checkpointTimestamp
        self.statedCheckpointType = checkpointType
    }

    /// Why the checkpoint was taken; manual where the manifest does not say.
    public var checkpointType: CheckpointType { statedCheckpointType ?? .manualBackup }
}
