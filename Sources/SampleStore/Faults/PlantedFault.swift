/// A damage, or something that only looks like one, to plant into a written sample store.
///
/// Each fault changes one thing. Checksums that cover the changed bytes are made anew, unless the fault is that they do
/// not match. Faults work on small stores that `SampleStore` has written: they read whole files.
public enum PlantedFault: Sendable, Hashable, CaseIterable, CustomStringConvertible {
    /// Of the snapshot files of a partition backup.
    case snapshot(SnapshotFault)
    /// Of its journal segments.
    case journal(JournalFault)
    /// Of its manifest.
    case manifest(ManifestFault)
    /// Of what is there at all.
    case backup(BackupFault)
    /// Of metadata.json and range markers.
    case metadata(MetadataFault)

    /// What of a store a fault may change.
    public enum Scope: Sendable {
        /// Manifest and contents of the target only.
        case partitionBackup
        /// Files of the target's partition below `metadata` and `ranges` only.
        case partitionMetadata
        /// Adds objects that belong to no backup of the store, or to a second copy of the target.
        case addedObjects
    }

    /// Every fault.
    public static var allCases: [PlantedFault] {
        SnapshotFault.allCases.map(PlantedFault.snapshot) + JournalFault.allCases.map(PlantedFault.journal)
            + ManifestFault.allCases.map(PlantedFault.manifest) + BackupFault.allCases.map(PlantedFault.backup)
            + MetadataFault.allCases.map(PlantedFault.metadata)
    }

    /// A name such as `journal.middleSegmentRemoved`.
    public var description: String {
        switch self {
        case .snapshot(let fault): "snapshot.\(fault.rawValue)"
        case .journal(let fault): "journal.\(fault.rawValue)"
        case .manifest(let fault): "manifest.\(fault.rawValue)"
        case .backup(let fault): "backup.\(fault.rawValue)"
        case .metadata(let fault): "metadata.\(fault.rawValue)"
        }
    }

    /// What a verifier that reads everything has to report; `nil` where nothing is wrong.
    ///
    /// Other findings may come with it, for a damage often breaks more than one rule.
    public var expected: ExpectedFinding? {
        switch self {
        case .snapshot(let fault): fault.expected
        case .journal(let fault): fault.expected
        case .manifest(let fault): fault.expected
        case .backup(let fault): fault.expected
        case .metadata(let fault): fault.expected
        }
    }

    /// Whether nothing is wrong: no finding of severity warning or error may come from this fault.
    public var isHarmless: Bool {
        expected.map { $0.severity == .info } ?? true
    }

    /// What of the store the fault may change.
    public var scope: Scope {
        switch self {
        case .snapshot, .journal, .manifest: .partitionBackup
        case .backup(let fault): fault.scope
        case .metadata: .partitionMetadata
        }
    }

    /// Whether the fault can be planted into a store of a release.
    public func applies(to version: WriterVersion) -> Bool {
        version.hasContinuousBackups || !needsContinuousBackups
    }

    /// A small store into which every fault of its release can be planted, at `sampleTarget`.
    public static func sampleSpecification(_ version: WriterVersion = .v8_9) -> SampleStoreSpecification {
        SampleStoreSpecification(version: version)
    }

    /// The second of three backups, on the first of two partitions.
    public static let sampleTarget = FaultTarget(checkpointId: 1_708_899_800_000, partition: 1)

    /// Plants the fault.
    ///
    /// - Throws: `SampleStoreError` when the target is not there, or has nothing that the fault could change.
    public func plant(inStoreAt path: String, at target: FaultTarget) throws(SampleStoreError) {
        let site = try FaultSite(storeAt: path, target: target)
        switch self {
        case .snapshot(let fault): try fault.plant(at: site)
        case .journal(let fault): try fault.plant(at: site)
        case .manifest(let fault): try fault.plant(at: site)
        case .backup(let fault): try fault.plant(at: site)
        case .metadata(let fault): try fault.plant(at: site)
        }
    }

    private var needsContinuousBackups: Bool {
        switch self {
        case .snapshot(let fault): fault.needsContinuousBackups
        case .manifest(let fault): fault.needsContinuousBackups
        case .metadata: true
        case .journal, .backup: false
        }
    }
}

/// The partition backup that a fault is planted into.
public struct FaultTarget: Sendable, Hashable {
    /// Checkpoint id.
    public var checkpointId: Int64
    /// Partition id.
    public var partition: Int32
    /// Member whose copy is meant; the first that there is when `nil`.
    public var member: SampleMember?

    /// Creates a target.
    public init(checkpointId: Int64, partition: Int32, member: SampleMember? = nil) {
        self.checkpointId = checkpointId
        self.partition = partition
        self.member = member
    }
}
