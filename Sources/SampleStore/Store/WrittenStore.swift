/// What was written, to compare a verifier's answers with.
public struct WrittenStore: Sendable {
    /// Directory of the store.
    public let path: String

    /// What was asked for.
    public let specification: SampleStoreSpecification

    /// Every partition backup with a manifest, by partition, checkpoint id, first and second copy.
    public let partitionBackups: [WrittenPartitionBackup]
}

/// One partition backup that was written.
public struct WrittenPartitionBackup: Sendable, Equatable {
    /// Checkpoint id.
    public var checkpointId: Int64
    /// Partition id.
    public var partition: Int32
    /// Member that took the backup.
    public var member: SampleMember
    /// State of the manifest.
    public var state: SampleBackup.State
    /// Snapshot id, if the backup has a snapshot.
    public var snapshotId: String?
    /// Position of the checkpoint command.
    public var checkpointPosition: Int64
    /// Position of the first log record in the listed segments.
    public var firstLogPosition: Int64
    /// Journal of the listed segments; none where only manifests were asked for.
    public var journal: Journal?
    /// Number of files in the list `snapshot`.
    public var snapshotFiles: Int
    /// Number of files in the list `segments`, a prepared one included.
    public var segmentFiles: Int
    /// Bytes of all listed files that are there.
    public var bytes: Int64

    /// All records of the listed segments, those after the checkpoint included.
    public struct Journal: Sendable, Equatable {
        /// Index of the first journal record.
        public var firstIndex: Int64
        /// Index of the last journal record.
        public var lastIndex: Int64
        /// Position of the last log record.
        public var lastPosition: Int64
        /// Index of the checkpoint command's entry.
        public var checkpointIndex: Int64
    }
}
