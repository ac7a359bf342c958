public import BackupModel
public import ZeebeFormat

extension Finding {
    /// What to do about it: one concrete step for an operator.
    ///
    /// - Parameter isBackupRestorable: Whether the backup can be restored all the same, from another copy.
    public func nextStep(isBackupRestorable: Bool = false) -> String {
        if let obstacle { return obstacle.nextStep }
        if isBackupRestorable, severity == .error, memberID != nil {
            return
                "Another copy of this partition is intact. Zeebe takes any COMPLETED copy: before a restore, move the"
                + " manifest of this one away."
        }
        return code.nextStep(severity)
    }
}

extension Finding.Obstacle {
    /// What to do so that the data can be read.
    public var nextStep: String {
        switch self {
        case .accessDenied: "Give this user the permission to read the store, then run this again."
        case .unreachable: "Nothing is known of this object. Run this again when the store answers."
        case .changing: "Run this again when nothing writes to the store or deletes from it."
        }
    }
}

extension FindingCode {
    /// What to do about findings of a severity: one concrete step for an operator.
    public func nextStep(_ severity: Severity) -> String {
        if severity < defaultSeverity { return milderStep(severity) }
        if severity > defaultSeverity { return graverStep }
        return nextStep
    }

    /// The step where the rule, or the state of the backup, takes the weight from the finding.
    private func milderStep(_ severity: Severity) -> String {
        if severity == .info { return "Nothing to do: a restore is not affected." }
        return area == "manifest"
            ? "Nothing to do for a restore: this backup is not COMPLETED and is never restored."
            : "This alone does not prevent a restore; look at it when other findings come with it."
    }

    /// The step where somebody asked for this very backup, and it cannot be restored.
    private var graverStep: String {
        switch self {
        case .backupInProgress, .backupAbandoned: "Restore another backup: this one is not complete."
        case .backupDeleted: "Restore another backup: this one is being removed."
        default: nextStep
        }
    }

