/// The Zeebe release whose brokers a sample store pretends to come from.
///
/// The shape of the data follows from the writing broker's version (partition-data §13, store-layout §1); everything
/// that differs between the releases is a property here.
public enum WriterVersion: String, Sendable, CaseIterable {
    /// Zeebe 8.6: all segments and a prepared one in every backup, snapshot ids of four parts, no ranges.
    case v8_6 = "8.6"
    /// Zeebe 8.9: tail segments, `firstLogPosition`, checkpoint time and type, snapshot ids of six parts, metadata.json.
    case v8_9 = "8.9"
    /// Zeebe 8.10: as 8.9, with zones in member ids and journal files named after the group `default`.
    case v8_10 = "8.10"

    /// Major, minor and patch number, as records carry them.
    var components: (major: Int32, minor: Int32, patch: Int32) {
        switch self {
        case .v8_6: (8, 6, 0)
        case .v8_9: (8, 9, 0)
        case .v8_10: (8, 10, 0)
        }
    }

    /// The `brokerVersion` of manifests.
    public var brokerVersion: String {
        "\(components.major).\(components.minor).\(components.patch)"
    }

    /// The group in the names of journal segments (partition-data §3.1).
    public var segmentGroup: String {
        self == .v8_10 ? "default" : "raft-partition"
    }

    /// Version of the raft entry schema, schema id 8 (partition-data §4).
    var raftEntrySchemaVersion: UInt16 {
        self == .v8_6 ? 3 : 4
    }

    /// Version of the protocol schema of record metadata, which is the protocol version too (partition-data §6).
    var protocolVersion: UInt16 {
        switch self {
        case .v8_6: 5
        case .v8_9: 7
        case .v8_10: 10
        }
    }

    /// Bytes of the fixed block of record metadata.
    var recordMetadataBlockLength: UInt16 {
        switch self {
        case .v8_6: 40
        case .v8_9: 48
        case .v8_10: 49
        }
    }

    /// Whether this is 8.9 or later, where backups are continuous: ranges, markers, checkpoint times, metadata.json.
    public var hasContinuousBackups: Bool { self != .v8_6 }

    /// Whether snapshot ids carry broker id and checksum (partition-data §8.1).
    public var hasSnapshotIdChecksum: Bool { self != .v8_6 }

    /// Whether a backup lists every segment of the partition directory, the prepared one included (partition-data §11.1).
    public var listsWholeJournal: Bool { self == .v8_6 }
}
