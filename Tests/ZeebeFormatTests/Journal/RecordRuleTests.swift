import Testing
import ZeebeFormat

/// The rules of journal records (partition-data §3.4, §3.5, C2, C3), one fault each, and what looks like it.
@Suite("Rules of journal records")
struct RecordRuleTests {
    static func sealed(_ edit: @escaping ByteEdit) -> @Sendable (inout TestJournal) -> Void {
        { $0.segments[1].records[0].editBeforeSealing = edit }
    }

    static func unsealed(_ edit: @escaping ByteEdit) -> @Sendable (inout TestJournal) -> Void {
        { $0.segments[1].records[0].editAfterSealing = edit }
    }

    static let faultCases: [RuleCase] = [
        .record(.recordFrame, 1, 0, at: 0, "frame byte 2", unsealed { $0[0] = 2 }),
        .record(.recordFrame, 1, 0, at: 0, "frame byte 255", unsealed { $0[0] = 255 }),
        .record(.recordHeader, 1, 0, at: 1, "outer header: block length", unsealed { $0[1] = 13 }),
        .record(.recordHeader, 1, 0, at: 1, "outer header: version 0", unsealed { $0[7] = 0 }),
        .record(.recordHeader, 1, 0, at: 1, "outer header: version 3, no checksum covers it", unsealed { $0[7] = 3 }),
        .record(.recordHeader, 1, 0, at: 21, "inner header: template, checksum valid", sealed { $0[23] = 1 }),
        .record(.recordHeader, 1, 0, at: 21, "inner header: block length, checksum valid", sealed { $0[21] = 15 }),
        .record(.recordHeader, 1, 0, at: 21, "inner header: version 0, checksum valid", sealed { $0[27] = 0 }),
        .record(.recordLength, 1, 0, at: 17, "length -1", unsealed { $0.set(little: Int32(-1), at: 17) }),
        .record(.recordLength, 1, 0, at: 17, "length of Int32.min", unsealed { $0.set(little: Int32.min, at: 17) }),
        .record(.recordLength, 1, 0, at: 17, "length of Int32.max", unsealed { $0.set(little: Int32.max, at: 17) }),
        .record(.recordLength, 1, 0, at: 17, "length 0", unsealed { $0.set(little: Int32(0), at: 17) }),
        .record(.recordLength, 1, 0, at: 17, "length 27", unsealed { $0.set(little: Int32(27), at: 17) }),
        .record(.recordLength, 1, 1, at: 17, "one byte more than the file has") { journal in
            journal.segments[1].byteCount = journal.segments[1].offset(ofRecord: 2) - 1
        },
        .record(.recordLength, 1, 1, at: 0, "the file ends inside the header") { journal in
            journal.segments[1].byteCount = journal.segments[1].offset(ofRecord: 1) + 20
        },
        .record(.recordLength, 1, 1, at: 0, "the file ends behind the frame byte") { journal in
            journal.segments[1].byteCount = journal.segments[1].offset(ofRecord: 1) + 1
        },
        .record(
            .recordLength,
            1,
            0,
            at: 45,
            "data length one less, checksum valid",
            sealed { $0.set(little: $0.little(UInt32.self, at: 45) - 1, at: 45) }
        ),
        .record(
            .recordLength,
            1,
            0,
            at: 45,
            "data length of 4 GiB, checksum valid",
            sealed { $0.set(little: UInt32.max, at: 45) }
        ),
        .record(.recordChecksum, 1, 0, at: 0, "a byte of the data", unsealed { $0[120] ^= 1 }),
        .record(.recordChecksum, 1, 0, at: 0, "the index", unsealed { $0[29] ^= 1 }),
        .record(.recordChecksum, 1, 0, at: 0, "the checksum itself", unsealed { $0[10] ^= 0x80 }),
        .record(.recordChecksum, 1, 0, at: 9, "upper half of the checksum", unsealed { $0[16] = 0x80 }),
        .record(
            .recordChecksum,
            1,
            0,
            at: 0,
            "length one less",
            unsealed { $0.set(little: $0.little(Int32.self, at: 17) - 1, at: 17) }
        ),
        .record(
            .recordIndex,
            1,
            0,
            at: 29,
            "an index is left out",
            sealed { $0.set(little: $0.little(Int64.self, at: 29) + 1, at: 29) }
        ),
        .record(
            .recordIndex,
            1,
            1,
            at: 29,
            "an index again",
            { journal in
                journal.segments[1].records[1].editBeforeSealing = {
                    $0.set(little: $0.little(Int64.self, at: 29) - 1, at: 29)
                }
            }
        ),
        .record(.recordIndex, 1, 0, at: 29, "index beyond 63 bits", sealed { $0.set(little: Int64.min, at: 29) }),
        .record(.recordSequenceNumber, 1, 0, at: 37, "another than the lowest position") { journal in
            journal.segments[1].records[0].sequenceNumber = 5
        },
        .record(.recordSequenceNumber, 1, 0, at: 37, "-1 for log records") { journal in
            journal.segments[1].records[0].sequenceNumber = -1
        },
        .record(.recordSequenceNumber, 0, 0, at: 37, "not -1 for an initial entry") { journal in
            journal.segments[0].records[0].sequenceNumber = 1
        },
        .record(.recordSequenceNumber, 0, 1, at: 37, "not -1 for a configuration") { journal in
            journal.segments[0].records[1].sequenceNumber = 0
        },
    ]

