public import BackupModel

extension FindingCode {
    /// What to do about it: one concrete step for an operator.
    public var nextStep: String {
        switch self {
        // store
        case .storeLayoutMismatch:
            "Check that this is the store the cluster is configured for. Zeebe cannot use this data here: give it back"
                + " to its own store type, or read it with --as s3."
        case .storeMixedLayouts: "Nothing to do: 8.9 and later read both layouts."
        case .storeForeignObject: "Nothing to do for a restore. Keep other data out of the backup location."
        case .storeObsoleteObject: "Nothing to do: releases from 8.9.0 on do not read it."
        case .storeOverlappingClusters:
            "Find out which clusters write here and give each its own bucket or base path. Until then restore by id only,"
                + " and only a backup whose cluster you know."
        // manifest
        case .manifestUnreadable:
            "Restore another backup. Copy this manifest away for support, then delete the backup."
        case .manifestUnknownProperty:
            "Restore it with the release that wrote it or a later one; older brokers refuse this manifest."
        case .manifestIDMismatch:
            "Find out who moved or copied this manifest and put it back at its own place. Do not restore it from here."
        case .manifestUnknownState:
            "Use a zbaudit and a Zeebe that know the release that wrote it; no other can read this backup."
        case .manifestDescriptorMissing, .manifestSegmentsEmpty:
            "Restore another backup: this one has no content to restore. Take a new backup."
        case .manifestFileNameUnsafe:
            "Do not restore this backup: its file names reach outside of it. Find out who can write to the store."
        case .manifestDuplicateFileName, .manifestSnapshotInconsistent, .manifestPositionInvalid:
            "Restore another backup: this manifest contradicts itself. Take a new backup and keep this one for support."
        case .manifestPartitionOutOfRange:
            "Check whether another cluster writes to this place; restore a backup whose partitions fit its cluster."
        case .manifestBrokerVersionInvalid:
            "Restore it with a filesystem, GCS or Azure store; on S3, 8.9 and later refuse it."
                + " Run released brokers to take backups."
        case .manifestTimestampsInvalid: "Check the clocks of the brokers. The backup itself can be restored."
        case .manifestTrailingBytes: "Nothing to do: readers stop at the end of the manifest."
        // backup
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
            "Restore another backup. Look for the object in replicas or old versions of the store; zbaudit proves it."
        case .objectEmpty: "Restore another backup: the file has lost its content. Take a new backup."
        case .objectUnreadable: "Check permissions and the health of the storage, then run this again."
        case .objectTooLarge: "Copy the object away for support: no broker writes one of this size."
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
            "If the severity is error, restore another backup, take a new one and check the broker's disk; else nothing."
        case .snapshotRocksDBFileMissing:
            "Restore another backup: a part of the broker's state is lost. Take a new backup and keep this one for support."
        // journal
        case .journalSegmentInvalid, .journalRecordCorrupt:
            "If the severity is error, restore another backup, take a new one and check the storage; else nothing."
        case .journalGap, .journalStartsAfterSnapshot:
            "Restore another backup: log records between snapshot and checkpoint are lost. Take a new backup."
        case .journalCheckpointMissing, .journalCheckpointInvalid:
            "Restore another backup: this log does not reach its checkpoint. Take a new backup."
        case .journalFirstPositionMismatch:
            "Restore it by its id; do not rely on restores over several backups that begin with it."
        case .journalEntryInvalid: "Restore another backup. Take a new backup and keep this one for support."
        // range
        case .rangeGap: "Restore to a point outside of the gap. See zbaudit ranges for what can be reached."
        case .rangeMetadataMissing, .rangeMetadataUnreadable, .rangeMetadataStale:
            "Restore by backup id, not by time. On a running cluster, write the file anew with POST …/state/sync."
        case .rangeUnconfirmedBackup: "Restore this backup by its id: restores by time do not see it."
        case .rangeEndpointMissing: "Restore by backup id: Zeebe skips this range in restores by time."
        case .rangeDisorder: "Restore by backup id. Keep the metadata file for support."
        case .rangeMarkerDangling: "Nothing to do: releases from 8.9.0 on do not read it."
        // restore
        case .restoreExportedPositionUncovered:
            "Restore another backup: after a restore of this one, the exporter named cannot go on. Take a new backup."
        case .restoreVersionUnsupported:
            "Use a zbaudit that knows the release that wrote it; this one could not check all of it."
        }
    }
}
