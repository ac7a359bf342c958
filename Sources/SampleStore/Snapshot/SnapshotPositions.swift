/// Where in the log a snapshot stands (partition-data §8.1).
struct SnapshotPositions: Sendable, Equatable {
    /// Journal index of the entry before the one that holds the exported position, the lower of the two positions.
    var index: Int64
    /// Raft term of the entry with that index.
    var term: Int64
    /// Position of the last processed command.
    var processedPosition: Int64
    /// Lowest position of an exporter; here there is one exporter, so it is the highest too.
    var exportedPosition: Int64
    /// Highest position written by processing.
    var lastFollowupEventPosition: Int64

    /// The snapshot id: four parts in 8.6, six with broker and checksum later.
    func id(version: WriterVersion, nodeId: Int32, checksum: UInt32) -> String {
        let positions = "\(index)-\(term)-\(processedPosition)-\(exportedPosition)"
        guard version.hasSnapshotIdChecksum else { return positions }
        return "\(positions)-\(nodeId)-\(String(checksum, radix: 16))"
    }

    /// The content of `zeebe.metadata` (partition-data §8.5).
    func metadata(version: WriterVersion) -> String {
        var text = "{\"version\":1,\"processedPosition\":\(processedPosition),\"exportedPosition\":\(exportedPosition)"
        if version.hasContinuousBackups { text += ",\"maxExportedPosition\":\(exportedPosition)" }
        text += ",\"lastFollowupEventPosition\":\(lastFollowupEventPosition)"
        if version.hasContinuousBackups { text += ",\"bootstrap\":false" }
        return text + "}"
    }
}
