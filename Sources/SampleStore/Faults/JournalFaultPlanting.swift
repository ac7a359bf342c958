internal import SeededRandom

extension JournalFault {
    func plant(at site: FaultSite) throws(SampleStoreError) {
        var journal = try JournalImage(site)
        switch self {
        case .descriptorBitFlip, .descriptorVersion, .descriptorHeader, .descriptorIdOfOtherFile,
            .descriptorFirstIndexWrong, .descriptorHintWrong, .descriptorHintCleared:
            try plantIntoDescriptor(&journal)
        case .payloadBitFlipBeforeCheckpoint, .payloadBitFlipAtCheckpoint, .payloadBitFlipAfterCheckpoint,
            .recordFrameByte, .recordHeader, .recordLengthBeyondFile, .recordClaims2GiB, .recordIndexWrong,
            .sequenceNumberWrong:
            try plantIntoRecord(&journal)
        case .lowestPositionWrong, .highestPositionWrong, .positionGap, .termFalling, .entryTypeUnknown,
            .entryLengthWrong, .frameLengthWrong, .metadataHeaderWrong:
            try plantIntoEntry(&journal)
        case .earlyTerminator, .terminatorAtCheckpoint, .garbageAfterTerminator, .tornTail,
            .damageBehindCheckpointBeforeHint, .indexWrongBehindCheckpoint:
            try plantIntoEnd(&journal)
        case .middleSegmentRemoved, .lastDataSegmentRemoved, .listedSegmentMissing,
            .leadingSegmentsRemovedPastSnapshot, .leadingSegmentRemovedBeforeSnapshot, .zeroSegmentInMiddle,
            .segmentOfOtherPartition, .zeroSegmentAtEnd, .emptySegmentAtEnd:
            try plantIntoFiles(journal)
        case .checkpointIdWrong, .checkpointIsEvent, .checkpointMerged:
            try plantIntoCheckpoint(&journal)
        }
    }

    // MARK: Descriptors

    private func plantIntoDescriptor(_ journal: inout JournalImage) throws(SampleStoreError) {
        let second = try journal.secondSegment()
        let changed: Int
        switch self {
        case .descriptorBitFlip:
            journal.flipBit(second, at: 33)
            changed = second
        case .descriptorVersion:
            journal.segments[second].sink.set(UInt8(3), at: 0)
            changed = second
        case .descriptorHeader:
            journal.flipBit(second, at: 3)
            changed = second
        case .descriptorIdOfOtherFile:
            journal.segments[second].sink.set(journal.segments[second].number + 1, at: 25)
            journal.resealDescriptor(second)
            changed = second
        case .descriptorFirstIndexWrong:
            let index = journal.segments[second].sink.number(at: 33, as: Int64.self)
            journal.segments[second].sink.set(index + 1, at: 33)
            journal.resealDescriptor(second)
            changed = second
        case .descriptorHintWrong:
            let index = journal.segments[0].sink.number(at: 45, as: Int64.self)
            let position = journal.segments[0].sink.number(at: 53, as: UInt32.self)
            journal.setHint(0, lastIndex: index, lastPosition: Int(position) + 1)
            changed = 0
        default:
            journal.setHint(0, lastIndex: 0, lastPosition: 0)
            changed = 0
        }
        try journal.save(changed)
    }

    // MARK: Records

