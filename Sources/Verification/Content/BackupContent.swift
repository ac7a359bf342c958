public import BackupModel
public import ZeebeFormat

/// What the databases of one backup hold, as far as it was asked for.
public struct BackupContent: Sendable {
    /// The checkpoint, which is the id of the backup.
    public var checkpointID: Int64
    /// The state over all partitions.
    public var state: ClusterBackupState
    /// Number of partitions that the backup must cover.
    public var partitionCount: Int32
    /// The selected partitions, ascending.
    public var partitions: [PartitionContent]

    /// Creates the content of a backup.
    public init(
        checkpointID: Int64,
        state: ClusterBackupState,
        partitionCount: Int32,
        partitions: [PartitionContent]
    ) {
        self.checkpointID = checkpointID
        self.state = state
        self.partitionCount = partitionCount
        self.partitions = partitions
    }

    /// The entries of all partitions together; `nil` unless every partition of the backup was counted.
    public var total: ContentCounts? {
        let counts = partitions.compactMap(\.counts)
        guard counts.count == partitionCount, counts.count == partitions.count else { return nil }
        return ContentCounts(summing: counts)
    }

    /// Number of things of a kind in the whole cluster; `nil` where it is not known.
    ///
    /// Process definitions are on every partition: they count once, by the partition that has most of them.
    public func count(of kind: ContentKind) -> Int? {
        guard let total else { return nil }
        guard kind == .processDefinitions else { return total.count(of: kind) }
        return total.isNamed ? partitions.compactMap { $0.counts?.count(of: kind) }.max() : nil
    }
}

/// What the database of one partition holds.
public struct PartitionContent: Sendable {
    /// What came of it.
    public enum Outcome: Sendable {
        /// All entries of the tables were counted.
        case read(ContentCounts)
        /// The backup has no snapshot: everything is in the log.
        case noSnapshot
        /// The database cannot be read to its end: nothing is known of its content.
        case unreadable(ContentProblem)
        /// There is no COMPLETED copy, for the reason given.
        case notCompleted(String)
    }

    /// The partition.
    public var partitionID: Int32
    /// The member whose copy was read, or could not be; `nil` when there is no COMPLETED copy.
    public var member: MemberID?
    /// What the copy's manifest says of it.
    public var descriptor: BackupDescriptor?
    /// What came of it.
    public var outcome: Outcome
    /// Write-ahead logs that are not empty: what they hold is not counted.
    public var uncountedLogs: [UncountedLog] = []

    /// A write-ahead log whose entries belong to the state.
    public struct UncountedLog: Sendable, Equatable {
        /// Name of the file.
        public var fileName: String
        /// Its size in bytes.
        public var byteCount: UInt64

        /// Creates a log.
        public init(fileName: String, byteCount: UInt64) {
            self.fileName = fileName
            self.byteCount = byteCount
        }
    }

    /// Creates the content of a partition.
    public init(partitionID: Int32, member: MemberID?, descriptor: BackupDescriptor?, outcome: Outcome) {
        self.partitionID = partitionID
        self.member = member
        self.descriptor = descriptor
        self.outcome = outcome
    }

    /// The counts; `nil` unless all entries were counted.
    public var counts: ContentCounts? {
        if case .read(let counts) = outcome { counts } else { nil }
    }
}

/// Numbers of live entries by column family.
public struct ContentCounts: Sendable, Equatable {
    /// Number of entries by column family.
    public var entriesByFamily: [ColumnFamily: Int]
    /// Number of entries whose keys have no column family; Zeebe writes none.
    public var otherEntries: Int
    /// Whether the numbers of column families have the names of annex D, by the broker's version.
    public var isNamed: Bool

    /// Creates counts.
    public init(entriesByFamily: [ColumnFamily: Int], otherEntries: Int = 0, isNamed: Bool) {
        self.entriesByFamily = entriesByFamily
        self.otherEntries = otherEntries
        self.isNamed = isNamed
    }

    /// Adds counts up; the sum is named when all of them are.
    init(summing counts: [ContentCounts]) {
        self.init(entriesByFamily: [:], isNamed: counts.allSatisfy(\.isNamed))
        for one in counts {
            entriesByFamily.merge(one.entriesByFamily, uniquingKeysWith: +)
            otherEntries += one.otherEntries
        }
    }

    /// Number of all entries.
    public var entries: Int { entriesByFamily.values.reduce(otherEntries, +) }

    /// Number of things of a kind; `nil` when the column families have no names.
    public func count(of kind: ContentKind) -> Int? {
        isNamed ? entriesByFamily[kind.family] ?? 0 : nil
    }

    /// Number of entries of no such kind; `nil` when the column families have no names.
    public var remainder: Int? {
        isNamed ? entries - ContentKind.allCases.reduce(0) { $0 + (entriesByFamily[$1.family] ?? 0) } : nil
    }
}

/// Why the content of a database cannot be told.
public struct ContentProblem: Error, Sendable, Equatable {
    /// Key of the object, printable.
    public var object: String
    /// What is wrong with it.
    public var message: String
    /// What kind of problem it is.
    public var kind: Kind

    /// What a caller can do about it.
    public enum Kind: Sendable, Equatable {
        /// Something is missing or damaged.
        case damage
        /// It could not be read, and may be right.
        case notRead(Finding.Obstacle)
        /// It is in a form that this program does not know.
        case unsupported
    }

    /// Creates a problem.
    public init(object: String, message: String, kind: Kind) {
        self.object = object
        self.message = message
        self.kind = kind
    }
}
