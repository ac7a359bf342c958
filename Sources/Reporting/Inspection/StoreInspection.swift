public import BackupCatalog
public import BackupModel
public import ObjectStorage
public import ZeebeFormat

/// What a place is: everything that listing and manifests tell, without a judgement.
public struct StoreInspection: Sendable {
    /// Something by name, and how often it occurs.
    public struct Count: Sendable, Equatable {
        /// The name, as the store has it: print its printable form.
        public var name: String
        /// How often it occurs.
        public var count: Int

        /// Creates a count.
        public init(_ name: String, _ count: Int) {
            self.name = name
            self.count = count
        }
    }

    /// The first and the last of something that is ordered.
    public struct Span<Value: Comparable & Sendable>: Sendable {
        /// The lowest.
        public private(set) var first: Value
        /// The highest.
        public private(set) var last: Value

        /// Creates the span of one value.
        public init(_ value: Value) {
            first = value
            last = value
        }

        /// Extends the span to a value.
        public mutating func extend(to value: Value) {
            first = min(first, value)
            last = max(last, value)
        }
    }

    /// What lies below one of the directories at the base.
    public struct Area: Sendable, Equatable {
        /// Name of the directory: `contents`.
        public var name: String
        /// Number of objects.
        public var objectCount: Int64
        /// Number of bytes.
        public var byteCount: Int64

        /// Creates an area.
        public init(_ name: String, objectCount: Int64, byteCount: Int64) {
            self.name = name
            self.objectCount = objectCount
            self.byteCount = byteCount
        }
    }

    /// What there is of one partition.
    public struct Partition: Sendable {
        /// The partition.
        public var id: Int32
        /// Number of manifests.
        public var copyCount = 0
        /// Its metadata file; `nil` when there is none.
        public var metadata: Catalog.MetadataFile?
        /// Number of range markers of the 8.9 alphas.
        public var markerCount = 0

        /// Creates a partition of which there is nothing.
        public init(id: Int32) {
            self.id = id
        }
    }

    /// The store.
    public var location: StoreLocation
    /// The layouts of keys, by name.
    public var layouts: [Catalog.Layout]
    /// The dialects of manifests, by name.
    public var dialects: [Catalog.Dialect]
    /// Versions of the brokers that wrote the manifests, the most frequent first.
    public var writerVersions: [Count] = []
    /// The members that took backups, and the number of their copies.
    public var members: [Count] = []
    /// The partitions, ascending.
    public var partitions: [Partition] = []
    /// Number of copies in each state.
    public var copies: [BackupState: Int] = [:]
    /// Manifests that cannot be read.
    public var unreadable = NamedObjects()
    /// Number of cluster backups in each state.
    public var backups: [ClusterBackupState: Int] = [:]
    /// The checkpoint ids; `nil` when there is no backup.
    public var checkpointIDs: Span<Int64>?
    /// When manifests were first written; `nil` when none can be read.
    public var created: Span<Timestamp>?
    /// Objects and bytes by directory; `nil` when contents were not listed.
    public var areas: [Area]?
    /// Objects that belong to no backup store.
    public var foreign: NamedObjects
    /// Number of binary indexes of the 8.9 alphas; no release reads them.
    public var indexCount: Int
    /// Number of manifests at places of the legacy S3 layout.
    public var legacyManifestCount: Int

    /// Number of copies, those included whose manifest cannot be read.
    public var copyCount: Int { copies.values.reduce(unreadable.count, +) }

    /// Number of cluster backups.
    public var backupCount: Int { backups.values.reduce(0, +) }
}
