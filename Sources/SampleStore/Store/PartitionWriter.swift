/// Writes all backups of one partition while its log grows, holding one journal segment in memory.
///
/// As in a real broker the log goes on from one backup to the next. A backup copies the segments from the snapshot of the
/// backup before on, because the broker has compacted up to there; in 8.6 it copies the whole, never compacted journal.
struct PartitionWriter {
    private let specification: SampleStoreSpecification
    private let partition: Int32
    private let layout: StoreLayout
    private var log: PartitionLog
    private var catalog: PartitionCatalog
    private(set) var written: [WrittenPartitionBackup] = []

    /// The segments of coming backups, by ordinal.
    private var sets: [Int: SegmentSet] = [:]
    /// Journal bytes before the segment at which the volume of the coming backup begins to count.
    private var volumeStart: Int64 = 0
    /// The same for the backup after it.
    private var nextVolumeStart: Int64 = 0
    private var pendingMarkers: ArraySlice<Int64>
    /// The checkpoint and the confirmed backup that the state knows last.
    private var lastCheckpoint: PartitionMetadata.Checkpoint?
    private var lastBackup: PartitionMetadata.Checkpoint?

    init(_ specification: SampleStoreSpecification, partition: Int32, layout: StoreLayout) {
        self.specification = specification
        self.partition = partition
        self.layout = layout
        log = PartitionLog(specification, partition: partition)
        catalog = PartitionCatalog(specification, partition: partition, layout: layout)
        pendingMarkers = specification.markers[...]
    }

    /// Writes everything.
    mutating func write() throws(SampleStoreError) {
        try openSetsThatBeginWithTheLog()
        for ordinal in specification.backups.indices {
            if ordinal == 0 || specification.members.count > 1 {
                try makeRoom(specification.termBound)
                log.beginTerm()
            }
            try writeBackup(ordinal)
        }
        try catalog.finish()
    }

    // MARK: One backup

    private mutating func writeBackup(_ ordinal: Int) throws(SampleStoreError) {
        let backup = specification.backups[ordinal]
        let firstPosition = log.nextPosition
        try appendRound()
        let markers = pendingMarkers.prefix { $0 < backup.checkpointId }
        pendingMarkers.removeFirst(markers.count)
        for (count, marker) in markers.enumerated() {
            let share = specification.backupInterval * Int64(count + 1) / Int64(markers.count + 1)
            log.advanceClock(to: specification.baseTime + Int64(ordinal) * specification.backupInterval + share)
            try appendMarker(marker)
        }
        var rounds = 1
        while rounds < 2 || progress(of: ordinal, since: firstPosition) < anchorProgress(of: ordinal) {
            try appendRound()
            rounds += 1
        }
        let snapshot = ordinal == 0 && specification.firstBackupHasNoSnapshot ? nil : try takeSnapshot(for: ordinal)
        while progress(of: ordinal, since: firstPosition) < 1 { try appendRound() }

        let checkpoint = try appendCheckpoint(backup, ordinal: ordinal)
        let checkpointTime = log.now
        log.appendCheckpointCreated(value(of: backup, at: checkpointTime), command: checkpoint.position)
        let tailStart = log.nextPosition
        while log.nextPosition - tailStart < Int64(specification.recordsAfterCheckpoint) { try appendRound() }
        if ordinal % 2 == 0 { log.leaveTruncatedRecords() }

        guard let segments = try closeSet(ordinal) else { return }
        noteCheckpoint(
            value(of: backup, at: checkpointTime),
            at: checkpoint.position,
            firstPosition: segments.firstPosition
        )
        let planned = PartitionCatalog.Backup(
            ordinal: ordinal,
            member: specification.members[0],
            firstLogPosition: segments.firstPosition,
            checkpointPosition: checkpoint.position,
            checkpointTime: checkpointTime,
            snapshotFiles: [],
            segmentFiles: segments.fileNames
        )
        let journal = WrittenPartitionBackup.Journal(
            firstIndex: segments.firstIndex,
            lastIndex: log.nextIndex - 1,
            lastPosition: log.nextPosition - 1,
            checkpointIndex: checkpoint.index
        )
        for member in catalog.members(ofBackup: ordinal) {
            try writeCopy(planned, on: member, snapshot: snapshot, journal: journal)
        }
        lastBackup = catalog.confirm(planned) ?? lastBackup
    }

