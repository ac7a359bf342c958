/// What `metadata/<partition>/metadata.json` says (store-layout §10.1), and how it comes about (§10.2).
struct PartitionMetadata: Sendable {
    /// A known checkpoint.
    struct Checkpoint: Sendable, Equatable {
        var checkpointId: Int64
        var checkpointPosition: Int64
        var timestamp: Int64
        var kind: CheckpointKind
        /// First position of the copied log; unknown for markers.
        var firstLogPosition: Int64?

        fileprivate var isBackup: Bool { kind != .marker }
    }

    /// A stretch of continuous backups, both ends included.
    struct BackupRange: Sendable, Equatable {
        var start: Int64
        var end: Int64
    }

    let partition: Int32
    private(set) var checkpoints: [Checkpoint] = []
    private(set) var ranges: [BackupRange] = []
    private var latest: Checkpoint?

    init(partition: Int32) {
        self.partition = partition
    }

    /// Enters a marker checkpoint; ids ascend.
    mutating func addMarker(_ marker: Checkpoint) {
        checkpoints.append(marker)
    }

    /// Enters a backup that was confirmed in the partition's log; ids ascend.
    mutating func confirm(_ backup: Checkpoint) {
        if let latest, (backup.firstLogPosition ?? -1) <= latest.checkpointPosition + 1,
            let range = ranges.lastIndex(where: { $0.start <= latest.checkpointId && latest.checkpointId <= $0.end })
        {
            ranges[range].end = backup.checkpointId
        } else {
            ranges.append(BackupRange(start: backup.checkpointId, end: backup.checkpointId))
        }
        latest = backup
        checkpoints.append(backup)
    }

    /// Takes a backup out again after its deletion.
    mutating func delete(_ id: Int64) {
        guard let place = checkpoints.firstIndex(where: { $0.checkpointId == id }) else { return }
        checkpoints.remove(at: place)
        let before = checkpoints[..<place].last { $0.isBackup }
        let after = checkpoints[place...].first { $0.isBackup }
        if let index = ranges.firstIndex(where: { $0.start <= id && id <= $0.end }) {
            let range = ranges.remove(at: index)
            var rest: [BackupRange] = []
            if id > range.start, let before { rest.append(BackupRange(start: range.start, end: before.checkpointId)) }
            if id < range.end, let after { rest.append(BackupRange(start: after.checkpointId, end: range.end)) }
            ranges.insert(contentsOf: rest, at: index)
        }
        dropCheckpointsBeforeFirstRange()
        if latest?.checkpointId == id { latest = before }
    }

    private mutating func dropCheckpointsBeforeFirstRange() {
        guard let start = ranges.first?.start,
            let limit = checkpoints.first(where: { $0.checkpointId == start })?.firstLogPosition
        else { return }
        let kept = checkpoints.firstIndex { ($0.firstLogPosition ?? -1) >= limit } ?? checkpoints.count
        checkpoints.removeFirst(kept)
    }

    /// The document: compact, properties in Zeebe's order.
    func document(lastUpdated: Instant) -> [UInt8] {
        var text =
            "{\"version\":1,\"partitionId\":\(partition),\"lastUpdated\":\"\(lastUpdated.text)\",\"checkpoints\":["
        for (index, checkpoint) in checkpoints.enumerated() {
            if index > 0 { text += "," }
            text += "{\"checkpointId\":\(checkpoint.checkpointId)"
            text += ",\"checkpointPosition\":\(checkpoint.checkpointPosition)"
            text += ",\"checkpointTimestamp\":\"\(Instant(milliseconds: checkpoint.timestamp).text)\""
            text += ",\"checkpointType\":\"\(checkpoint.kind.name)\""
            if let position = checkpoint.firstLogPosition { text += ",\"firstLogPosition\":\(position)" }
            text += "}"
        }
        text += "],\"ranges\":["
        text += ranges.map { "{\"start\":\($0.start),\"end\":\($0.end)}" }.joined(separator: ",")
        return Array((text + "]}").utf8)
    }
}
