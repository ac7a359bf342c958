public import ZeebeFormat

/// The content of `metadata/<partition>/metadata.json`: what the partition's state knew of its checkpoints and ranges
/// (store-layout §10.1).
public struct PartitionMetadata: Sendable, Equatable {
    /// A checkpoint that the partition knew: a marker, or a backup whose completion it confirmed.
    public struct Checkpoint: Sendable, Equatable {
        /// The checkpoint's id.
        public var checkpointID: Int64
        /// Position of its command.
        public var checkpointPosition: Int64
        /// Time of its command.
        public var checkpointTimestamp: Timestamp
        /// Why it was taken.
        public var checkpointType: CheckpointType
        /// Position of the first log record of the backup; `nil` for markers and where unknown.
        public var firstLogPosition: Int64?

        /// Creates a checkpoint.
        public init(
            checkpointID: Int64,
            checkpointPosition: Int64,
            checkpointTimestamp: Timestamp,
            checkpointType: CheckpointType,
            firstLogPosition: Int64?
        ) {
            self.checkpointID = checkpointID
            self.checkpointPosition = checkpointPosition
            self.checkpointTimestamp = checkpointTimestamp
            self.checkpointType = checkpointType
            self.firstLogPosition = firstLogPosition
        }
    }

    /// A contiguous stretch of backups; both ends are part of it.
    public struct Range: Sendable, Equatable {
        /// Checkpoint id of the first backup.
        public var start: Int64
        /// Checkpoint id of the last backup.
        public var end: Int64

        /// Creates a range.
        public init(start: Int64, end: Int64) {
            self.start = start
            self.end = end
        }
    }

    /// The partition that the document states.
    public var partitionID: Int32
    /// When it was written, by the writer's clock.
    public var lastUpdated: Timestamp
    /// The checkpoints in the order of the document.
    public var checkpoints: [Checkpoint]
    /// The ranges in the order of the document.
    public var ranges: [Range]
    /// Properties that Zeebe's own reader does not know; at most ten.
    public var unknownProperties: [String]

    /// The positions of all checkpoints by their ids.
    public var positions: [Int64: Int64] {
        Dictionary(checkpoints.map { ($0.checkpointID, $0.checkpointPosition) }) { _, last in last }
    }

    /// Creates metadata.
    public init(
        partitionID: Int32,
        lastUpdated: Timestamp,
        checkpoints: [Checkpoint],
        ranges: [Range],
        unknownProperties: [String] = []
    ) {
        self.partitionID = partitionID
        self.lastUpdated = lastUpdated
        self.checkpoints = checkpoints
        self.ranges = ranges
        self.unknownProperties = unknownProperties
    }
}
