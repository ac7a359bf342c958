/// The raft entry inside a journal record (partition-data §4).
public struct RaftEntry: Equatable, Sendable {
    /// What the entry holds.
    public enum Content: Equatable, Sendable {
        /// Log records of the stream processor.
        ///
        /// `offset` and `count` are those of the records' bytes inside the entry.
        case application(lowestPosition: Int64, highestPosition: Int64, offset: Int, count: Int)
        /// The members of the partition's raft group.
        case configuration
        /// The first entry of a leader's term.
        case initial
        /// Something that a schema newer than this program added.
        case unknown
    }

    /// Raft term in which the entry was written, 1 or more.
    public let term: Int64

    /// What the entry holds.
    public let content: Content

    /// Whether the schema is newer than this program: only its known prefix was read.
    public let isUnsupported: Bool

    /// Newest version of the raft entry schema that this program knows.
    static let knownVersion: UInt16 = 4

    /// Decodes an entry whose checksum has been proved.
    ///
    /// - Parameters:
    ///   - bytes: The data of the journal record, all of it or its beginning.
    ///   - fullCount: Number of bytes of all of it.
    ///   - base: Offset of `bytes` in the segment file, for faults.
    ///   - index: Journal index of the record, for faults.
    @inline(__always)
    static func decode(
        _ bytes: RawSpan,
        fullCount: Int,
        at base: Int64,
        index: Int64
    ) throws(JournalFault) -> RaftEntry {
        guard bytes.byteCount >= 17 else {
            throw JournalFault(
                .raftLength,
                at: base,
                index: index,
                "raft entry of \(fullCount) bytes, expected 17 or more"
            )
        }
        let header = bytes.sbeHeader(uncheckedAt: 0)
        guard header.isMessage(template: 1, schema: 8), header.version >= 1, header.blockLength >= 9 else {
            throw JournalFault(
                .raftHeader,
                at: base,
                index: index,
                "raft entry header is \(header), expected hdr(9,1,8,1…4)"
            )
        }
        let isUnsupported = header.version > knownVersion
        guard header.blockLength == 9 || isUnsupported else {
            throw JournalFault(
                .raftHeader,
                at: base,
                index: index,
                "raft entry header is \(header), expected hdr(9,1,8,1…4)"
            )
        }
        let bodyOffset = SBEHeader.byteCount + Int(header.blockLength)
        guard bodyOffset <= fullCount else {
            throw JournalFault(
                .raftLength,
                at: base,
                index: index,
                "raft entry of \(fullCount) bytes ends inside its block, expected \(bodyOffset) or more"
            )
        }
        let term = bytes.littleEndian(Int64.self, uncheckedAt: 8)
        guard term >= 1 else {
            throw JournalFault(.term, at: base + 8, index: index, "raft term is \(term), expected 1 or more")
        }
        let type = bytes.littleEndian(UInt8.self, uncheckedAt: 16)
        let content: Content
        switch type {
        case 0:
            content = try decodeApplication(
                bytes,
                bodyOffset: bodyOffset,
                fullCount: fullCount,
                isUnsupported: isUnsupported,
                at: base,
                index: index
            )
        case 1:
            try checkConfiguration(
                bytes,
                bodyOffset: bodyOffset,
                version: header.version,
                fullCount: fullCount,
                at: base,
                index: index
            )
            content = .configuration
        case 2:
            guard fullCount == bodyOffset || isUnsupported else {
                throw JournalFault(
                    .raftLength,
                    at: base,
                    index: index,
                    "initial entry of \(fullCount) bytes, expected \(bodyOffset)"
                )
            }
            content = .initial
        case 3... where isUnsupported:
            content = .unknown
        default:
            throw JournalFault(
                .raftType,
                at: base + 16,
                index: index,
                "raft entry type is \(type), expected 0 (application), 1 (configuration) or 2 (initial)"
            )
        }
        return RaftEntry(term: term, content: content, isUnsupported: isUnsupported)
    }

    @inline(__always)
    private static func decodeApplication(
        _ bytes: RawSpan,
        bodyOffset: Int,
        fullCount: Int,
        isUnsupported: Bool,
        at base: Int64,
        index: Int64
    ) throws(JournalFault) -> Content {
        guard bytes.byteCount >= bodyOffset + 28 else {
            throw JournalFault(
                .raftLength,
                at: base,
                index: index,
                "application entry of \(fullCount) bytes, expected 45 or more"
            )
        }
        let header = bytes.sbeHeader(uncheckedAt: bodyOffset)
        guard header.isMessage(template: 2, schema: 8),
            header.blockLength == 16 && 1...knownVersion ~= header.version || isUnsupported && header.blockLength >= 16
        else {
            throw JournalFault(
                .raftHeader,
                at: base + Int64(bodyOffset),
                index: index,
                "application entry header is \(header), expected hdr(16,2,8,1…4)"
            )
        }
        let blockOffset = bodyOffset + SBEHeader.byteCount
        let lengthOffset = blockOffset + Int(header.blockLength)
        guard bytes.byteCount >= lengthOffset + 4 else {
            throw JournalFault(
                .raftLength,
                at: base,
                index: index,
                "application entry of \(fullCount) bytes ends before the length of its records"
            )
        }
        let lowest = bytes.littleEndian(Int64.self, uncheckedAt: blockOffset)
        let highest = bytes.littleEndian(Int64.self, uncheckedAt: blockOffset + 8)
        let count = Int(bytes.littleEndian(UInt32.self, uncheckedAt: lengthOffset))
        guard count <= fullCount - lengthOffset - 4, isUnsupported || count == fullCount - lengthOffset - 4 else {
            throw JournalFault(
                .raftLength,
                at: base + Int64(lengthOffset),
                index: index,
                "application entry names \(count) bytes of records, \(fullCount - lengthOffset - 4) are there"
            )
        }
        return .application(lowestPosition: lowest, highestPosition: highest, offset: lengthOffset + 4, count: count)
    }

    /// Walks the member groups of a configuration entry, which must end exactly with the entry.
    @inline(never)
    private static func checkConfiguration(
        _ bytes: RawSpan,
        bodyOffset: Int,
        version: UInt16,
        fullCount: Int,
        at base: Int64,
        index: Int64
    ) throws(JournalFault) {
        guard bytes.byteCount == fullCount else { return }
        var rule = Rule.raftLength
        do throws(FormatError) {
            var cursor = ByteCursor(bytes, in: bodyOffset..<bytes.byteCount)
            let header = SBEHeader(packed: try cursor.readLittleEndian(UInt64.self))
            let hasKnownLength = version > knownVersion ? header.blockLength >= 8 : header.blockLength == 8
            guard header.isMessage(template: 4, schema: 8), hasKnownLength else {
                rule = .raftHeader
                throw FormatError("header is \(header), expected hdr(8,4,8,1…4)", at: bodyOffset)
            }
            try cursor.skip(Int(header.blockLength))
            for _ in 0..<(version >= 2 ? 2 : 1) {
                try RaftConfiguration.skipGroup(&cursor)
            }
            guard cursor.isAtEnd || version > knownVersion else {
                throw FormatError("\(cursor.remaining) bytes behind the last member group", at: cursor.offset)
            }
        } catch {
            throw JournalFault(
                rule,
                at: base + Int64(error.offset),
                index: index,
                "configuration entry: \(error.reason)"
            )
        }
    }
}