    private mutating func writeCopy(
        _ planned: PartitionCatalog.Backup,
        on member: SampleMember,
        snapshot: SnapshotState?,
        journal: WrittenPartitionBackup.Journal
    ) throws(SampleStoreError) {
        let backup = specification.backups[planned.ordinal]
        var copy = planned
        copy.member = member
        let segmentsArePresent = backup.state(onPartition: partition) != .inProgress
        var bytes = segmentsArePresent ? Int64(planned.segmentFiles.count) * Int64(specification.segmentSize) : 0
        if let snapshot {
            let writer = SnapshotWriter(specification: specification, partition: partition, ordinal: planned.ordinal)
            let files = try writer.write(
                snapshot,
                nodeId: member.nodeId,
                to: layout.snapshot(partition, backup.checkpointId, member.description)
            )
            copy.snapshotId = files.snapshotId
            copy.snapshotFiles = files.fileNames
            bytes += files.bytes
        }
        try catalog.writeManifest(copy)
        written.append(
            WrittenPartitionBackup(
                checkpointId: backup.checkpointId,
                partition: partition,
                member: member,
                state: backup.state(onPartition: partition),
                snapshotId: copy.snapshotId,
                checkpointPosition: copy.checkpointPosition,
                firstLogPosition: copy.firstLogPosition,
                journal: journal,
                snapshotFiles: copy.snapshotFiles.count,
                segmentFiles: copy.segmentFiles.count,
                bytes: bytes
            )
        )
    }

    // MARK: The log

    /// Goes on to a new segment when `count` bytes do not fit; the full one is stored in all sets that have begun.
    private mutating func makeRoom(_ count: Int) throws(SampleStoreError) {
        guard !log.hasRoom(for: count) else { return }
        try roll()
    }

    private mutating func roll() throws(SampleStoreError) {
        log.seal()
        let name = segmentName(log.segment.id)
        for ordinal in sets.keys.sorted() { try sets[ordinal]?.add(log.segment, named: name) }
        log.roll()
    }

    @discardableResult
    private mutating func appendRound(atLeast followUps: Int = 1) throws(SampleStoreError) -> PartitionLog.Round {
        try makeRoom(specification.entryBound)
        let command = log.appendCommand()
        try makeRoom(specification.entryBound)
        return log.appendFollowUps(of: command, atLeast: followUps)
    }

    private mutating func appendMarker(_ id: Int64) throws(SampleStoreError) {
        try makeRoom(2 * SampleStoreSpecification.checkpointRecordBound)
        let value = CheckpointValue(checkpointId: id, timestamp: log.now, kind: .marker)
        let place = log.appendCheckpointCommand(value)
        log.appendCheckpointCreated(value, command: place.position)
        catalog.addMarker(id, position: place.position, time: value.timestamp)
        noteCheckpoint(value, at: place.position)
        try appendRound()
    }

    /// Appends the checkpoint command; what comes directly before and after it lies in the same segment.
    private mutating func appendCheckpoint(
        _ backup: SampleBackup,
        ordinal: Int
    ) throws(SampleStoreError) -> PartitionLog.CheckpointPlace {
        try makeRoom(specification.checkpointBound)
        try appendRound(atLeast: 2)
        log.advanceClock(to: specification.baseTime + Int64(ordinal + 1) * specification.backupInterval)
        return log.appendCheckpointCommand(value(of: backup, at: log.now))
    }

    private mutating func noteCheckpoint(_ value: CheckpointValue, at position: Int64, firstPosition: Int64? = nil) {
        lastCheckpoint = PartitionMetadata.Checkpoint(
            checkpointId: value.checkpointId,
            checkpointPosition: position,
            timestamp: value.timestamp,
            kind: value.kind,
            firstLogPosition: firstPosition
        )
    }

