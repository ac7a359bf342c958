/// What manifest and snapshot say about a journal (partition-data §11).
public struct JournalExpectation: Equatable, Sendable {
    /// The partition that the journal belongs to.
    public var partitionID: Int32
    /// Id of the checkpoint, which is the id of the backup.
    public var checkpointID: Int64
    /// Position of the checkpoint's command.
    public var checkpointPosition: Int64
    /// Position of the first record as the manifest states it; `nil` where it does not.
    public var firstLogPosition: Int64?
    /// Version of the broker that took the backup.
    public var brokerVersion: String
    /// When the manifest was first written, milliseconds since 1970 UTC.
    public var createdAtMilliseconds: Int64?
    /// The checkpoint's type as the manifest states it; `nil` where it does not (before 8.9).
    public var checkpointType: String?
    /// The snapshot that the journal goes on from.
    public var snapshot: Snapshot

    /// What is known of the snapshot that a journal goes on from.
    public enum Snapshot: Equatable, Sendable {
        /// The backup has none: the journal must begin at index 1.
        case none
        /// It has one of which nothing is known, since its id is not one.
        case unknown
        /// It has one.
        case facts(SnapshotFacts)

        /// The facts, where there are any.
        public var facts: SnapshotFacts? {
            if case .facts(let facts) = self { facts } else { nil }
        }
    }

    /// The facts of a snapshot that matter to its journal.
    public struct SnapshotFacts: Equatable, Sendable {
        /// Journal index in the snapshot's id.
        public var index: Int64
        /// Raft term in the snapshot's id.
        public var term: Int64
        /// Lower of processed and exported position; the processed one when nothing was exported yet.
        public var lowestNeededPosition: Int64
        /// Whether the snapshot was made to start a new partition, and so belongs to no entry of the journal.
        public var isBootstrap: Bool

        /// Creates the facts.
        public init(index: Int64, term: Int64, lowestNeededPosition: Int64, isBootstrap: Bool) {
            self.index = index
            self.term = term
            self.lowestNeededPosition = lowestNeededPosition
            self.isBootstrap = isBootstrap
        }
    }

    /// Creates an expectation.
    public init(
        partitionID: Int32,
        checkpointID: Int64,
        checkpointPosition: Int64,
        firstLogPosition: Int64? = nil,
        brokerVersion: String,
        createdAtMilliseconds: Int64? = nil,
        checkpointType: String? = nil,
        snapshot: Snapshot = .none
    ) {
        self.partitionID = partitionID
        self.checkpointID = checkpointID
        self.checkpointPosition = checkpointPosition
        self.firstLogPosition = firstLogPosition
        self.brokerVersion = brokerVersion
        self.createdAtMilliseconds = createdAtMilliseconds
        self.checkpointType = checkpointType
        self.snapshot = snapshot
    }

    /// Whether the broker was of a release that could still read descriptors from before 8.0.
    var acceptsDescriptorVersion1: Bool {
        let parts = brokerVersion.split(separator: ".", maxSplits: 2)
        guard parts.count >= 2, parts[0] == "8", let minor = Int(parts[1]) else { return false }
        return minor <= 2
    }
}
