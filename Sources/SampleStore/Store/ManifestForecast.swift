internal import SeededRandom

/// Writes manifests and metadata.json of one partition without contents: positions advance as a log's would.
///
/// For stores of very many backups, where only what lists and manifests say matters. Here the journal is compacted in every
/// release, or the file lists of 8.6 would grow with each backup.
struct ManifestForecast {
    private let specification: SampleStoreSpecification
    private let partition: Int32
    private var catalog: PartitionCatalog
    private var random: SplitMix64
    private(set) var written: [WrittenPartitionBackup] = []

    /// A point in the imagined log.
    private struct Point {
        var position: Int64 = 1
        var index: Int64 = 1
        var segment: Int64 = 1
        var firstPositionOfSegment: Int64 = 1
    }

    init(_ specification: SampleStoreSpecification, partition: Int32, layout: StoreLayout) {
        self.specification = specification
        self.partition = partition
        catalog = PartitionCatalog(specification, partition: partition, layout: layout)
        random = SplitMix64(seed: specification.seed, stream: 2 << 32 | UInt64(UInt32(bitPattern: partition)))
    }

    /// Writes everything.
    mutating func write() throws(SampleStoreError) {
        var now = Point()
        var start = Point()
        var markers = specification.markers[...]
        for (ordinal, backup) in specification.backups.enumerated() {
            let time = specification.baseTime + Int64(ordinal + 1) * specification.backupInterval
            now = advance(now, by: 0.2)
            while let marker = markers.first, marker < backup.checkpointId {
                markers.removeFirst()
                catalog.addMarker(marker, position: now.position, time: time - specification.backupInterval / 2)
                now = advance(now, by: 0.1)
            }
            now = advance(now, by: 0.4)
            let snapshot = ordinal == 0 && specification.firstBackupHasNoSnapshot ? nil : now
            if backup.startsNewRange, ordinal > 0 {
                now.segment += 1
                now.firstPositionOfSegment = now.position
                start = now
            }
            now = advance(now, by: 0.4)
            for member in catalog.members(ofBackup: ordinal) {
                try write(ordinal, from: start, to: now, at: time, snapshot: snapshot, on: member)
            }
            if let snapshot { start = snapshot }
        }
        try catalog.finish()
    }

    private mutating func write(
        _ ordinal: Int,
        from start: Point,
        to end: Point,
        at time: Int64,
        snapshot: Point?,
        on member: SampleMember
    ) throws(SampleStoreError) {
        let group = specification.version.segmentGroup
        let last = end.segment + (specification.version.listsWholeJournal ? 1 : 0)
        let segments = (start.segment...last).map { "\(group)-partition-\(partition)-\($0).log" }
        var planned = PartitionCatalog.Backup(
            ordinal: ordinal,
            member: member,
            firstLogPosition: start.firstPositionOfSegment,
            checkpointPosition: end.position,
            checkpointTime: time,
            snapshotFiles: [],
            segmentFiles: segments
        )
        if let snapshot {
            let positions = SnapshotPositions(
                index: snapshot.index,
                term: Int64(ordinal) + 1,
                processedPosition: snapshot.position + 4,
                exportedPosition: snapshot.position,
                lastFollowupEventPosition: snapshot.position + 5
            )
            let checksum = UInt32(truncatingIfNeeded: random.next())
            let id = positions.id(version: specification.version, nodeId: member.nodeId, checksum: checksum)
            planned.snapshotId = id
            planned.snapshotFiles = DatabaseWriter.fileNames + ["zeebe.metadata", "\(id).checksum"]
        }
        try catalog.writeManifest(planned)
        if member == catalog.members(ofBackup: ordinal).first { catalog.confirm(planned) }
        let backup = specification.backups[ordinal]
        written.append(
            WrittenPartitionBackup(
                checkpointId: backup.checkpointId,
                partition: partition,
                member: member,
                state: backup.state(onPartition: partition),
                snapshotId: planned.snapshotId,
                checkpointPosition: planned.checkpointPosition,
                firstLogPosition: planned.firstLogPosition,
                journal: nil,
                snapshotFiles: planned.snapshotFiles.count,
                segmentFiles: planned.segmentFiles.count,
                bytes: 0
            )
        )
    }

    /// Lets the log grow by a part of what lies between two backups; a segment holds about as much as that.
    private mutating func advance(_ point: Point, by part: Double) -> Point {
        let volume: Double =
            switch specification.journalVolume {
            case .records(let count): Double(count)
            case .bytes(let count):
                max(
                    Double(count)
                        / Double(specification.recordPayloadBytes + SampleStoreSpecification.recordOverheadBound),
                    20
                )
            }
        var next = point
        let records = max(6, Int64(volume * part)) + Int64(random.number(in: 0...5))
        next.position += records
        next.index += max(1, records / 2)
        if next.position - next.firstPositionOfSegment >= Int64(volume) {
            next.segment += 1
            next.firstPositionOfSegment = next.position
        }
        return next
    }
}