    /// The step for findings of the code's own severity.
    private var nextStep: String {
        switch self {
        // store
        case .storeLayoutMismatch:
            "Check that this is the store the cluster is configured for. Zeebe cannot use this data here: give it back"
                + " to a store of its own type."
        case .storeMixedLayouts: "Nothing to do: 8.9 and later read both layouts."
        case .storeForeignObject: "Nothing to do for a restore. Keep other data out of the backup location."
        case .storeObsoleteObject: "Nothing to do: releases from 8.9.0 on do not read it."
        case .storeOverlappingClusters:
            "Find out which clusters write here and give each its own bucket or base path. Until then restore by id only,"
                + " and only a backup whose cluster you know."
        // manifest
        case .manifestUnreadable:
            "Check what lies at this place, and the health of the storage. If the file stays unreadable, restore another"
                + " backup, take a new one and keep this file for support."
        case .manifestUnknownProperty:
            "Restore it with the release that wrote it or a later one; older brokers refuse this manifest."
        case .manifestIDMismatch:
            "Find out who moved or copied this manifest and put it back at its own place. Do not restore it from here."
        case .manifestUnknownState:
            "Use a zbaudit and a Zeebe that know the release that wrote it; no other can read this backup."
        case .manifestDescriptorMissing, .manifestSegmentsEmpty:
            "Restore another backup: this one has no content to restore. Take a new backup."
        case .manifestFileNameUnsafe:
            "Do not restore this backup: no broker writes such names. Find out who can write to the store."
        case .manifestDuplicateFileName, .manifestSnapshotInconsistent, .manifestPositionInvalid:
            "Restore another backup: this manifest contradicts itself. Take a new backup and keep this one for support."
        case .manifestPartitionOutOfRange:
            "Check whether another cluster writes to this place; restore a backup whose partitions fit its cluster."
        case .manifestBrokerVersionInvalid:
            "Restore it with a filesystem, GCS or Azure store; on S3, 8.9 and later refuse it."
                + " Run released brokers to take backups."
        case .manifestPlaceVersionMismatch:
            "Before a restore by 8.9 or later, copy manifest and files to the place where that release looks, and verify again."
        case .manifestShadowed:
            "Nothing to do for 8.9 and later. Remove the old manifest when no older broker needs it."
        case .manifestTimestampsInvalid: "Check the clocks of the brokers. The backup itself can be restored."
        case .manifestTrailingBytes: "Nothing to do: readers stop at the end of the manifest."
        // backup
        case .manifestObjectMetadataMismatch:
            "Trust the manifest. Find out who changed one of the two: Zeebe writes both together. The backup can be restored."
        case .backupFailed:
            "Restore another backup. Read the failure reason with zbaudit status, remove the cause, take a new backup."
        case .backupInProgress: "Wait until it is COMPLETED, then verify it. If no broker is writing it, delete it."
        case .backupAbandoned: "Delete this backup: it will never be completed."
        case .backupDeleted: "Nothing to do: retention, or a repeated delete, removes the rest."
        case .backupIncomplete:
            "Restore another backup. If every broker has its own disk here, let all brokers back up to one shared store."
        case .backupPartitionMissing:
            "Restore another backup. Look for the partition in the stores of the other brokers, and for who deleted it."
        case .backupPartitionCountDiffers:
            "Restore another backup: this one was taken while the cluster was scaled, or by two clusters."
        case .backupSeveralCopies: "Nothing to do: a restore takes any complete copy."
        case .backupPositionsNotIncreasing:
            "If the cluster was restored to an older backup at this point, nothing; else look for a second cluster that"
                + " writes here."
        case .backupNoneRestorable:
            "Take a new backup now and verify it. For data that is lost, look for replicas or versions of the store."
        // object
        case .objectMissing:
            "Restore another backup, or find the object in a replica or an old version of the store, put it back and"
                + " verify again."
        case .objectEmpty: "Restore another backup: the file has lost its content. Take a new backup."
        case .objectUnreadable: "Check what lies at this place, and the health of the storage, then run this again."
        case .objectProviderChecksumMismatch:
            "Run this again when nothing writes to the store. If it stays so, restore another backup and ask the provider."
        case .objectTooLarge: "Copy the object away for support: no broker writes one of this size."
        case .objectCompressionInvalid:
            "Restore another backup, or find an intact version of the object in a replica or an old version of the store,"
                + " put it back and verify again."
        case .objectUnlisted: "Nothing to do: a restore ignores it, and it goes with its backup."
        case .objectOrphan: "If no backup is running, delete these objects to save space: no manifest names them."
        // snapshot
        case .snapshotIDInvalid: "Restore another backup: brokers refuse a snapshot of this name. Take a new backup."
        case .snapshotChecksumFileMissing, .snapshotChecksumFileInvalid:
            "Restore another backup: brokers refuse a snapshot without its checksums. Take a new backup."
        case .snapshotChecksumMismatch:
            "Restore another backup; this copy cannot be restored. Take a new backup and check the storage."
        case .snapshotFileMissing, .snapshotFileUnlisted:
            "Restore another backup: the snapshot is not the one that was taken. Take a new backup."
        case .snapshotMetadataInvalid, .snapshotStateInconsistent:
            "Restore another backup. Take a new backup and keep this one for support."
        case .snapshotBeyondCheckpoint:
            "Restore another backup: this snapshot is newer than its checkpoint. Take a new backup and tell support."
        case .snapshotRocksDBInvalid, .snapshotRocksDBCorrupt:
            "Restore another backup. Take a new backup and check the broker's disk."
        case .snapshotRocksDBFileMissing:
            "Restore another backup: a part of the broker's state is lost. Take a new backup and keep this one for support."
        // journal
        case .journalSegmentInvalid, .journalRecordCorrupt:
            "Restore another backup. Take a new backup and check the storage."
        case .journalGap, .journalStartsAfterSnapshot:
            "Restore another backup: log records between snapshot and checkpoint are lost. Take a new backup."
        case .journalCheckpointMissing, .journalCheckpointInvalid:
            "Restore another backup: this log does not reach its checkpoint. Take a new backup."
        case .journalFirstPositionMismatch:
            "Restore it by its id; do not rely on restores over several backups that begin with it."
        case .journalEntryInvalid: "Restore another backup. Take a new backup and keep this one for support."
        // range
        case .rangeGap: "Restore by backup id, or to a time outside of the gap."
        case .rangeMetadataMissing, .rangeMetadataUnreadable, .rangeMetadataStale:
            "Restore by backup id, not by time. On a running cluster, write the file anew with POST …/state/sync."
        case .rangeUnconfirmedBackup: "Restore this backup by its id: restores by time do not see it."
        case .rangeEndpointMissing: "Restore by backup id: Zeebe skips this range in restores by time."
        case .rangeDisorder: "Restore by backup id. Keep the metadata file for support."
        case .rangeMarkerDangling: "Nothing to do: releases from 8.9.0 on do not read it."
        // restore
        case .restorePartitionBlocked:
            "Do not restore these backups together: restore one of them alone, or a shorter row that ends before this one."
        case .restoreExportedPositionUncovered:
            "Restore another backup: after a restore of this one, the exporter named cannot go on. Take a new backup."
        case .restoreVersionUnsupported:
            "Use a zbaudit that knows the release that wrote it; this one could not check all of it."
        }
    }
}
