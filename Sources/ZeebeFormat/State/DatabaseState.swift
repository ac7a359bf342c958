/// What a broker's state says about its position in the log (partition-data §10.2).
///
/// Missing entries are normal: a partition without exporters has none of theirs, one without checkpoint none of those.
public struct DatabaseState: Equatable, Sendable {
    /// How far an exporter has come.
    public struct Exporter: Equatable, Sendable {
        /// Its id in the broker's configuration.
        public var id: String
        /// Position of the last record that it confirmed; −1 for none.
        public var position: Int64
        /// Counts how often its metadata was reset (8.6 and later).
        public var metadataVersion: Int64?
        /// What the exporter itself keeps; JSON text with Zeebe's own exporters (8.2 and later).
        public var metadata: [UInt8]?
    }

    /// A checkpoint that the state knows.
    public struct Checkpoint: Equatable, Sendable {
        /// The checkpoint id.
        public var id: Int64
        /// Its position.
        public var position: Int64
        /// Milliseconds since 1970-01-01T00:00:00Z (8.9 and later).
        public var timestamp: Int64?
        /// `MARKER`, `SCHEDULED_BACKUP`, `MANUAL_BACKUP`, or what a later release adds (8.9 and later).
        public var type: String?
        /// Position of the first record in its backup (8.9 and later).
        public var firstLogPosition: Int64?
    }

    /// A range of backups without gap.
    public struct BackupRange: Equatable, Sendable {
        /// Id of the first backup.
        public var first: Int64
        /// Id of the last one.
        public var last: Int64

        /// Creates a range.
        public init(first: Int64, last: Int64) {
            self.first = first
            self.last = last
        }
    }

    /// An entry that could not be read.
    public struct Problem: Equatable, Sendable, CustomStringConvertible {
        /// Which entry: its column family and key.
        public var entry: String
        /// Why.
        public var reason: String

        /// Both.
        public var description: String { "\(entry): \(reason)" }
    }

    /// The most problems that are kept.
    static let maximumProblemCount = 100

    /// Position of the last record that was processed.
    public internal(set) var lastProcessedPosition: Int64?
    /// Exporters by the bytes of their ids.
    public internal(set) var exporters: [Exporter] = []
    /// The last checkpoint.
    public internal(set) var checkpoint: Checkpoint?
    /// The last confirmed backup (8.8 and later).
    public internal(set) var backup: Checkpoint?
    /// The key generator's value: partition id × 2^51 + a counter.
    public internal(set) var latestKey: Int64?
    /// The release whose migrations the state has seen (8.5 and later).
    public internal(set) var migratedByVersion: String?
    /// Checkpoints by id (8.9 and later).
    public internal(set) var checkpoints: [Checkpoint] = []
    /// Ranges of backups by their first id (8.9 and later).
    public internal(set) var ranges: [BackupRange] = []
    /// Entries that could not be read.
    public internal(set) var problems: [Problem] = []

    /// Creates the state of a partition that has processed nothing.
    public init() {}

    /// The partition that `latestKey` belongs to.
    public var latestKeyPartition: Int64? { latestKey.map { $0 >> 51 } }
}
