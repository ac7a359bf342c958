/// A decoder, with what stands behind it, that takes bytes from a store, and what must hold whatever these bytes are.
///
/// The same body serves the coverage-guided fuzzer in `FuzzTesting/` and the tests that replay its findings.
public enum FuzzTarget: String, CaseIterable, Sendable {
    /// `manifest.json` of a partition backup, common dialect.
    case manifest
    /// The `.checksum` file of a snapshot.
    case checksumFile = "checksum-file"
    /// `zeebe.metadata` of a snapshot.
    case snapshotMetadata = "snapshot-metadata"
    /// `metadata.json` of a partition.
    case partitionMetadata = "partition-metadata"
    /// The first bytes of a journal segment file.
    case segmentDescriptor = "segment-descriptor"
    /// A whole journal segment file.
    case journalRecord = "journal-record"
    /// The application data of one raft entry: log records with metadata and MessagePack values.
    case logBatch = "log-batch"
    /// A record of a RocksDB write-ahead log.
    case writeBatch = "write-batch"
    /// A file that is stored compressed; two bytes in front say how.
    case compressedStream = "compressed-stream"
    /// Any JSON document.
    case json
    /// The MANIFEST of a RocksDB database.
    case rocksDBManifest = "rocksdb-manifest"
    /// A write-ahead log of a RocksDB database.
    case rocksDBLog = "rocksdb-log"
    /// A RocksDB table.
    case rocksDBTable = "rocksdb-table"
    /// The decompressed content of a data block of a table.
    case rocksDBBlock = "rocksdb-block"
    /// A size in two bytes, and a block of LZ4.
    case lz4Block = "lz4-block"
    /// `CURRENT` of a RocksDB database.
    case currentFile = "current-file"
    /// Entries of a state, see `DatabaseStateTarget`.
    case databaseState = "database-state"
    /// A MessagePack value.
    case messagePackJSON = "message-pack-json"
    /// A configuration entry of the raft protocol.
    case raftConfiguration = "raft-configuration"

    /// Decodes `bytes` and proves what must hold of the outcome.
    ///
    /// - Throws: `BrokenProperty` when it does not hold.
    public func run(_ bytes: RawSpan) throws(BrokenProperty) {
        switch self {
        case .manifest: try ManifestTarget.run(bytes)
        case .checksumFile: try ChecksumFileTarget.run(bytes)
        case .snapshotMetadata: try SnapshotMetadataTarget.run(bytes)
        case .partitionMetadata: try PartitionMetadataTarget.run(bytes)
        case .segmentDescriptor: try SegmentDescriptorTarget.run(bytes)
        case .journalRecord: try JournalRecordTarget.run(bytes)
        case .logBatch: try LogBatchTarget.run(bytes)
        case .writeBatch: try WriteBatchTarget.run(bytes)
        case .compressedStream: try CompressedStreamTarget.run(bytes)
        case .json: try JSONTarget.run(bytes)
        case .rocksDBManifest: try RocksDBManifestTarget.run(bytes)
        case .rocksDBLog: try RocksDBLogTarget.run(bytes)
        case .rocksDBTable: try RocksDBTableTarget.run(bytes)
        case .rocksDBBlock: try RocksDBBlockTarget.run(bytes)
        case .lz4Block: try LZ4BlockTarget.run(bytes)
        case .currentFile: try CurrentFileTarget.run(bytes)
        case .databaseState: try DatabaseStateTarget.run(bytes)
        case .messagePackJSON: try MessagePackJSONTarget.run(bytes)
        case .raftConfiguration: try RaftConfigurationTarget.run(bytes)
        }
    }
}
