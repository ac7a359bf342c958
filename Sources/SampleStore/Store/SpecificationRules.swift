extension SampleStoreSpecification {
    /// Room that one ordinary record takes at most, without its payload: frame, metadata and fixed parts of the value.
    static let recordOverheadBound = 320

    /// Room that the command of a checkpoint or its answer takes at most, with everything around it.
    static let checkpointRecordBound = 400

    /// The largest entry of follow-up records, in bytes.
    var entryBound: Int { entryBound(records: recordsPerEntry) }

    /// The largest command and its follow-up records, in bytes.
    var roundBound: Int { entryBound(records: 1) + entryBound }

    /// Room that has to be left in a segment for a checkpoint: the round before it, the command, its answer and the
    /// round after it stay together in one segment.
    var checkpointBound: Int { 2 * roundBound + 2 * Self.checkpointRecordBound }

    /// Room that the two entries at the beginning of a term take at most.
    var termBound: Int {
        300 + members.reduce(0) { $0 + 13 + $1.description.utf8.count }
    }

    private func entryBound(records: Int) -> Int {
        records * (recordPayloadBytes + Self.recordOverheadBound) + 128
    }

    private static func isZone(_ text: String) -> Bool {
        (1...63).contains(text.utf8.count) && text.first != "-"
            && text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") }
    }

    /// The smallest segment into which everything fits that has to stay together.
    private var smallestSegmentSize: Int {
        JournalSegment.descriptorLength + max(checkpointBound, termBound) + 2 * entryBound
    }

    /// Checks that the store can be written.
    func validate() throws(SampleStoreError) {
        func require(_ condition: Bool, _ reason: String) throws(SampleStoreError) {
            guard condition else { throw .invalidSpecification(reason) }
        }
        try require(partitions >= 1, "at least one partition is needed")
        try require(!backups.isEmpty, "at least one backup is needed")
        try require(backups.allSatisfy { $0.checkpointId > 0 }, "checkpoint ids begin at 1")
        try require(
            zip(backups, backups.dropFirst()).allSatisfy { $0.checkpointId < $1.checkpointId },
            "checkpoint ids have to ascend"
        )
        try require((1...64).contains(members.count), "1 to 64 members are needed")
        try require(
            members.allSatisfy { $0.nodeId >= 0 && $0.zone.map(Self.isZone) != false },
            "node ids are not negative; zones are 1 to 63 letters, digits and hyphens"
        )
        try require(Set(members).count == members.count, "each member can be there only once")
        try require(
            version == .v8_10 || members.allSatisfy { $0.zone == nil },
            "zones exist from 8.10 on"
        )
        try require(!writesSecondCopy || members.count > 1, "a second copy needs a second member")
        try require(
            version.hasContinuousBackups || markers.isEmpty,
            "marker checkpoints exist from 8.9 on"
        )
        try require(zip(markers, markers.dropFirst()).allSatisfy { $0 < $1 }, "marker ids have to ascend")
        if let last = backups.last, let lastMarker = markers.last {
            try require(lastMarker < last.checkpointId, "markers have to lie before the last backup")
        }
        try require(
            Set(markers).isDisjoint(with: backups.map(\.checkpointId)),
            "a marker cannot have the id of a backup"
        )
        try require(
            version.hasContinuousBackups
                || backups.allSatisfy { $0.state != .deleted && !$0.statesByPartition.values.contains(.deleted) },
            "the state DELETED exists from 8.9 on"
        )
        try require((2...64).contains(recordsPerEntry), "2 to 64 records fit into an entry")
        try require((1...(64 << 20)).contains(recordPayloadBytes), "the payload of a record is 1 byte to 64 MiB")
        try require(segmentSize <= Int(Int32.max), "a segment is smaller than 2 GiB")
        try require(
            segmentSize >= smallestSegmentSize,
            "segments of \(segmentSize) bytes are too small: \(smallestSegmentSize) are needed for these records"
        )
        switch journalVolume {
        case .records(let count):
            try require(count >= 20, "at least 20 records are needed between backups")
        case .bytes(let bytes):
            try require(bytes > 0, "a journal has more than 0 bytes")
        }
        try require(recordsAfterCheckpoint >= 0, "there cannot be fewer than 0 records after the checkpoint")
        try require(
            snapshotFillerBytes >= 0 && snapshotFillerFileBytes > 0 && largeSnapshotFileBytes >= 0,
            "sizes of snapshot files are positive"
        )
        try require(snapshotFillerBytes / snapshotFillerFileBytes < 800_000, "there are too many tables")
        try require((0...253_402_300_799_000 / 2).contains(baseTime), "the base time is not after 1970")
        try require((1...31_536_000_000).contains(backupInterval), "backups are up to a year apart")
    }
}