    private func plantIntoRecord(_ journal: inout JournalImage) throws(SampleStoreError) {
        let record: JournalImage.Record
        switch self {
        case .payloadBitFlipAtCheckpoint:
            record = journal.checkpoint
        case .payloadBitFlipAfterCheckpoint:
            record = try lastRecord(of: journal)
        default:
            record = try journal.recordBeforeCheckpoint()
        }
        let size = journal.segments[record.segment].sink.bytes.count
        switch self {
        case .recordFrameByte:
            journal.segments[record.segment].sink.set(UInt8(2), at: record.offset)
        case .recordHeader:
            journal.flipBit(record.segment, at: record.offset + JournalImage.Offset.metadataHeader + 4)
        case .recordLengthBeyondFile:
            journal.segments[record.segment].sink.set(Int32(size), at: record.offset + JournalImage.Offset.length)
        case .recordClaims2GiB:
            journal.segments[record.segment].sink.set(Int32.max, at: record.offset + JournalImage.Offset.length)
        case .recordIndexWrong:
            journal.add(1, to: JournalImage.Offset.index, of: record)
        case .sequenceNumberWrong:
            journal.add(1, to: JournalImage.Offset.applicationSequenceNumber, of: record)
        default:
            journal.flipBit(record.segment, at: record.end - 20)
        }
        try journal.save(record.segment)
    }

    private func lastRecord(of journal: JournalImage) throws(SampleStoreError) -> JournalImage.Record {
        guard let last = journal.records.last, last.index > journal.checkpoint.index + 1 else {
            throw .faultNotApplicable("the log does not go on after the checkpoint")
        }
        return last
    }

    // MARK: Entries

    private func plantIntoEntry(_ journal: inout JournalImage) throws(SampleStoreError) {
        let record = try journal.recordBeforeCheckpoint { $0.highestPosition > $0.lowestPosition }
        let start = record.offset
        let frames = journal.frames(of: record)
        switch self {
        case .lowestPositionWrong:
            journal.add(1, to: JournalImage.Offset.lowestPosition, of: record)
        case .highestPositionWrong:
            journal.add(1, to: JournalImage.Offset.highestPosition, of: record)
        case .positionGap:
            for frame in frames { journal.add(1, to: frame - start + 16, of: record) }
            journal.add(1, to: JournalImage.Offset.lowestPosition, of: record)
            journal.add(1, to: JournalImage.Offset.highestPosition, of: record)
            journal.add(1, to: JournalImage.Offset.applicationSequenceNumber, of: record)
        case .termFalling:
            journal.add(7, to: JournalImage.Offset.term, of: record)
        case .entryTypeUnknown:
            journal.segments[record.segment].sink.set(UInt8(7), at: start + JournalImage.Offset.entryType)
        case .entryLengthWrong:
            let place = start + JournalImage.Offset.applicationLength
            let length = journal.segments[record.segment].sink.number(at: place, as: UInt32.self)
            journal.segments[record.segment].sink.set(length - 8, at: place)
        case .frameLengthWrong:
            journal.segments[record.segment].sink.set(Int32(1 << 20), at: start + JournalImage.Offset.frames)
        default:
            journal.segments[record.segment].sink.set(UInt16(201), at: start + JournalImage.Offset.frames + 54)
        }
        journal.reseal(record)
        try journal.save(record.segment)
    }

    // MARK: Ends

