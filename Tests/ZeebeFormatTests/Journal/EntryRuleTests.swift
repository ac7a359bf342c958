import Testing
import ZeebeFormat

/// The rules of raft entries and of the log records inside (partition-data §4 to §6, C3 to C5): valid checksums, one fault
/// each, and what looks like it.
@Suite("Rules of raft entries and log records")
struct EntryRuleTests {
    typealias Change = @Sendable (inout TestJournal) -> Void

    static func entry(_ segment: Int, _ record: Int, _ edit: @escaping ByteEdit) -> Change {
        { $0.segments[segment].records[record].entry.edit = edit }
    }

    /// Changes the second of the three log records in the first entry of the second segment.
    static func log(_ edit: @escaping @Sendable (inout LogRecordBuilder) -> Void) -> Change {
        { edit(&$0[1, 0, log: 1]) }
    }

    static func frame(_ edit: @escaping ByteEdit) -> Change {
        log { $0.edit = edit }
    }

    static func metadata(_ edit: @escaping ByteEdit) -> Change {
        log { $0.metadata.edit = edit }
    }

    /// Offset of the second log record in its journal record.
    static let second = 49 + 45 + TestJournal.standard()[1, 0, log: 0].bytes.count

    static let raftCases: [RuleCase] = [
        .record(.raftHeader, 1, 0, at: 49, "template", entry(1, 0) { $0[2] = 2 }),
        .record(.raftHeader, 1, 0, at: 49, "schema", entry(1, 0) { $0[4] = 7 }),
        .record(.raftHeader, 1, 0, at: 49, "version 0", entry(1, 0) { $0[6] = 0 }),
        .record(.raftHeader, 1, 0, at: 49, "block length 8", entry(1, 0) { $0[0] = 8 }),
        .record(.raftHeader, 1, 0, at: 49, "block length 10 in a known version", entry(1, 0) { $0[0] = 10 }),
        .record(.raftHeader, 1, 0, at: 66, "application header: template", entry(1, 0) { $0[19] = 9 }),
        .record(.raftHeader, 1, 0, at: 66, "application header: block length", entry(1, 0) { $0[17] = 17 }),
        .record(.raftHeader, 1, 0, at: 66, "application header: version 0", entry(1, 0) { $0[23] = 0 }),
        .record(.raftHeader, 0, 1, at: 66, "configuration header: template", entry(0, 1) { $0[19] = 9 }),
        .record(.raftHeader, 0, 1, at: 66, "configuration header: block length", entry(0, 1) { $0[17] = 7 }),
        .record(.raftType, 1, 0, at: 65, "type 3", entry(1, 0) { $0[16] = 3 }),
        .record(.raftType, 0, 0, at: 65, "type 255", entry(0, 0) { $0[16] = 255 }),
        .record(.raftLength, 0, 0, at: 49, "initial entry of 16 bytes", entry(0, 0) { $0.removeLast() }),
        .record(.raftLength, 0, 0, at: 49, "initial entry of 18 bytes", entry(0, 0) { $0.append(0) }),
        .record(.raftLength, 0, 0, at: 49, "no entry at all", entry(0, 0) { $0 = [] }),
        .record(.raftLength, 1, 0, at: 90, "one byte more than its length says", entry(1, 0) { $0.append(0) }),
        .record(.raftLength, 1, 0, at: 90, "one byte less than its length says", entry(1, 0) { $0.removeLast() }),
        .record(.raftLength, 1, 0, at: 90, "4 GiB", entry(1, 0) { $0.set(little: UInt32.max, at: 41) }),
        .record(.raftLength, 1, 0, at: 49, "application entry of 44 bytes", entry(1, 0) { $0.removeSubrange(44...) }),
        .record(.term, 1, 0, at: 57, "term 0", entry(1, 0) { $0.set(little: Int64(0), at: 8) }),
        .record(.term, 1, 0, at: 57, "negative term", entry(1, 0) { $0.set(little: Int64.min, at: 8) }),
        .record(.term, 0, 3, at: 0, "the term falls") { journal in
            for record in 0..<3 { journal.segments[0].records[record].entry.term = 2 }
            for segment in 1..<3 {
                for record in journal.segments[segment].records.indices {
                    journal.segments[segment].records[record].entry.term = 2
                }
            }
        },
        .record(.term, 1, 0, at: 0, "the term falls from one segment to the next") { journal in
            for record in journal.segments[0].records.indices { journal.segments[0].records[record].entry.term = 2 }
        },
        .record(.positionGap, 1, 1, at: 0, "a position is left out inside a segment") { $0.shift(from: (1, 1), by: 1) },
        .record(.positionGap, 1, 0, at: 0, "a position is left out between segments") { $0.shift(from: (1, 0), by: 1) },
        .record(.positionGap, 1, 1, at: 0, "a position comes twice") { $0.shift(from: (1, 1), by: -1) },
    ]

