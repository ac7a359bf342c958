import Testing
import ZeebeFormat

/// The rules of the checkpoint's record (partition-data §7, X1, X13, X14), one fault each, and what looks like it.
@Suite("Rules of the checkpoint record")
struct CheckpointRuleTests {
    /// Where the checkpoint's record is in the standard journal.
    static func fault(
        _ rule: Rule,
        as severity: Severity = .error,
        _ name: String,
        _ change: @escaping @Sendable (inout TestJournal) -> Void
    ) -> RuleCase {
        .record(rule, 2, 1, at: 0, as: severity, name, change)
    }

    /// The checkpoint's value with a type, as 8.9 writes it.
    static func typedValue(_ type: String) -> [UInt8] {
        [0x82, 0xA2, 0x69, 0x64, 77, 0xA4] + Array("type".utf8) + [0xA0 | UInt8(type.utf8.count)] + Array(type.utf8)
    }

    static let faultCases: [RuleCase] = [
        .other(.checkpointMissing, "behind the end of the log") { journal in
            journal.expectation.checkpointPosition = 14
        } expected: { _ in
            [FoundViolation("cp-missing", .error, file: nil, offset: nil, index: nil)]
        },
        .other(.checkpointMissing, "before the beginning of the log") { journal in
            journal.expectation.checkpointPosition = 0
        } expected: { _ in
            [FoundViolation("cp-missing", .error, file: nil, offset: nil, index: nil)]
        },
        .other(.checkpointMissing, "the last segment is absent") { journal in
            journal.segments.removeLast()
        } expected: { _ in
            [FoundViolation("cp-missing", .error, file: nil, offset: nil, index: nil)]
        },
        .other(.checkpointMissing, "a terminator hides it") { journal in
            journal.segments[2].records[1].editAfterSealing = { $0[0] = 0 }
        } expected: { _ in
            [FoundViolation("cp-missing", .error, file: nil, offset: nil, index: nil)]
        },
        .other(.checkpointMissing, "no segment at all") { journal in
            journal.segments = []
        } expected: { _ in
            [FoundViolation("cp-missing", .error, file: nil, offset: nil, index: nil)]
        },
        .other(.checkpointMissing, "only prepared files") { journal in
            journal.segments = []
            journal.otherFiles = [("raft-partition-partition-1-1.log", [0, 0])]
        } expected: { _ in
            [FoundViolation("cp-missing", .error, file: nil, offset: nil, index: nil)]
        },
        fault(.checkpointType, "an event") { $0.checkpoint.metadata.recordType = 0 },
        fault(.checkpointType, "a rejection") { $0.checkpoint.metadata.recordType = 2 },
        fault(.checkpointType, "no known record type") { $0.checkpoint.metadata.recordType = 9 },
        fault(.checkpointType, "another value type, intent 0") { $0.checkpoint.metadata.valueType = 35 },
        fault(.checkpointType, "another intent") { $0.checkpoint.metadata.intent = 3 },
        fault(.checkpointID, "another id") { $0.expectation.checkpointID = 78 },
        fault(.checkpointValue, "no map") { $0.checkpoint.value = [0x01] },
        fault(.checkpointValue, "no value") { $0.checkpoint.value = [] },
        fault(.checkpointValue, "no id") { $0.checkpoint.value = [0x80] },
        fault(.checkpointValue, "the id is text") { $0.checkpoint.value = [0x81, 0xA2, 0x69, 0x64, 0xA1, 0x37] },
        fault(.checkpointValue, "a map of 4 G pairs") { $0.checkpoint.value = [0xDF, 0xFF, 0xFF, 0xFF, 0xFF] },
        fault(.checkpointMerged, "second of its entry") { journal in
            guard case .application(let logs) = journal.segments[2].records[1].entry.content else { return }
            journal.segments[2].records[1].entry.content = .application([LogRecordBuilder(position: 9)] + logs)
            journal[2, 1, log: 1].position = 10
            journal.shiftRecords(from: (2, 2), by: 1)
            journal.expectation.checkpointPosition = 10
        },
        fault(.checkpointNotAlone, as: .warning, "first of two in its entry") { journal in
            guard case .application(let logs) = journal.segments[2].records[1].entry.content else { return }
            journal.segments[2].records[1].entry.content = .application(logs + [LogRecordBuilder(position: 10)])
            journal.shiftRecords(from: (2, 2), by: 1)
        },
        fault(.checkpointBackupType, as: .warning, "of another type than the manifest says") { journal in
            journal.checkpoint.value = typedValue("MANUAL_BACKUP")
            journal.expectation.checkpointType = "SCHEDULED_BACKUP"
        },
        fault(.checkpointBackupType, as: .warning, "of a type to come") { journal in
            journal.checkpoint.value = typedValue("OTHER\u{1B}")
            journal.expectation.checkpointType = "MANUAL_BACKUP"
        },
        fault(.brokerVersion, as: .info, "another patch") { $0.expectation.brokerVersion = "8.8.4" },
        fault(.brokerVersion, as: .info, "a patch that begins with the same digit") { journal in
            journal.expectation.brokerVersion = "8.8.30"
        },
        fault(.checkpointTime, as: .info, "more than five minutes behind the manifest") { journal in
            journal.expectation.createdAtMilliseconds = journal.checkpoint.timestamp - 300_001
        },
        fault(.checkpointTime, as: .info, "the last of all times, and a manifest from before 1970: no trap") {
            journal in
            for record in 1..<5 { journal[2, record, log: 0].timestamp = .max }
            journal[2, 3, log: 1].timestamp = .max
            journal.expectation.createdAtMilliseconds = -62_167_219_200_000
        },
    ]