    private func plantIntoEnd(_ journal: inout JournalImage) throws(SampleStoreError) {
        let checkpoint = journal.checkpoint
        let tail = journal.records[(journal.checkpointOrdinal + 1)...].filter { $0.segment == checkpoint.segment }
        switch self {
        case .earlyTerminator:
            _ = try journal.secondSegment()
            let record = try journal.recordBeforeCheckpoint()
            journal.segments[record.segment].sink.set(UInt8(0), at: record.offset)
            try journal.save(record.segment)
        case .terminatorAtCheckpoint:
            guard journal.records.last?.segment == checkpoint.segment else {
                throw .faultNotApplicable("the checkpoint is not in the last segment")
            }
            journal.segments[checkpoint.segment].sink.set(UInt8(0), at: checkpoint.offset)
            try journal.save(checkpoint.segment)
        case .garbageAfterTerminator:
            let last = try lastRecord(of: journal).segment
            let end = journal.segments[last].end
            let size = journal.segments[last].sink.bytes.count
            var random = SplitMix64(seed: UInt64(end))
            for place in end + 1..<max(end + 1, size) {
                journal.segments[last].sink.set(UInt8(random.number(in: 1...255)), at: place)
            }
            try journal.save(last)
        case .tornTail:
            let last = try lastRecord(of: journal)
            journal.segments[last.segment].sink.zero(last.offset + (last.end - last.offset) / 2..<last.end)
            try journal.save(last.segment)
        case .damageBehindCheckpointBeforeHint:
            guard tail.count >= 2 else { throw .faultNotApplicable("two records after the checkpoint are needed") }
            let hinted = tail[tail.count - 1]
            journal.setHint(checkpoint.segment, lastIndex: hinted.index, lastPosition: hinted.offset)
            journal.flipBit(checkpoint.segment, at: tail[0].end - 20)
            try journal.save(checkpoint.segment)
        default:
            guard tail.count >= 2 else { throw .faultNotApplicable("two records after the checkpoint are needed") }
            journal.setHint(checkpoint.segment, lastIndex: 0, lastPosition: 0)
            journal.add(7, to: JournalImage.Offset.index, of: tail[1])
            try journal.save(checkpoint.segment)
        }
    }

    // MARK: Files

    private func plantIntoFiles(_ journal: JournalImage) throws(SampleStoreError) {
        let site = journal.site
        switch self {
        case .middleSegmentRemoved:
            let middle = try journal.middleSegment()
            try journal.removeAndUnlist(middle..<middle + 1)
        case .lastDataSegmentRemoved:
            _ = try journal.secondSegment()
            let last = journal.segments.lastIndex { $0.hasDescriptor } ?? journal.checkpoint.segment
            try journal.removeAndUnlist(journal.checkpoint.segment..<last + 1)
        case .listedSegmentMissing:
            try SystemFiles.remove(journal.path(try journal.middleSegment()))
        case .leadingSegmentsRemovedPastSnapshot, .leadingSegmentRemovedBeforeSnapshot:
            try removeLeadingSegments(of: journal)
        case .zeroSegmentInMiddle:
            let middle = try journal.middleSegment()
            let size = journal.segments[middle].sink.bytes.count
            try SystemFiles.store([], at: journal.path(middle), size: size)
        case .segmentOfOtherPartition:
            let name = journal.segments[try journal.middleSegment()].name
            let other = replacing("-partition-\(site.partition)-", with: "-partition-\(site.partition + 1)-", in: name)
            let content = try SystemFiles.contents(of: "\(site.segmentsDirectory)/\(name)")
            try SystemFiles.store(content, at: "\(site.segmentsDirectory)/\(other)")
            try SystemFiles.remove("\(site.segmentsDirectory)/\(name)")
            try site.editManifest { manifest throws(SampleStoreError) in
                manifest.removeNames(.segments) { $0 == name }
                manifest.addName(.segments, other)
            }
        default:
            let size = self == .zeroSegmentAtEnd ? journal.segments[0].sink.bytes.count : 0
            try SystemFiles.store([], at: "\(site.segmentsDirectory)/\(journal.nextName)", size: size)
            try site.editManifest { manifest throws(SampleStoreError) in
                manifest.addName(.segments, journal.nextName)
            }
        }
    }

    private func removeLeadingSegments(of journal: JournalImage) throws(SampleStoreError) {
        let snapshotId = try journal.site.manifest().snapshotId
        let snapshotIndex = snapshotId.flatMap { $0.split(separator: "-").first }.flatMap { Int64($0) } ?? 0
        let removed: Int
        if self == .leadingSegmentsRemovedPastSnapshot {
            guard
                let kept = journal.records.firstIndex(where: {
                    $0.index > snapshotIndex + 1 && $0.segment > 0 && $0.segment <= journal.checkpoint.segment
                        && $0.index == journal.segments[$0.segment].sink.number(at: 33, as: Int64.self)
                })
            else { throw .faultNotApplicable("no segment begins between snapshot and checkpoint") }
            removed = journal.records[kept].segment
        } else {
            guard let end = journal.records.last(where: { $0.segment == 0 }), end.index <= snapshotIndex else {
                throw .faultNotApplicable("no segment ends before the snapshot")
            }
            removed = 1
        }
        try journal.removeAndUnlist(0..<removed)
        try journal.site.editManifest { manifest throws(SampleStoreError) in
            manifest.document.remove("firstLogPosition")
        }
    }