    static let configurationCases: [RuleCase] = [
        .record(.raftLength, 0, 1, at: 49 + 109, "a byte behind the last group", entry(0, 1) { $0.append(0) }),
        .record(
            .raftLength,
            0,
            1,
            at: 49 + 33 + 2,
            "the entry ends inside a group",
            entry(0, 1) { $0.removeSubrange(35...) }
        ),
    ]

    static let frameCases: [RuleCase] = [
        .record(.frame, 1, 0, at: second, "framed length 51", frame { $0.set(little: Int32(51), at: 0) }),
        .record(.frame, 1, 0, at: second, "framed length 0", frame { $0.set(little: Int32(0), at: 0) }),
        .record(.frame, 1, 0, at: second, "framed length -1", frame { $0.set(little: Int32(-1), at: 0) }),
        .record(.frame, 1, 0, at: second, "framed length of Int32.min", frame { $0.set(little: Int32.min, at: 0) }),
        .record(.frame, 1, 0, at: second, "framed length of Int32.max", frame { $0.set(little: Int32.max, at: 0) }),
        .record(.frame, 1, 0, at: second, "flag of a failed fragment", log { $0.dispatcher = 0x2000 }),
        .record(.frame, 1, 0, at: second, "type of a padding frame", log { $0.dispatcher = 0x1_0000 }),
        .record(.frame, 1, 0, at: second, "metadata length 7", frame { $0.set(little: Int32(7), at: 48) }),
        .record(.frame, 1, 0, at: second, "metadata length -1", frame { $0.set(little: Int32(-1), at: 48) }),
        .record(
            .frame,
            1,
            0,
            at: second,
            "no room for metadata",
            frame { bytes in
                bytes.removeSubrange(52...)
                bytes.set(little: Int32(52), at: 0)
            }
        ),
        .record(.entryPosition, 1, 0, at: second, "another position", frame { $0.set(little: Int64(4), at: 16) }),
        .record(.entryPosition, 1, 0, at: second, "position of Int64.min", log { $0.position = .min }),
        .record(.metadataHeader, 1, 0, at: second + 52, "template", metadata { $0[2] = 201 }),
        .record(.metadataHeader, 1, 0, at: second + 52, "schema", metadata { $0[4] = 1 }),
        .record(.metadataHeader, 1, 0, at: second + 52, "block of 29 bytes", metadata { $0[0] = 29 }),
        .record(.metadataHeader, 1, 0, at: second + 52, "block behind the end", metadata { $0[1] = 255 }),
        .record(.metadataHeader, 1, 0, at: second + 52, "a byte more", metadata { $0.append(0) }),
        .record(.metadataHeader, 1, 0, at: second + 52, "a byte less", metadata { $0.removeLast() }),
        .record(
            .metadataHeader,
            1,
            0,
            at: second + 52,
            "reason of 4 GiB",
            metadata { $0.set(little: UInt32.max, at: 56) }
        ),
    ]

    static let countCases: [RuleCase] = [
        .record(.entryPosition, 1, 1, at: 0, "more positions than log records") { journal in
            journal.segments[1].records[1].entry.positions = (7, 8)
            journal.shift(from: (2, 0), by: 1)
        },
        .record(.entryPosition, 1, 0, at: 0, "more log records than positions") { journal in
            journal.segments[1].records[0].entry.positions = (4, 5)
            journal.shift(from: (1, 1), by: -1)
        },
    ]

