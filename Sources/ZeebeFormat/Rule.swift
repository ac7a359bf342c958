/// The rules of partition-data §12.3 that a verifier proves, by their identifiers.
///
/// A rule is finer than a finding code: many rules share one code.
public enum Rule: String, Sendable, CaseIterable, Hashable {
    // Segment files
    case segmentName = "seg-name"
    case descriptorVersion = "desc-version"
    case descriptorHeader = "desc-header"
    case descriptorChecksum = "desc-crc"
    case descriptorValue = "desc-value"
    case descriptorID = "desc-id"
    case descriptorHint = "desc-hint"
    case descriptorVersion1 = "desc-v1"
    case segmentGap = "seg-gap"
    // Journal records
    case recordFrame = "rec-frame"
    case recordHeader = "rec-header"
    case recordLength = "rec-length"
    case recordChecksum = "rec-crc"
    case recordIndex = "rec-index"
    case recordSequenceNumber = "rec-asqn"
    // Raft entries and log records
    case raftHeader = "raft-header"
    case raftType = "raft-type"
    case raftLength = "raft-length"
    case term = "term"
    case positionGap = "pos-gap"
    case frame = "frame"
    case entryPosition = "entry-pos"
    case metadataHeader = "meta-header"
    case entrySource = "entry-source"
    case entryTime = "entry-time"
    // The checkpoint
    case checkpointMissing = "cp-missing"
    case checkpointType = "cp-type"
    case checkpointBackupType = "cp-backup-type"
    case checkpointID = "cp-id"
    case checkpointValue = "cp-value"
    case checkpointMerged = "cp-merged"
    case checkpointNotAlone = "cp-not-alone"
    case checkpointTime = "cp-time"
    case brokerVersion = "broker-version"
    case tailBlocksRestore = "tail-blocks-restore"
    // Snapshot files
    case snapshotID = "snap-id"
    case snapshotTooNew = "snap-too-new"
    case snapshotUnexpected = "snap-unexpected"
    case snapshotEntry = "snap-entry"
    case checksumFileName = "sfv-name"
    case checksumFileEmpty = "sfv-empty"
    case checksumFileMissingFile = "sfv-missing-file"
    case checksumFileUnlistedFile = "sfv-unlisted-file"
    case fileChecksum = "sfv-crc"
    case idChecksum = "id-checksum"
    case combinedChecksum = "combined"
    case metadataID = "metadata-id"
    // The RocksDB database in the snapshot
    case rocksDBManifest = "manifest"
    case liveTableMissing = "live-sst-missing"
    case tableSize = "sst-size"
    case tableManifestChecksum = "sst-manifest-crc"
    case tableBlock = "sst-block"
    case tableGap = "sst-gap"
    case tableBounds = "sst-bounds"
    case orphanTable = "orphan-sst"
    case writeAheadLog = "wal"
    case writeAheadLogNotEmpty = "wal-not-empty"
    case optionsMissing = "options-missing"
    // The state in the database
    case lastProcessedPosition = "last-processed"
    case exporterPosition = "exporter-position"
    case databasePartition = "db-partition"
    case databaseCheckpoint = "db-checkpoint"
    case databaseVersion = "db-version"
    // Snapshot, journal and manifest together
    case firstIndex = "first-index"
    case firstLogPosition = "first-log-position"
    // Several backups that are restored together
    case chainGap = "chain-gap"
    case chainMismatch = "chain-mismatch"
    // Formats newer than this program
    case unsupported = "unsupported"
}

extension Rule {
    /// Whether a violation only makes one wonder: all is read and restored as it is.
    var isOddity: Bool {
        switch self {
        case .entrySource, .entryTime: true
        default: false
        }
    }
}
