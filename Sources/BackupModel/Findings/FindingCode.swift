public import ZeebeFormat

/// The stable identifiers of what zbaudit finds, `area.what`; scripts rely on them.
public enum FindingCode: String, Sendable, CaseIterable, Hashable {
    // store
    case storeLayoutMismatch = "store.layout-mismatch"
    case storeMixedLayouts = "store.mixed-layouts"
    case storeForeignObject = "store.foreign-object"
    case storeObsoleteObject = "store.obsolete-object"
    case storeOverlappingClusters = "store.overlapping-clusters"
    // manifest
    case manifestUnreadable = "manifest.unreadable"
    case manifestUnknownProperty = "manifest.unknown-property"
    case manifestIDMismatch = "manifest.id-mismatch"
    case manifestUnknownState = "manifest.unknown-state"
    case manifestDescriptorMissing = "manifest.descriptor-missing"
    case manifestSegmentsEmpty = "manifest.segments-empty"
    case manifestFileNameUnsafe = "manifest.file-name-unsafe"
    case manifestDuplicateFileName = "manifest.duplicate-file-name"
    case manifestSnapshotInconsistent = "manifest.snapshot-inconsistent"
    case manifestPositionInvalid = "manifest.position-invalid"
    case manifestPartitionOutOfRange = "manifest.partition-out-of-range"
    case manifestBrokerVersionInvalid = "manifest.broker-version-invalid"
    case manifestPlaceVersionMismatch = "manifest.place-version-mismatch"
    case manifestShadowed = "manifest.shadowed"
    case manifestTimestampsInvalid = "manifest.timestamps-invalid"
    case manifestTrailingBytes = "manifest.trailing-bytes"
    case manifestObjectMetadataMismatch = "manifest.object-metadata-mismatch"
    // backup
    case backupFailed = "backup.failed"
    case backupInProgress = "backup.in-progress"
    case backupAbandoned = "backup.abandoned"
    case backupDeleted = "backup.deleted"
    case backupIncomplete = "backup.incomplete"
    case backupPartitionMissing = "backup.partition-missing"
    case backupPartitionCountDiffers = "backup.partition-count-differs"
    case backupSeveralCopies = "backup.several-copies"
    case backupPositionsNotIncreasing = "backup.positions-not-increasing"
    case backupNoneRestorable = "backup.none-restorable"
    // object
    case objectMissing = "object.missing"
    case objectEmpty = "object.empty"
    case objectUnreadable = "object.unreadable"
    case objectTooLarge = "object.too-large"
    case objectCompressionInvalid = "object.compression-invalid"
    case objectUnlisted = "object.unlisted"
    case objectOrphan = "object.orphan"
    case objectProviderChecksumMismatch = "object.provider-checksum-mismatch"
    // snapshot
    case snapshotIDInvalid = "snapshot.id-invalid"
    case snapshotChecksumFileMissing = "snapshot.checksum-file-missing"
    case snapshotChecksumFileInvalid = "snapshot.checksum-file-invalid"
    case snapshotChecksumMismatch = "snapshot.checksum-mismatch"
    case snapshotFileMissing = "snapshot.file-missing"
    case snapshotFileUnlisted = "snapshot.file-unlisted"
    case snapshotMetadataInvalid = "snapshot.metadata-invalid"
    case snapshotBeyondCheckpoint = "snapshot.beyond-checkpoint"
    case snapshotStateInconsistent = "snapshot.state-inconsistent"
    case snapshotRocksDBInvalid = "snapshot.rocksdb-invalid"
    case snapshotRocksDBFileMissing = "snapshot.rocksdb-file-missing"
    case snapshotRocksDBCorrupt = "snapshot.rocksdb-corrupt"
    // journal
    case journalSegmentInvalid = "journal.segment-invalid"
    case journalRecordCorrupt = "journal.record-corrupt"
    case journalGap = "journal.gap"
    case journalCheckpointMissing = "journal.checkpoint-missing"
    case journalCheckpointInvalid = "journal.checkpoint-invalid"
    case journalStartsAfterSnapshot = "journal.starts-after-snapshot"
    case journalFirstPositionMismatch = "journal.first-position-mismatch"
    case journalEntryInvalid = "journal.entry-invalid"
    // range
    case rangeGap = "range.gap"
    case rangeMetadataMissing = "range.metadata-missing"
    case rangeMetadataUnreadable = "range.metadata-unreadable"
    case rangeMetadataStale = "range.metadata-stale"
    case rangeUnconfirmedBackup = "range.unconfirmed-backup"
    case rangeEndpointMissing = "range.endpoint-missing"
    case rangeDisorder = "range.disorder"
    case rangeMarkerDangling = "range.marker-dangling"
    // restore
    case restorePartitionBlocked = "restore.partition-blocked"
    case restoreExportedPositionUncovered = "restore.exported-position-uncovered"
    case restoreVersionUnsupported = "restore.version-unsupported"