    static let healthyCases: [RuleCase] = [
        .healthy("schema 1 outside and inside") { journal in
            for record in journal.segments[1].records.indices {
                journal.segments[1].records[record].outerVersion = 1
                journal.segments[1].records[record].innerVersion = 1
            }
        },
        .healthy("schema 2 outside, 1 inside: a follower keeps the leader's encoding") { journal in
            journal.segments[1].records[0].innerVersion = 1
        },
        .healthy("schema 1 outside, 2 inside") { $0.segments[1].records[0].outerVersion = 1 },
        .healthy("the smallest record, of 66 bytes") { journal in
            journal.add(.initial)
            #expect(journal.segments[2].records.last?.bytes.count == 66)
        },
    ]

    @Test("the fault is named, where it is, and nothing besides", arguments: faultCases)
    func fault(_ change: RuleCase) { _ = change.check() }

    @Test("what only looks wrong", arguments: healthyCases)
    func healthy(_ change: RuleCase) { _ = change.check() }

    @Test("the records in front of a fault count, those behind it do not")
    func facts() {
        var journal = TestJournal.standard()
        journal.segments[1].records[1].editAfterSealing = { $0[100] ^= 1 }
        let facts = journal.prove().facts
        #expect(facts.firstIndex == 1 && facts.lastIndex == 5 && facts.recordCount == 5)
        #expect(facts.firstPosition == 1 && facts.lastPosition == 6)
        #expect(facts.checkpointIndex == 8, "it can be read on its own")
    }

    @Test(
        "a scan of a file with a fault is the same whatever the windows",
        arguments: faultCases,
        JournalProof.Windows.odd
    )
    func windows(_ change: RuleCase, _ windows: JournalProof.Windows) {
        var journal = TestJournal.standard()
        change.change(&journal)
        let target = JournalProof.target(journal.expectation)
        for file in journal.files {
            let whole = JournalProof.scan(file.bytes, target: target, visitor: NoVisitor()).scan
            let pieces = JournalProof.scan(file.bytes, target: target, visitor: NoVisitor(), windows: windows).scan
            #expect(pieces == whole)
        }
    }

    @Test("indexes up to the last of 64 bits: no trap, whatever follows", arguments: [true, false])
    func lastIndex(_ isDamaged: Bool) {
        var journal = TestJournal(firstIndex: .max)
        journal.addCheckpoint()
        journal.addRecords(1)
        journal.segments[0].lastIndex = UInt64(Int64.max)
        journal.segments[0].lastPosition = UInt32(journal.segments[0].offset(ofRecord: 1))
        if isDamaged { journal.segments[0].records[1].editAfterSealing = { $0[60] ^= 1 } }
        journal.expectation.snapshot = .unknown
        #expect(journal.prove().facts.checkpointIndex == .max)
    }

    @Test("positions up to the last of 64 bits: no trap")
    func lastPosition() {
        var journal = TestJournal(firstPosition: .max - 1)
        journal.addRecords(1)
        journal.segments[0].records[0].entry.positions = (.max - 1, .max)
        journal.roll()
        journal.add(.application([LogRecordBuilder(position: .min)]))
        let rules = Set(journal.prove().violations.map(\.rule))
        #expect(rules.contains(.recordSequenceNumber) && rules.contains(.entryPosition))
    }
}