    private func value(of backup: SampleBackup, at time: Int64) -> CheckpointValue {
        CheckpointValue(checkpointId: backup.checkpointId, timestamp: time, kind: .backup(backup.origin))
    }

    /// How much of the log before a backup is written: 1 when the checkpoint is due.
    private func progress(of ordinal: Int, since firstPosition: Int64) -> Double {
        switch specification.journalVolume {
        case .records(let count): Double(log.nextPosition - firstPosition) / Double(count)
        case .bytes(let count): Double(log.bytes - volumeStart) / Double(count)
        }
    }

    // MARK: Snapshots and sets of segments

    /// How much of the log before a backup is written when its snapshot is taken.
    private func anchorProgress(of ordinal: Int) -> Double {
        if case .bytes = specification.journalVolume, beginsNewRange(ordinal) { return 0 }
        return 0.6
    }

    private func beginsNewRange(_ ordinal: Int) -> Bool {
        ordinal > 0 && specification.backups[ordinal].startsNewRange && !specification.version.listsWholeJournal
    }

    /// Goes through the steps of a snapshot: an exported position, then, two rounds later, a processed one.
    private mutating func takeSnapshot(for ordinal: Int) throws(SampleStoreError) -> SnapshotState {
        if beginsNewRange(ordinal) { try roll() }
        let exported = try appendRound()
        if beginsNewRange(ordinal) { try openSet(ordinal) }
        let next = ordinal + 1
        if next < specification.backups.count, !specification.version.listsWholeJournal, !beginsNewRange(next) {
            try openSet(next)
        }
        if beginsNewRange(ordinal) { volumeStart = log.bytesBeforeSegment }
        nextVolumeStart = log.bytesBeforeSegment
        try appendRound()
        let processed = try appendRound()
        let positions = SnapshotPositions(
            index: exported.followUpIndex - 1,
            term: log.term,
            processedPosition: processed.commandPosition,
            exportedPosition: exported.lastPosition,
            lastFollowupEventPosition: processed.lastPosition
        )
        return SnapshotState(
            positions: positions,
            keyCounter: log.keyCounter,
            lastCheckpoint: lastCheckpoint,
            lastBackup: lastBackup,
            checkpoints: Array(catalog.metadata.checkpoints.suffix(SnapshotState.checkpointCount)),
            ranges: catalog.metadata.ranges
        )
    }

    private mutating func openSetsThatBeginWithTheLog() throws(SampleStoreError) {
        let count = specification.backups.count
        let last =
            specification.version.listsWholeJournal ? count : specification.firstBackupHasNoSnapshot ? min(2, count) : 1
        for ordinal in 0..<last where !beginsNewRange(ordinal) { try openSet(ordinal) }
    }

    private mutating func openSet(_ ordinal: Int) throws(SampleStoreError) {
        let backup = specification.backups[ordinal]
        let members = backup.state(onPartition: partition) == .inProgress ? [] : catalog.members(ofBackup: ordinal)
        sets[ordinal] = try SegmentSet(
            directories: members.map { layout.segments(partition, backup.checkpointId, $0.description) },
            firstIndex: log.segment.firstIndex,
            firstPosition: log.firstPositionOfSegment
        )
    }

    /// Stores the segment in use, and ends a set with it.
    private mutating func closeSet(_ ordinal: Int) throws(SampleStoreError) -> SegmentSet? {
        volumeStart = nextVolumeStart
        guard var segments = sets.removeValue(forKey: ordinal) else { return nil }
        try segments.add(log.segment, named: segmentName(log.segment.id))
        if specification.version.listsWholeJournal {
            try segments.addPrepared(size: specification.segmentSize, named: segmentName(log.segment.id + 1))
        }
        return segments
    }

    private func segmentName(_ id: Int64) -> String {
        "\(specification.version.segmentGroup)-partition-\(partition)-\(id).log"
    }
}