    /// The part in front of the dot.
    public var area: Substring { rawValue.prefix { $0 != "." } }

    /// The severity of the code where no rule decides otherwise.
    public var defaultSeverity: Severity {
        switch self {
        case .storeMixedLayouts, .storeForeignObject, .storeObsoleteObject, .manifestTrailingBytes, .backupInProgress,
            .backupDeleted, .backupSeveralCopies, .objectUnlisted, .rangeMarkerDangling:
            .info
        case .storeOverlappingClusters, .manifestUnknownProperty, .manifestBrokerVersionInvalid,
            .manifestPlaceVersionMismatch, .manifestShadowed, .manifestTimestampsInvalid,
            .manifestObjectMetadataMismatch, .backupFailed, .backupAbandoned, .backupIncomplete,
            .backupPositionsNotIncreasing, .objectTooLarge, .objectOrphan, .journalFirstPositionMismatch,
            .rangeGap, .rangeMetadataMissing, .rangeMetadataUnreadable, .rangeMetadataStale, .rangeUnconfirmedBackup,
            .rangeEndpointMissing, .restoreVersionUnsupported:
            .warning
        default:
            .error
        }
    }

    /// The code under which violations of a rule are reported.
    public init(_ rule: Rule) {
        switch rule {
        case .segmentName, .descriptorVersion, .descriptorHeader, .descriptorChecksum, .descriptorValue, .descriptorID,
            .descriptorHint, .descriptorVersion1:
            self = .journalSegmentInvalid
        case .segmentGap:
            self = .journalGap
        case .recordFrame, .recordHeader, .recordLength, .recordChecksum, .recordIndex, .recordSequenceNumber,
            .tailBlocksRestore:
            self = .journalRecordCorrupt
        case .raftHeader, .raftType, .raftLength, .term, .positionGap, .frame, .entryPosition, .metadataHeader,
            .entrySource, .entryTime:
            self = .journalEntryInvalid
        case .checkpointMissing:
            self = .journalCheckpointMissing
        case .checkpointType, .checkpointBackupType, .checkpointID, .checkpointValue, .checkpointMerged,
            .checkpointNotAlone, .checkpointTime,
            .brokerVersion:
            self = .journalCheckpointInvalid
        case .firstIndex:
            self = .journalStartsAfterSnapshot
        case .firstLogPosition:
            self = .journalFirstPositionMismatch
        case .snapshotID:
            self = .snapshotIDInvalid
        case .checksumFileName:
            self = .snapshotChecksumFileMissing
        case .checksumFileEmpty, .idChecksum, .combinedChecksum:
            self = .snapshotChecksumFileInvalid
        case .checksumFileMissingFile:
            self = .snapshotFileMissing
        case .checksumFileUnlistedFile:
            self = .snapshotFileUnlisted
        case .fileChecksum:
            self = .snapshotChecksumMismatch
        case .metadataID:
            self = .snapshotMetadataInvalid
        case .snapshotTooNew:
            self = .snapshotBeyondCheckpoint
        case .snapshotUnexpected:
            self = .manifestSnapshotInconsistent
        case .rocksDBManifest, .writeAheadLog, .writeAheadLogNotEmpty, .optionsMissing, .orphanTable:
            self = .snapshotRocksDBInvalid
        case .liveTableMissing:
            self = .snapshotRocksDBFileMissing
        case .tableSize, .tableManifestChecksum, .tableBlock, .tableGap, .tableBounds:
            self = .snapshotRocksDBCorrupt
        case .chainGap, .chainMismatch:
            self = .restorePartitionBlocked
        case .exporterPosition:
            self = .restoreExportedPositionUncovered
        case .snapshotEntry, .lastProcessedPosition, .databasePartition, .databaseCheckpoint, .databaseVersion:
            self = .snapshotStateInconsistent
        case .unsupported:
            self = .restoreVersionUnsupported
        }
    }
}
