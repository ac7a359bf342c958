/// Damages of the manifest (store-layout §4 and §6).
public enum ManifestFault: String, Sendable, Hashable, CaseIterable {
    // The document
    /// The file ends in the middle.
    case cut
    /// The file has no bytes.
    case empty
    /// The file is not UTF-8.
    case notUTF8
    /// There is a property that Zeebe does not know.
    case unknownProperty
    /// The state is none of Zeebe's.
    case unknownState
    /// The checkpoint position is missing.
    case propertyMissing
    /// The id is that of another checkpoint.
    case idMismatch
    /// `createdAt` is no time.
    case timeUnreadable
    /// The checkpoint type is none of Zeebe's; not in 8.6.
    case checkpointTypeUnknown
    /// Harmless: the bytes left over behind the document are others.
    case otherBytesLeftOver

    // File lists
    /// A segment is listed twice.
    case fileNameTwice
    /// A file name leads out of the directory.
    case fileNameTraversal
    /// A file name is an absolute path.
    case fileNameAbsolute
    /// A file name is empty.
    case fileNameEmpty
    /// A file name has 4 KiB.
    case fileNameLong
    /// A file name has control characters.
    case fileNameControlCharacters
    /// No segment is listed.
    case segmentsEmpty
    /// There is a snapshot id, and no snapshot file is listed.
    case snapshotIdWithoutFiles
    /// Snapshot files are listed, and there is no snapshot id.
    case filesWithoutSnapshotId

    // Facts
    /// The checkpoint position is 0.
    case checkpointPositionZero
    /// The checkpoint position is negative.
    case checkpointPositionNegative
    /// The checkpoint position lies behind the log.
    case checkpointPositionBeyondLog
    /// The checkpoint position is that of the record after the checkpoint command.
    case checkpointPositionOfOtherRecord
    /// The first log position is one too high; not in 8.6.
    case firstLogPositionWrong
    /// The first log position lies behind the checkpoint; not in 8.6.
    case firstLogPositionAfterCheckpoint
    /// The number of partitions is below the partition id.
    case numberOfPartitionsTooSmall
    /// The number of partitions is not that of the other partitions.
    case numberOfPartitionsDiffers
    /// The broker version is not a SemVer.
    case brokerVersionInvalid
    /// The manifest was created after it was modified.
    case createdAfterModified
    /// The manifest was created in a hundred years.
    case createdInTheFuture

    /// See `PlantedFault.expected`.
    public var expected: ExpectedFinding? {
        switch self {
        case .cut, .empty, .notUTF8, .propertyMissing, .timeUnreadable, .checkpointTypeUnknown:
            .error("manifest.unreadable")
        case .unknownProperty: .warning("manifest.unknown-property")
        case .unknownState: .error("manifest.unknown-state")
        case .idMismatch: .error("manifest.id-mismatch")
        case .fileNameTwice: .error("manifest.duplicate-file-name")
        case .fileNameTraversal, .fileNameAbsolute, .fileNameEmpty, .fileNameLong, .fileNameControlCharacters:
            .error("manifest.file-name-unsafe")
        case .segmentsEmpty: .error("manifest.segments-empty")
        case .snapshotIdWithoutFiles: .error("manifest.snapshot-inconsistent")
        case .filesWithoutSnapshotId: .error("manifest.snapshot-inconsistent", "snap-unexpected")
        case .checkpointPositionZero, .checkpointPositionNegative, .firstLogPositionAfterCheckpoint:
            .error("manifest.position-invalid")
        case .checkpointPositionBeyondLog: .error("journal.checkpoint-missing", "cp-missing")
        case .checkpointPositionOfOtherRecord: .error("journal.checkpoint-invalid", "cp-type")
        case .firstLogPositionWrong: .warning("journal.first-position-mismatch", "first-log-position")
        case .numberOfPartitionsTooSmall: .error("manifest.partition-out-of-range")
        case .numberOfPartitionsDiffers: .error("backup.partition-count-differs")
        case .brokerVersionInvalid: .warning("manifest.broker-version-invalid")
        case .createdAfterModified, .createdInTheFuture: .warning("manifest.timestamps-invalid")
        case .otherBytesLeftOver: nil
        }
    }

    var needsContinuousBackups: Bool {
        switch self {
        case .checkpointTypeUnknown, .firstLogPositionWrong, .firstLogPositionAfterCheckpoint: true
        default: false
        }
    }
}
