internal import SeededRandom

/// Writes the manifests and metadata.json of one partition.
struct PartitionCatalog: Sendable {
    /// What is known of a partition backup once its files are planned.
    struct Backup: Sendable {
        var ordinal: Int
        var member: SampleMember
        var snapshotId: String?
        var firstLogPosition: Int64
        var checkpointPosition: Int64
        var checkpointTime: Int64
        var snapshotFiles: [String]
        var segmentFiles: [String]
    }

    let specification: SampleStoreSpecification
    let partition: Int32
    let layout: StoreLayout
    private(set) var metadata: PartitionMetadata
    private var random: SplitMix64
    private var lastModified: Int64 = 0

    init(_ specification: SampleStoreSpecification, partition: Int32, layout: StoreLayout) {
        self.specification = specification
        self.partition = partition
        self.layout = layout
        metadata = PartitionMetadata(partition: partition)
        random = SplitMix64(seed: specification.seed, stream: 1 << 32 | UInt64(UInt32(bitPattern: partition)))
    }

    /// Members with a copy of a backup, the one that led the partition first.
    func members(ofBackup ordinal: Int) -> [SampleMember] {
        let members = specification.members
        let leader = (ordinal + Int(partition) - 1) % members.count
        let state = specification.backups[ordinal].state(onPartition: partition)
        guard specification.writesSecondCopy, state == .completed else { return [members[leader]] }
        return [members[leader], members[(leader + 1) % members.count]]
    }

    /// Enters a marker checkpoint.
    mutating func addMarker(_ id: Int64, position: Int64, time: Int64) {
        metadata.addMarker(
            .init(checkpointId: id, checkpointPosition: position, timestamp: time, kind: .marker, firstLogPosition: nil)
        )
    }

    /// Enters a backup of which a copy is complete, or was before it was deleted; returns `nil` for others.
    @discardableResult
    mutating func confirm(_ backup: Backup) -> PartitionMetadata.Checkpoint? {
        let planned = specification.backups[backup.ordinal]
        let state = planned.state(onPartition: partition)
        guard state == .completed || state == .deleted else { return nil }
        let checkpoint = PartitionMetadata.Checkpoint(
            checkpointId: planned.checkpointId,
            checkpointPosition: backup.checkpointPosition,
            timestamp: backup.checkpointTime,
            kind: .backup(planned.origin),
            firstLogPosition: backup.firstLogPosition
        )
        metadata.confirm(checkpoint)
        return checkpoint
    }

    /// Writes the manifest of one copy, with the history that its state implies.
    mutating func writeManifest(_ backup: Backup) throws(SampleStoreError) {
        let planned = specification.backups[backup.ordinal]
        var names = backup.snapshotFiles
        names.shuffle(using: &random)
        var segments = backup.segmentFiles
        segments.shuffle(using: &random)
        let created = later(than: backup.checkpointTime, by: 300...900)
        let content = ManifestContent(
            member: backup.member,
            partition: partition,
            checkpointId: planned.checkpointId,
            snapshotId: backup.snapshotId,
            firstLogPosition: backup.firstLogPosition,
            checkpointPosition: backup.checkpointPosition,
            numberOfPartitions: specification.partitions,
            version: specification.version,
            checkpointTimestamp: Instant(milliseconds: backup.checkpointTime),
            origin: planned.origin,
            snapshotFiles: names,
            segmentFiles: segments,
            createdAt: created
        )
        let history = history(planned.state(onPartition: partition), from: created)
        lastModified = max(lastModified, history.last?.modifiedAt.milliseconds ?? 0)
        let member = backup.member.description
        try SystemFiles.makeDirectory(layout.manifestDirectory(partition, planned.checkpointId, member))
        try SystemFiles.store(
            content.fileContent(after: history),
            at: layout.manifest(partition, planned.checkpointId, member)
        )
    }

    /// Deletes what is deleted from the metadata, and writes metadata.json from 8.9 on.
    mutating func finish() throws(SampleStoreError) {
        guard specification.version.hasContinuousBackups else { return }
        for backup in specification.backups where backup.state(onPartition: partition) == .deleted {
            metadata.delete(backup.checkpointId)
        }
        try SystemFiles.makeDirectory("\(layout.root)/metadata/\(partition)")
        try SystemFiles.store(
            metadata.document(lastUpdated: later(than: lastModified, by: 1...50)),
            at: layout.partitionMetadata(partition)
        )
    }

    private mutating func history(
        _ state: SampleBackup.State,
        from created: Instant
    ) -> [ManifestContent.Revision] {
        let begun = ManifestContent.Revision(state: .inProgress, modifiedAt: created)
        let ended = later(than: created.milliseconds, by: 1000...6000)
        switch state {
        case .inProgress:
            return [begun]
        case .completed:
            return [begun, .init(state: .completed, modifiedAt: ended)]
        case .failed:
            let reason = "Backup is cancelled due to leader change."
            return [begun, .init(state: .failed, modifiedAt: ended, failureReason: reason)]
        case .deleted:
            let deleted = later(than: ended.milliseconds, by: 3_600_000...7_200_000)
            return [begun, .init(state: .completed, modifiedAt: ended), .init(state: .deleted, modifiedAt: deleted)]
        }
    }

    private mutating func later(than time: Int64, by delay: ClosedRange<Int>) -> Instant {
        Instant(
            milliseconds: time + Int64(random.number(in: delay)),
            nanoseconds: Int32(random.number(in: 0...999_999))
        )
    }
}
