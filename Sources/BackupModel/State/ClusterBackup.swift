/// What a store holds of one checkpoint: the copies of every partition, joined to one state (store-layout §11).
public struct ClusterBackup: Sendable {
    /// One copy of a partition's backup.
    public struct Copy: Sendable {
        /// Its identity by its place.
        public var id: BackupIdentifier
        /// Its state; `nil` when its manifest cannot be read.
        public var state: BackupState?
        /// The partition count that its manifest states.
        public var numberOfPartitions: Int32?

        /// Creates a copy.
        public init(id: BackupIdentifier, state: BackupState?, numberOfPartitions: Int32?) {
            self.id = id
            self.state = state
            self.numberOfPartitions = numberOfPartitions
        }
    }

    /// The checkpoint, which is the id of the backup.
    public let checkpointID: Int64
    /// All copies, by partition and member.
    public let copies: [Copy]
    /// The partitions that the backup must cover, 1 to the highest partition count that a manifest states.
    public let partitionCount: Int32
    /// Whether the partition count comes from the partitions seen in the store, since no manifest states one.
    public let isPartitionCountInferred: Bool
    /// The state over all partitions.
    public let state: ClusterBackupState
    /// Partitions without any manifest, as ranges of ids.
    public let missingPartitions: [ClosedRange<Int32>]

    /// Joins the copies of one checkpoint.
    ///
    /// - Parameters:
    ///   - copies: All copies of the checkpoint.
    ///   - partitionsInStore: The highest partition id seen anywhere in the store, for backups without descriptor.
    public init(checkpointID: Int64, copies: [Copy], partitionsInStore: Int32) {
        self.checkpointID = checkpointID
        self.copies = copies.sorted { ($0.id.partitionID, $0.id.member) < ($1.id.partitionID, $1.id.member) }
        let stated = copies.compactMap(\.numberOfPartitions)
            .filter { (1...ManifestRules.maximumPartitionCount).contains($0) }.max()
        let seen = copies.map(\.id.partitionID).max() ?? 0
        self.isPartitionCountInferred = stated == nil
        self.partitionCount = max(stated ?? min(partitionsInStore, ManifestRules.maximumPartitionCount), seen)
        var best: [Int32: BackupState] = [:]
        var present: Set<Int32> = []
        for copy in copies {
            present.insert(copy.id.partitionID)
            guard let state = copy.state else { continue }
            let known = best[copy.id.partitionID]
            if known == nil || known.map({ $0.rank < state.rank }) == true { best[copy.id.partitionID] = state }
        }
        var missing: [ClosedRange<Int32>] = []
        // A path can state any partition, up to the largest number that there is.
        var last: Int32 = 0
        for partition in present.sorted() where partition > last {
            if partition - 1 > last { missing.append((last + 1)...(partition - 1)) }
            last = partition
        }
        if partitionCount > last { missing.append((last + 1)...partitionCount) }
        self.missingPartitions = missing
        // A copy whose manifest cannot be read counts as absent, as it does for Zeebe, but is not missing.
        let states = present.map { best[$0] } + (missing.isEmpty ? [] : [nil])
        self.state = ClusterBackupState(partitions: states)
    }

    /// Number of partitions without any manifest.
    public var missingPartitionCount: Int { missingPartitions.reduce(0) { $0 + $1.count } }

    /// The best state of a partition over its copies; `nil` without readable manifest.
    public func state(of partition: Int32) -> BackupState? {
        copies.lazy.filter { $0.id.partitionID == partition }.compactMap(\.state).max { $0.rank < $1.rank }
    }
}
