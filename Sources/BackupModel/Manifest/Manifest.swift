public import ZeebeFormat

/// A manifest in one form for all dialects: what a store says of one partition backup (store-layout §4, §5).
public struct Manifest: Sendable, Equatable {
    /// The identity that the document states; it must be that of its place.
    public var id: BackupIdentifier
    /// The content; `nil` only in a FAILED backup of which nothing was written.
    public var descriptor: BackupDescriptor?
    /// The state.
    public var state: BackupState
    /// Names of the snapshot's files.
    public var snapshotFiles: FileNameList
    /// Names of the journal's segment files.
    public var segmentFiles: FileNameList
    /// How those files are compressed that are stored compressed, by name; S3 stores only (store-layout §9.1).
    public var compressions: [String: String]
    /// When the manifest was first written.
    public var createdAt: Timestamp
    /// When its state last changed.
    public var modifiedAt: Timestamp
    /// Why the backup failed.
    public var failureReason: String?
    /// Properties that Zeebe's own reader does not know, as paths such as `descriptor.futureField`; at most ten.
    public var unknownProperties: [String]
    /// Number of bytes behind the first JSON value: the rule on filesystem stores (store-layout §4.4).
    public var trailingByteCount: Int

    /// Creates a manifest.
    public init(
        id: BackupIdentifier,
        descriptor: BackupDescriptor?,
        state: BackupState,
        snapshotFiles: FileNameList,
        segmentFiles: FileNameList,
        compressions: [String: String] = [:],
        createdAt: Timestamp,
        modifiedAt: Timestamp,
        failureReason: String? = nil,
        unknownProperties: [String] = [],
        trailingByteCount: Int = 0
    ) {
        self.id = id
        self.descriptor = descriptor
        self.state = state
        self.snapshotFiles = snapshotFiles
        self.segmentFiles = segmentFiles
        self.compressions = compressions
        self.createdAt = createdAt
        self.modifiedAt = modifiedAt
        self.failureReason = failureReason
        self.unknownProperties = unknownProperties
        self.trailingByteCount = trailingByteCount
    }
}
