/// What a sample store holds.
///
/// The same specification gives the same bytes, on every machine.
public struct SampleStoreSpecification: Sendable, Hashable {
    /// How much log lies between one backup and the next.
    public enum JournalVolume: Sendable, Hashable {
        /// At least this many log records between two checkpoints with a backup.
        case records(Int)
        /// Journal bytes per partition backup, from its first copied segment to the checkpoint, up to tens of gigabytes.
        ///
        /// For 8.6 the bytes since the snapshot of the backup before, as its backups list all older segments too.
        case bytes(Int64)
    }

    /// The release that wrote the store.
    public var version: WriterVersion

    /// Number of partitions.
    public var partitions: Int32

    /// The backups, ascending by checkpoint id.
    public var backups: [SampleBackup]

    /// Ids of marker checkpoints, ascending, below the id of the last backup; not in 8.6.
    public var markers: [Int64]

    /// The brokers; the leader of a partition changes from one backup to the next when there are several.
    public var members: [SampleMember]

    /// Whether each completed partition backup is there a second time, from another member.
    public var writesSecondCopy: Bool

    /// Size of a journal segment file in bytes; brokers use 128 MiB.
    public var segmentSize: Int

    /// Bytes of payload in the value of each ordinary record.
    public var recordPayloadBytes: Int

    /// The largest number of follow-up records in one entry, at least 2.
    public var recordsPerEntry: Int

    /// How much log lies between the backups.
    public var journalVolume: JournalVolume

    /// Ordinary log records between the answer to the checkpoint command and the end of the copied log, at least.
    public var recordsAfterCheckpoint: Int

    /// Bytes of data in additional tables of each snapshot (`000101.sst` …): live ones of level 3, each of one of Zeebe's
    /// column families.
    public var snapshotFillerBytes: Int64

    /// Bytes of data in one such table, except the last; its index, filter and properties come on top.
    public var snapshotFillerFileBytes: Int64

    /// Bytes of data in one more such table, in the snapshot of partition 1 in the last backup; 0 for none.
    public var largeSnapshotFileBytes: Int64

    /// Whether the data blocks of the additional tables are compressed by LZ4; sizes are then those of compressed data.
    public var compressesContentTables: Bool

    /// Whether the additional tables are named `000101.dat` … and stay out of the MANIFEST: the same bytes, of which a
    /// verifier knows no more than their checksums. For benchmarks.
    public var hidesContentTables: Bool

    /// Whether the first backup was taken before the partition's first snapshot.
    public var firstBackupHasNoSnapshot: Bool

    /// Writes manifests and metadata.json only, with file lists but without contents: for very many backups.
    public var manifestsOnly: Bool

    /// Seed of everything random.
    public var seed: UInt64

    /// Time at which the log begins, in milliseconds since 1970 UTC.
    public var baseTime: Int64

    /// Time from one backup to the next, in milliseconds.
    public var backupInterval: Int64

    /// Creates a specification; the defaults give a store of a few hundred kilobytes.
    public init(
        version: WriterVersion = .v8_9,
        partitions: Int32 = 2,
        backups: [SampleBackup] = SampleBackup.series(3, from: 1_708_899_200_000, step: 600_000),
        markers: [Int64] = [],
        members: [SampleMember] = [SampleMember(nodeId: 0), SampleMember(nodeId: 1)],
        writesSecondCopy: Bool = false,
        segmentSize: Int = 8192,
        recordPayloadBytes: Int = 64,
        recordsPerEntry: Int = 3,
        journalVolume: JournalVolume = .records(90),
        recordsAfterCheckpoint: Int = 6,
        snapshotFillerBytes: Int64 = 0,
        snapshotFillerFileBytes: Int64 = 64 << 20,
        largeSnapshotFileBytes: Int64 = 0,
        compressesContentTables: Bool = false,
        hidesContentTables: Bool = false,
        firstBackupHasNoSnapshot: Bool = false,
        manifestsOnly: Bool = false,
        seed: UInt64 = 1,
        baseTime: Int64 = 1_708_898_600_000,
        backupInterval: Int64 = 600_000
    ) {
        self.version = version
        self.partitions = partitions
        self.backups = backups
        self.markers = markers
        self.members = members
        self.writesSecondCopy = writesSecondCopy
        self.segmentSize = segmentSize
        self.recordPayloadBytes = recordPayloadBytes
        self.recordsPerEntry = recordsPerEntry
        self.journalVolume = journalVolume
        self.recordsAfterCheckpoint = recordsAfterCheckpoint
        self.snapshotFillerBytes = snapshotFillerBytes
        self.snapshotFillerFileBytes = snapshotFillerFileBytes
        self.largeSnapshotFileBytes = largeSnapshotFileBytes
        self.compressesContentTables = compressesContentTables
        self.hidesContentTables = hidesContentTables
        self.firstBackupHasNoSnapshot = firstBackupHasNoSnapshot
        self.manifestsOnly = manifestsOnly
        self.seed = seed
        self.baseTime = baseTime
        self.backupInterval = backupInterval
    }
}
