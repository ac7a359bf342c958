/// One checkpoint with a backup, on all partitions.
public struct SampleBackup: Sendable, Hashable {
    /// The state that a partition backup is left in (store-layout §7.1).
    public enum State: String, Sendable, CaseIterable {
        /// Complete, all files in place.
        case completed = "COMPLETED"
        /// Failed after the files were copied; they stay.
        case failed = "FAILED"
        /// Under way: the snapshot is copied, the segments are not.
        case inProgress = "IN_PROGRESS"
        /// Tombstone, files still there; not before 8.9.
        case deleted = "DELETED"
    }

    /// What made the checkpoint.
    public enum Origin: String, Sendable {
        /// A call of the management API.
        case manual = "MANUAL_BACKUP"
        /// The scheduler of 8.9.
        case scheduled = "SCHEDULED_BACKUP"
    }

    /// Checkpoint id, which is the backup id.
    public var checkpointId: Int64

    /// State on all partitions that `statesByPartition` does not name.
    public var state: State

    /// States of single partitions.
    public var statesByPartition: [Int32: State]

    /// What made the checkpoint; written from 8.9 on.
    public var origin: Origin

    /// Whether the copied journal starts after the checkpoint before, which begins a new range of continuous backups.
    ///
    /// Otherwise it reaches back to the snapshot of the backup before, as if the broker had compacted up to there.
    public var startsNewRange: Bool

    /// Creates a backup.
    public init(
        _ checkpointId: Int64,
        state: State = .completed,
        statesByPartition: [Int32: State] = [:],
        origin: Origin = .scheduled,
        startsNewRange: Bool = false
    ) {
        self.checkpointId = checkpointId
        self.state = state
        self.statesByPartition = statesByPartition
        self.origin = origin
        self.startsNewRange = startsNewRange
    }

    /// Returns the state on a partition.
    public func state(onPartition partition: Int32) -> State {
        statesByPartition[partition] ?? state
    }

    /// Returns `count` completed backups with evenly spaced ids.
    public static func series(_ count: Int, from first: Int64, step: Int64) -> [SampleBackup] {
        (0..<count).map { SampleBackup(first + Int64($0) * step) }
    }
}