    static let healthyCases: [RuleCase] = [
        .healthy("the id is written with all properties of later releases") { journal in
            let pairs: [UInt8] =
                [0x84, 0xA4] + Array("type".utf8) + [0xA6] + Array("MARKER".utf8) + [0xA2, 0x69, 0x64, 77, 0xA9]
                + Array("timestamp".utf8) + [0xCF, 0, 0, 1, 0x9D, 0xCD, 0x65, 0, 0, 0xA1, 0x78, 0x92, 0xC0, 0xC2]
            journal.checkpoint.value = pairs
        },
        .healthy("of the type that the manifest says") { journal in
            journal.checkpoint.value = typedValue("MANUAL_BACKUP")
            journal.expectation.checkpointType = "MANUAL_BACKUP"
        },
        .healthy("the record has no type, as before 8.9") { $0.expectation.checkpointType = "SCHEDULED_BACKUP" },
        .healthy("the manifest has no type") { $0.checkpoint.value = typedValue("SCHEDULED_BACKUP") },
        .healthy("the value has no position") { journal in
            journal.checkpoint.value = LogRecordBuilder.checkpointValue(id: 77, position: nil)
        },
        .healthy("another checkpoint with the same id, ignored") { journal in
            journal[1, 1, log: 0] = journal.checkpoint
            journal[1, 1, log: 0].position = 7
        },
        .healthy("another checkpoint with another id") { journal in
            journal[1, 1, log: 0] = journal.checkpoint
            journal[1, 1, log: 0].position = 7
            journal[1, 1, log: 0].value = LogRecordBuilder.checkpointValue(id: 76)
        },
        .healthy("a version with a suffix") { $0.expectation.brokerVersion = "8.8.3-SNAPSHOT" },
        .healthy("just within five minutes behind the manifest") { journal in
            journal.expectation.createdAtMilliseconds = journal.checkpoint.timestamp - 300_000
        },
        .healthy("long before the manifest") { $0.expectation.createdAtMilliseconds = .max },
        .healthy("written before 1970") { journal in
            journal[2, 0, log: 0].timestamp = .min
            journal.checkpoint.timestamp = .min
            journal.expectation.createdAtMilliseconds = .max
        },
        .healthy("the checkpoint is the journal's last record") { journal in
            journal.segments[2].records.removeSubrange(2...)
        },
        .healthy("the checkpoint ends the file") { journal in
            journal.segments[2].records.removeSubrange(2...)
            journal.segments[2].byteCount = nil
        },
    ]

    @Test("the fault is named, where it is, and nothing besides", arguments: faultCases)
    func fault(_ change: RuleCase) { _ = change.check() }

    @Test("what only looks wrong", arguments: healthyCases)
    func healthy(_ change: RuleCase) { _ = change.check() }

    @Test("a record of the checkpoint's entry behind the checkpoint's own is no tail: its faults are errors")
    func wholeEntry() {
        var journal = TestJournal.standard()
        guard case .application(let logs) = journal.segments[2].records[1].entry.content else { return }
        var second = LogRecordBuilder(position: 10)
        second.metadata.edit = { $0[2] = 0 }
        journal.segments[2].records[1].entry.content = .application(logs + [second])
        journal.shiftRecords(from: (2, 2), by: 1)
        let found = journal.prove().violations.map(\.identifier)
        #expect(found.contains("meta-header"))
    }

    @Test("damage in front of the checkpoint is named alone: a checkpoint behind it is not called missing")
    func hiddenByDamage() {
        var journal = TestJournal.standard()
        journal.segments[2].records[1].editAfterSealing = { $0[60] ^= 1 }
        #expect(journal.prove().violations.map(\.rule) == [.recordChecksum])
        journal = .standard()
        journal.segments[2].records[1].entry.edit = { $0[16] = 9 }
        #expect(journal.prove().violations.map(\.rule) == [.raftType])
    }
}

extension TestJournal {
    /// Moves the positions of log records as `shift` does, but lets the checkpoint's position be.
    mutating func shiftRecords(from start: (segment: Int, record: Int), by delta: Int64) {
        shift(from: start, by: delta)
        expectation.checkpointPosition -= delta
    }
}
