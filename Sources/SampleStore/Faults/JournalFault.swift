/// Damages of the journal segments (partition-data §3 to §7).
public enum JournalFault: String, Sendable, Hashable, CaseIterable {
    // Descriptors
    /// One bit of the first index in the second descriptor is flipped.
    case descriptorBitFlip
    /// The version byte of the second descriptor is 3.
    case descriptorVersion
    /// A bit of the first header of the second descriptor, which no checksum covers, is flipped.
    case descriptorHeader
    /// The second descriptor has the id of another file; its checksum fits.
    case descriptorIdOfOtherFile
    /// The first index in the second descriptor is one too high; its checksum fits.
    case descriptorFirstIndexWrong
    /// The first descriptor's hint does not point to its record; the checksum fits.
    case descriptorHintWrong
    /// Harmless: the first descriptor has no hint; the checksum fits.
    case descriptorHintCleared

    // Records
    /// One bit in the payload of a record before the checkpoint is flipped.
    case payloadBitFlipBeforeCheckpoint
    /// One bit in the payload of the checkpoint record is flipped.
    case payloadBitFlipAtCheckpoint
    /// One bit in the payload of the last record is flipped, which a restore cuts off.
    case payloadBitFlipAfterCheckpoint
    /// A frame byte before the checkpoint is 2.
    case recordFrameByte
    /// A bit in the outer header of a record, which no checksum covers, is flipped.
    case recordHeader
    /// A record before the checkpoint is longer than its file.
    case recordLengthBeyondFile
    /// A record before the checkpoint says that it has 2 GiB.
    case recordClaims2GiB
    /// A record before the checkpoint has the index of the one after it; its checksum fits.
    case recordIndexWrong
    /// The application sequence number before the checkpoint is not the lowest position; the checksum fits.
    case sequenceNumberWrong

    // Entries
    /// The lowest position of an entry is one too high; the checksum fits.
    case lowestPositionWrong
    /// The highest position of an entry is one too high; the checksum fits.
    case highestPositionWrong
    /// All positions of one entry are one too high; the checksum fits.
    case positionGap
    /// The term of one entry is above that of the entry after it; the checksum fits.
    case termFalling
    /// An entry has an unknown type; the checksum fits.
    case entryTypeUnknown
    /// The length of an entry's log records is 8 too small; the checksum fits.
    case entryLengthWrong
    /// The length of a log record's frame is 1 MiB too large; the checksum fits.
    case frameLengthWrong
    /// Record metadata has another template id; the checksum fits.
    case metadataHeaderWrong

    // Files
    /// A frame byte in the first segment is 0, so its other records are lost.
    case earlyTerminator
    /// The frame byte of the checkpoint record is 0 in the last segment, so the log ends before it.
    case terminatorAtCheckpoint
    /// A segment in the middle is neither listed nor there.
    case middleSegmentRemoved
    /// The segment with the checkpoint and all after it are neither listed nor there.
    case lastDataSegmentRemoved
    /// A segment in the middle is listed, but the object is gone.
    case listedSegmentMissing
    /// The segments up to the one with the snapshot's index are neither listed nor there.
    case leadingSegmentsRemovedPastSnapshot
    /// Harmless: a segment that ends before the snapshot is neither listed nor there, and no first position is given.
    case leadingSegmentRemovedBeforeSnapshot
    /// A segment in the middle is all zeros.
    case zeroSegmentInMiddle
    /// A segment in the middle has the name of another partition.
    case segmentOfOtherPartition
    /// Harmless: a further segment, all zeros, as the journal prepares it.
    case zeroSegmentAtEnd
    /// Harmless: a further segment of 0 bytes.
    case emptySegmentAtEnd

    // The end of the log
    /// Harmless: stray bytes behind the terminator.
    case garbageAfterTerminator
    /// The last record is torn, as when it was copied while it was written.
    case tornTail
    /// T1 of partition-data §3.8: the record after the checkpoint is damaged, and the hint points behind it.
    case damageBehindCheckpointBeforeHint
    /// T2 of partition-data §3.8: a record behind the checkpoint has a wrong index; its checksum fits.
    case indexWrongBehindCheckpoint

    // The checkpoint
    /// The record at the checkpoint position is of another checkpoint; the checksum fits.
    case checkpointIdWrong
    /// The record at the checkpoint position is an event; the checksum fits.
    case checkpointIsEvent
    /// The checkpoint command is the second record of its entry; the checksums fit.
    case checkpointMerged

    /// See `PlantedFault.expected`.
    public var expected: ExpectedFinding? {
        switch self {
        case .descriptorBitFlip: .error("journal.segment-invalid", "desc-crc")
        case .descriptorVersion: .error("journal.segment-invalid", "desc-version")
        case .descriptorHeader: .error("journal.segment-invalid", "desc-header")
        case .descriptorIdOfOtherFile: .error("journal.segment-invalid", "desc-id")
        case .descriptorHintWrong: .warning("journal.segment-invalid", "desc-hint")
        case .segmentOfOtherPartition: .error("journal.segment-invalid", "seg-name")
        case .payloadBitFlipBeforeCheckpoint, .payloadBitFlipAtCheckpoint: .error("journal.record-corrupt", "rec-crc")
        case .recordFrameByte: .error("journal.record-corrupt", "rec-frame")
        case .recordHeader: .error("journal.record-corrupt", "rec-header")
        case .recordLengthBeyondFile, .recordClaims2GiB: .error("journal.record-corrupt", "rec-length")
        case .recordIndexWrong: .error("journal.record-corrupt", "rec-index")
        case .sequenceNumberWrong, .lowestPositionWrong: .error("journal.record-corrupt", "rec-asqn")
        case .highestPositionWrong: .error("journal.entry-invalid", "entry-pos")
        case .positionGap: .error("journal.entry-invalid", "pos-gap")
        case .termFalling: .error("journal.entry-invalid", "term")
        case .entryTypeUnknown: .error("journal.entry-invalid", "raft-type")
        case .entryLengthWrong: .error("journal.entry-invalid", "raft-length")
        case .frameLengthWrong: .error("journal.entry-invalid", "frame")
        case .metadataHeaderWrong: .error("journal.entry-invalid", "meta-header")
        case .descriptorFirstIndexWrong, .earlyTerminator, .middleSegmentRemoved, .zeroSegmentInMiddle:
            .error("journal.gap", "seg-gap")
        case .terminatorAtCheckpoint, .lastDataSegmentRemoved: .error("journal.checkpoint-missing", "cp-missing")
        case .listedSegmentMissing: .error("object.missing")
        case .leadingSegmentsRemovedPastSnapshot: .error("journal.starts-after-snapshot", "first-index")
        case .damageBehindCheckpointBeforeHint, .indexWrongBehindCheckpoint:
            .error("journal.record-corrupt", "tail-blocks-restore")
        case .checkpointIdWrong: .error("journal.checkpoint-invalid", "cp-id")
        case .checkpointIsEvent: .error("journal.checkpoint-invalid", "cp-type")
        case .checkpointMerged: .error("journal.checkpoint-invalid", "cp-merged")
        case .payloadBitFlipAfterCheckpoint, .tornTail: .info("journal.record-corrupt", "tail-rec-crc")
        case .descriptorHintCleared, .leadingSegmentRemovedBeforeSnapshot, .zeroSegmentAtEnd, .emptySegmentAtEnd,
            .garbageAfterTerminator:
            nil
        }
    }
}
