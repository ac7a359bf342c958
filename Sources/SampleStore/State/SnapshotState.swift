/// What the broker's state knows when a snapshot is taken (partition-data §10.2).
struct SnapshotState: Sendable {
    /// The checkpoints that are kept as entries of their own; a cluster deletes older ones with their backups.
    static let checkpointCount = 50

    /// Where in the log the snapshot stands.
    var positions: SnapshotPositions
    /// How many keys the partition has given out.
    var keyCounter: Int64
    /// The checkpoint seen last, whatever became of its backup.
    var lastCheckpoint: PartitionMetadata.Checkpoint?
    /// The backup confirmed last.
    var lastBackup: PartitionMetadata.Checkpoint?
    /// The newest known checkpoints, ascending.
    var checkpoints: [PartitionMetadata.Checkpoint]
    /// Ranges of backups without gap.
    var ranges: [PartitionMetadata.BackupRange]
}