    private func replacing(_ text: String, with other: String, in whole: String) -> String {
        guard let found = whole.firstRange(of: text) else { return whole }
        return whole[..<found.lowerBound] + other + whole[found.upperBound...]
    }

    // MARK: The checkpoint

    private func plantIntoCheckpoint(_ journal: inout JournalImage) throws(SampleStoreError) {
        let checkpoint = journal.checkpoint
        let frame = checkpoint.offset + JournalImage.Offset.frames
        switch self {
        case .checkpointIdWrong:
            let sink = journal.segments[checkpoint.segment].sink
            guard
                let key = sink.bytes[frame..<checkpoint.end].firstRange(of: [
                    0xA2, UInt8(ascii: "i"), UInt8(ascii: "d"),
                ])
            else { throw .unexpectedContent(path: journal.path(checkpoint.segment), reason: "no checkpoint id") }
            let place = key.upperBound
            let sizes: [UInt8: Int] = [0xCC: 1, 0xCD: 2, 0xCE: 4, 0xCF: 8]
            let last = place + (sizes[sink.bytes[place]] ?? 0)
            journal.segments[checkpoint.segment].sink.set(sink.bytes[last] ^ 1, at: last)
        case .checkpointIsEvent:
            journal.segments[checkpoint.segment].sink.set(UInt8(0), at: frame + 60)
        default:
            try mergeCheckpoint(&journal)
            return try journal.save(checkpoint.segment)
        }
        journal.reseal(checkpoint)
        try journal.save(checkpoint.segment)
    }

    /// Moves the last record of the entry before the checkpoint's into the checkpoint's entry; all later records stay
    /// where they are.
    private func mergeCheckpoint(_ journal: inout JournalImage) throws(SampleStoreError) {
        let checkpoint = journal.checkpoint
        let before = journal.records[journal.checkpointOrdinal - 1]
        let frames = journal.frames(of: before)
        guard frames.count > 1, before.segment == checkpoint.segment, let moved = frames.last else {
            throw .faultNotApplicable("the entry before the checkpoint has only one record")
        }
        let bytes = journal.segments[checkpoint.segment].sink.bytes
        let movedFrame = Array(bytes[moved..<before.end])
        let head = Array(bytes[checkpoint.offset..<checkpoint.offset + JournalImage.Offset.frames])
        var sink = journal.segments[checkpoint.segment].sink
        sink.seek(to: moved)
        sink.put(head)
        sink.put(movedFrame)

        let count = Int32(movedFrame.count)
        for (start, change) in [(before.offset, -count), (moved, count)] {
            for field in [JournalImage.Offset.length, 45, JournalImage.Offset.applicationLength] {
                sink.set(sink.number(at: start + field, as: Int32.self) + change, at: start + field)
            }
        }
        sink.set(before.highestPosition - 1, at: before.offset + JournalImage.Offset.highestPosition)
        sink.set(before.highestPosition, at: moved + JournalImage.Offset.lowestPosition)
        sink.set(before.highestPosition, at: moved + JournalImage.Offset.applicationSequenceNumber)
        for (start, end) in [(before.offset, moved), (moved, checkpoint.end)] {
            let checksum = sink.checksum(of: start + JournalImage.Offset.dataHeader..<end)
            sink.set(UInt64(checksum), at: start + JournalImage.Offset.checksum)
        }
        journal.segments[checkpoint.segment].sink = sink
    }
}
