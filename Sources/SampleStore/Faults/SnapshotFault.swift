/// Damages of the snapshot file set (partition-data §8).
public enum SnapshotFault: String, Sendable, Hashable, CaseIterable {
    /// The table is listed, but the object is gone.
    case fileMissing
    /// The MANIFEST is one byte shorter.
    case fileTruncated
    /// One bit of the table is flipped.
    case fileBitFlip
    /// A file is there and in the manifest's list, without an entry in the checksum file.
    case fileWithoutChecksumEntry
    /// The checksum file has an entry for a file that is neither listed nor there; the id fits.
    case checksumEntryWithoutFile
    /// The checksum file is neither listed nor there.
    case checksumFileMissing
    /// The checksum file is listed, but the object is gone.
    case checksumFileObjectMissing
    /// The checksum file is empty.
    case checksumFileEmpty
    /// There is a second, equal checksum file with another name.
    case checksumFileTwice
    /// The checksum file has the name of another snapshot.
    case checksumFileWrongName
    /// The last part of the snapshot id is not the checksum of the list.
    case idChecksumWrong
    /// The snapshot id has three parts.
    case idTooShort
    /// The index in the snapshot id lies behind the checkpoint.
    case idIndexBeyondCheckpoint
    /// `zeebe.metadata` ends in the middle.
    case metadataNotJSON
    /// `zeebe.metadata` has another processed position than the id.
    case metadataDiffersFromId
    /// The last follow-up position is the checkpoint's.
    case lastFollowUpAtCheckpoint
    /// The last follow-up position is behind the checkpoint.
    case lastFollowUpBeyondCheckpoint
    /// The highest exported position is the checkpoint's; not in 8.6.
    case maxExportedAtCheckpoint
    /// `CURRENT` names a MANIFEST that is not there; all checksums fit.
    case currentNamesAbsentManifest
    /// One bit of the MANIFEST was flipped before the checksums were taken.
    case manifestChangedBeforeChecksums
    /// The live table is in no list and not there; all checksums fit.
    case liveTableUnlisted
    /// One bit of the table was flipped before the checksums were taken.
    case tableChangedBeforeChecksums
    /// The MANIFEST says another size of the table.
    case tableSizeWrong
    /// One bit in a block of the table was flipped before RocksDB noted the file's checksum in the MANIFEST.
    case blockChangedBeforeTableChecksum
    /// There is one more table, listed everywhere but in the MANIFEST.
    case tableNotInManifest
    /// The database has no OPTIONS file; all checksums fit.
    case optionsMissing
    /// The write-ahead log holds a write.
    case logNotEmpty
    /// The write-ahead log holds a write of which one bit was flipped before the checksums were taken.
    case logDamaged
    /// An exporter's position in the state is behind the checkpoint.
    case exporterBeyondCheckpoint
    /// The log does not hold the record that an exporter needs next; not in 8.6, whose backups hold the whole log.
    case exporterUncovered
    /// The processed position in the state is the checkpoint's.
    case lastProcessedAtCheckpoint
    /// The processed position in the state is before the one in the snapshot id.
    case lastProcessedBeforeId
    /// The key generator in the state is another partition's.
    case keysOfOtherPartition
    /// The state knows the checkpoint that the backup is of.
    case checkpointAlreadyKnown
    /// The state was migrated by a later release than the backup's.
    case migratedByLaterRelease
    /// Harmless: the MANIFEST adds a table that is not there, and removes it again.
    case tableCameAndWent
    /// Harmless: there is a write-ahead log with a number below those that the database needs.
    case logLeftOver
    /// Harmless: an exporter has exported all but the first record of the log.
    case exporterAtBeginning
    /// Harmless: an exporter has exported nothing yet.
    case exporterWithoutPosition
    /// The checksum file has a combined value that does not fit, which no release compares any more.
    /// Brokers from 8.6 on neither write nor read the value; every release here is one.
    case combinedValueWrong
    /// Harmless: a comment line of the checksum file is different.
    case commentChanged
    /// Harmless: the checksums are in upper case.
    case checksumsInUpperCase

    /// See `PlantedFault.expected`.
    public var expected: ExpectedFinding? {
        switch self {
        case .fileMissing, .checksumFileObjectMissing: .error("object.missing")
        case .fileTruncated, .fileBitFlip: .error("snapshot.checksum-mismatch", "sfv-crc")
        case .fileWithoutChecksumEntry: .error("snapshot.file-unlisted", "sfv-unlisted-file")
        case .checksumEntryWithoutFile: .error("snapshot.file-missing", "sfv-missing-file")
        case .checksumFileMissing, .checksumFileTwice, .checksumFileWrongName:
            .error("snapshot.checksum-file-missing", "sfv-name")
        case .checksumFileEmpty: .error("snapshot.checksum-file-invalid", "sfv-empty")
        case .idChecksumWrong: .error("snapshot.checksum-file-invalid", "id-checksum")
        case .idTooShort: .error("snapshot.id-invalid", "snap-id")
        case .metadataNotJSON, .metadataDiffersFromId: .error("snapshot.metadata-invalid", "metadata-id")
        case .idIndexBeyondCheckpoint, .lastFollowUpAtCheckpoint, .lastFollowUpBeyondCheckpoint,
            .maxExportedAtCheckpoint:
            .error("snapshot.beyond-checkpoint", "snap-too-new")
        case .currentNamesAbsentManifest, .manifestChangedBeforeChecksums:
            .error("snapshot.rocksdb-invalid", "manifest")
        case .liveTableUnlisted: .error("snapshot.rocksdb-file-missing", "live-sst-missing")
        case .tableChangedBeforeChecksums: .error("snapshot.rocksdb-corrupt", "sst-manifest-crc")
        case .tableSizeWrong: .error("snapshot.rocksdb-corrupt", "sst-size")
        case .blockChangedBeforeTableChecksum: .error("snapshot.rocksdb-corrupt", "sst-block")
        case .tableNotInManifest: .warning("snapshot.rocksdb-invalid", "orphan-sst")
        case .optionsMissing: .warning("snapshot.rocksdb-invalid", "options-missing")
        case .logNotEmpty: .warning("snapshot.rocksdb-invalid", "wal-not-empty")
        case .logDamaged: .error("snapshot.rocksdb-invalid", "wal")
        case .exporterBeyondCheckpoint, .exporterUncovered:
            .error("restore.exported-position-uncovered", "exporter-position")
        case .lastProcessedAtCheckpoint, .lastProcessedBeforeId:
            .error("snapshot.state-inconsistent", "last-processed")
        case .keysOfOtherPartition: .error("snapshot.state-inconsistent", "db-partition")
        case .checkpointAlreadyKnown: .warning("snapshot.state-inconsistent", "db-checkpoint")
        case .migratedByLaterRelease: .warning("snapshot.state-inconsistent", "db-version")
        case .combinedValueWrong: .info("snapshot.checksum-file-invalid", "combined")
        case .commentChanged, .checksumsInUpperCase, .tableCameAndWent, .logLeftOver, .exporterAtBeginning,
            .exporterWithoutPosition:
            nil
        }
    }

    var needsContinuousBackups: Bool {
        self == .idChecksumWrong || self == .maxExportedAtCheckpoint || self == .exporterUncovered
    }
}