    static let healthyCases: [RuleCase] = [
        .healthy("the term rises, inside a segment and between two") { journal in
            journal.segments[0].records[3].entry.term = 2
            for segment in 1..<3 {
                for record in journal.segments[segment].records.indices {
                    journal.segments[segment].records[record].entry.term = Int64(segment + 1)
                }
            }
        },
        .healthy("the first position is free: an old log was compacted") { $0.shift(from: (0, 2), by: 1_000_000) },
        .healthy("raft schema 1: a configuration of one group") { journal in
            for segment in journal.segments.indices {
                for record in journal.segments[segment].records.indices {
                    journal.segments[segment].records[record].entry.version = 1
                }
            }
        },
        .healthy("bytes of the 8.1 dispatcher: both batch flags, stream 1") { journal in
            journal[1, 0, log: 0].dispatcher = 1 << 32 | 0xC000
            journal[1, 0, log: 1].dispatcher = 1 << 32 | 0x8000
        },
        .healthy("entry version unset, upper half of the metadata length is left-overs") { journal in
            journal[1, 0, log: 0].version = 0xBEEF
            journal[1, 0, log: 0].lengthGarbage = 0x7FFF
            journal[1, 0, log: 1].version = 0
            journal[1, 0, log: 1].lengthGarbage = 0xFFFF
        },
        .healthy("entry version 1 by chance: the 32 bits make no sense, the 16 do") { journal in
            journal[1, 0, log: 0].version = 1
            journal[1, 0, log: 0].lengthGarbage = 0x1234
        },
        .healthy("flags, source position and key are free") { journal in
            journal[1, 0, log: 1].flags = 1
            journal[1, 0, log: 1].sourcePosition = 4
            journal[1, 0, log: 1].key = .max
        },
        .healthy("a record without value, a rejection with its reason, a value type to come") { journal in
            journal[1, 0, log: 0].value = []
            journal[1, 0, log: 1].metadata.recordType = 2
            journal[1, 0, log: 1].metadata.rejectionType = 3
            journal[1, 0, log: 1].metadata.rejectionReason = "not in a state for that"
            journal[1, 0, log: 2].metadata.valueType = 250
            journal[1, 0, log: 2].metadata.intent = 200
        },
    ]

    @Test("raft entries", arguments: raftCases)
    func raft(_ change: RuleCase) { _ = change.check() }

    @Test("configurations", arguments: configurationCases)
    func configurations(_ change: RuleCase) throws {
        var journal = TestJournal.standard()
        change.change(&journal)
        let proof = journal.prove()
        #expect(proof.violations.map(\.rule) == [.raftLength], "\(proof.texts)")
    }

    @Test("frames, positions and metadata", arguments: frameCases + countCases)
    func frames(_ change: RuleCase) { _ = change.check() }

    @Test("what only looks wrong", arguments: healthyCases)
    func healthy(_ change: RuleCase) { _ = change.check() }

    @Test(
        "metadata of every schema version are read, with rejection type and broker version in their places",
        arguments: 3...10 as ClosedRange<UInt16>
    )
    func metadataVersions(_ version: UInt16) throws {
        var builder = MetadataBuilder()
        builder.version = version
        builder.recordType = 2
        builder.rejectionType = 3
        builder.rejectionReason = "reason"
        builder.brokerVersion = (8, 4, 21)
        let bytes = builder.bytes
        let metadata = try RecordMetadata.decode(bytes.span.bytes, at: 0, index: 1)
        #expect(metadata.schemaVersion == version && metadata.protocolVersion == version)
        #expect(metadata.rejectionType == 3)
        #expect(metadata.brokerVersion.description == "8.4.21")
        #expect(metadata.recordType == .commandRejection)
        #expect(metadata.requestID == nil && metadata.requestStreamID == nil)
        #expect(!metadata.isUnsupported)
        var journal = TestJournal.standard()
        journal.checkpoint.metadata.version = version
        #expect(journal.prove().violations.isEmpty)
    }

    @Test("a length of 16 bits beyond a frame is a fault where the entry version is unset")
    func narrowLength() {
        for (version, length) in [(0, -1), (0, 0x7FFF), (2, 7)] as [(UInt16, Int16)] {
            var journal = TestJournal.standard()
            journal[1, 0, log: 1].version = version
            journal[1, 0, log: 1].edit = { $0.set(little: length, at: 48) }
            #expect(journal.prove().violations.map(\.rule) == [.frame])
        }
    }
}

extension TestJournal {
    /// Moves the positions of all log records from one entry on, the checkpoint's with them.
    mutating func shift(from start: (segment: Int, record: Int), by delta: Int64) {
        for segment in segments.indices {
            for record in segments[segment].records.indices
            where (segment, record) >= start {
                guard case .application(var logs) = segments[segment].records[record].entry.content else { continue }
                for log in logs.indices { logs[log].position += delta }
                segments[segment].records[record].entry.content = .application(logs)
            }
        }
        expectation.checkpointPosition += delta
    }
}
