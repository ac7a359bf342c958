/// What an error in one copy means for its restore: the step that fails, and whether Zeebe's own restore meets it there.
public struct RestoreObstacle: Equatable, Sendable {
    /// The step that fails.
    public let step: RestoreStep
    /// Whether Zeebe's restore ends with an error at that step; `nil` when that hangs on more than the finding. Of the log
    /// it never says so: what opening the log comes to is decided by `JournalOpening`.
    public let isMetByZeebe: Bool?

    private init(_ step: RestoreStep, isMetByZeebe: Bool?) {
        self.step = step
        self.isMetByZeebe = isMetByZeebe
    }

    /// Creates the obstacle that a finding is; `nil` for findings that no restore of a single copy meets.
    public init?(_ finding: Finding) {
        switch finding.code {
        case .storeLayoutMismatch, .manifestUnreadable, .manifestUnknownState, .manifestDescriptorMissing:
            self.init(.readManifest, isMetByZeebe: true)
        case .manifestDuplicateFileName:
            self.init(.readManifest, isMetByZeebe: true)
        case .manifestIDMismatch:
            // The store opens a manifest by its place, whatever id it states.
            self.init(.readManifest, isMetByZeebe: false)
        case .manifestPartitionOutOfRange:
            self.init(.compareCounts, isMetByZeebe: true)
        case .manifestFileNameUnsafe:
            // What a name with separators leads to is a matter of the store.
            self.init(.fetchFiles, isMetByZeebe: nil)
        case .objectMissing, .objectUnreadable:
            self.init(.fetchFiles, isMetByZeebe: true)
        case .objectCompressionInvalid:
            // What follows the stream Zeebe ignores; what nothing says is compressed it takes as it is; of nothing at all
            // one library makes an empty file and the others an error.
            switch finding.rule {
            case "stream-trailing", "stream-empty": self.init(.fetchFiles, isMetByZeebe: nil)
            case "stream-undeclared": self.init(.fetchFiles, isMetByZeebe: false)
            default: self.init(.fetchFiles, isMetByZeebe: true)
            }
        case .objectProviderChecksumMismatch:
            // What another reader gets is not known.
            self.init(.fetchFiles, isMetByZeebe: nil)
        case .objectEmpty:
            // It is fetched as it is: the checksums, or the log, tell.
            self.init(.fetchFiles, isMetByZeebe: false)
        case .manifestSnapshotInconsistent:
            // Files without an id are fetched and ignored; an id without files is a snapshot without checksum file.
            self.init(.restoreSnapshot, isMetByZeebe: finding.rule == nil)
        case .snapshotIDInvalid, .snapshotChecksumMismatch, .snapshotFileMissing, .snapshotFileUnlisted:
            self.init(.restoreSnapshot, isMetByZeebe: true)
        case .snapshotChecksumFileMissing:
            // Zeebe takes a file with the suffix, whatever snapshot it belongs to; of none or several it makes nothing.
            self.init(.restoreSnapshot, isMetByZeebe: finding.object?.hasSuffix(".checksum") != true)
        case .snapshotChecksumFileInvalid:
            self.init(.restoreSnapshot, isMetByZeebe: finding.rule == "sfv-empty")
        case .manifestPositionInvalid, .manifestSegmentsEmpty, .journalCheckpointMissing:
            self.init(.findCheckpoint, isMetByZeebe: false)
        case .journalSegmentInvalid, .journalRecordCorrupt, .journalGap, .journalEntryInvalid:
            self.init(.openLog, isMetByZeebe: false)
        case .journalCheckpointInvalid:
            self.init(finding.rule == "cp-merged" ? .findCheckpoint : .confirmCheckpoint, isMetByZeebe: false)
        case .journalStartsAfterSnapshot, .journalFirstPositionMismatch, .snapshotBeyondCheckpoint,
            .snapshotMetadataInvalid:
            self.init(.meetSnapshot, isMetByZeebe: false)
        case .snapshotRocksDBInvalid, .snapshotRocksDBCorrupt, .snapshotRocksDBFileMissing:
            self.init(.openDatabase, isMetByZeebe: false)
        case .snapshotStateInconsistent, .restoreExportedPositionUncovered:
            self.init(.resume, isMetByZeebe: false)
        case .restorePartitionBlocked:
            self.init(.joinLogs, isMetByZeebe: true)
        case .storeMixedLayouts, .storeForeignObject, .storeObsoleteObject, .storeOverlappingClusters,
            .manifestUnknownProperty, .manifestBrokerVersionInvalid, .manifestPlaceVersionMismatch, .manifestShadowed,
            .manifestTimestampsInvalid, .manifestObjectMetadataMismatch,
            .manifestTrailingBytes, .backupFailed, .backupInProgress, .backupAbandoned, .backupDeleted,
            .backupIncomplete, .backupPartitionMissing, .backupPartitionCountDiffers, .backupSeveralCopies,
            .backupPositionsNotIncreasing, .backupNoneRestorable, .objectTooLarge, .objectUnlisted, .objectOrphan,
            .rangeGap, .rangeMetadataMissing, .rangeMetadataUnreadable, .rangeMetadataStale, .rangeUnconfirmedBackup,
            .rangeEndpointMissing, .rangeDisorder, .rangeMarkerDangling, .restoreVersionUnsupported:
            return nil
        }
    }
}
