import Testing
import ZeebeFormat

/// What is odd about log records and harms no restore: a cause that is not before its effect, and a clock set back.
@Suite("Oddities of log records")
struct OddityRuleTests {
    typealias Change = @Sendable (inout TestJournal) -> Void

    /// Changes the second of the three log records in the first entry of the second segment, at position 5.
    static func log(_ edit: @escaping @Sendable (inout LogRecordBuilder) -> Void) -> Change {
        { edit(&$0[1, 0, log: 1]) }
    }

    static let faultCases: [RuleCase] = [
        .record(.entrySource, 1, 0, at: EntryRuleTests.second, as: .warning, "itself", log { $0.sourcePosition = 5 }),
        .record(.entrySource, 1, 0, at: EntryRuleTests.second, as: .warning, "the next", log { $0.sourcePosition = 6 }),
        .record(
            .entrySource,
            1,
            0,
            at: EntryRuleTests.second,
            as: .warning,
            "the last of all positions",
            log { $0.sourcePosition = .max }
        ),
        .record(.entrySource, 1, 0, at: EntryRuleTests.second, as: .warning, "twice in a file is said once") {
            journal in
            journal[1, 0, log: 1].sourcePosition = 5
            journal[1, 0, log: 2].sourcePosition = 6
            journal[1, 1, log: 0].sourcePosition = 7
        },
        .record(
            .entryTime,
            1,
            0,
            at: EntryRuleTests.second,
            as: .info,
            "more than five minutes back",
            log { $0.timestamp -= 300_001 }
        ),
        .record(
            .entryTime,
            1,
            0,
            at: EntryRuleTests.second,
            as: .info,
            "the first of all times: no trap",
            log { $0.timestamp = .min }
        ),
        .record(.entryTime, 1, 0, at: EntryRuleTests.second, as: .info, "behind the last of all times: no trap") {
            journal in
            journal[1, 0, log: 0].timestamp = .max
            journal[1, 0, log: 1].timestamp = .min
        },
        .record(.entryTime, 1, 1, at: 49 + 45, as: .info, "slowly, held against the latest time of all") { journal in
            journal[1, 0, log: 1].timestamp -= 200_000
            journal[1, 0, log: 2].timestamp -= 300_000
            journal[1, 1, log: 0].timestamp -= 300_001
        },
    ]

    static let healthyCases: [RuleCase] = [
        .healthy("no cause", log { $0.sourcePosition = -1 }),
        .healthy("the record right before", log { $0.sourcePosition = 4 }),
        .healthy("a cause before the first record that was copied", log { $0.sourcePosition = 0 }),
        .healthy("five minutes back", log { $0.timestamp -= 300_000 }),
        .healthy("far ahead, and everything behind it too") { journal in
            for (record, log) in [(0, 1), (0, 2), (1, 0)] {
                journal[1, record, log: log].timestamp += 1_000_000_000
            }
        },
        .healthy("the clock of a new leader") { journal in
            journal.segments[1].records[1].entry.term = 2
            for record in journal.segments[2].records.indices { journal.segments[2].records[record].entry.term = 2 }
            journal[1, 1, log: 0].timestamp -= 86_400_000
        },
        .healthy("the first times of all") { journal in
            for log in 0..<3 { journal[1, 0, log: log].timestamp = .min + Int64(log) }
        },
    ]

    @Test("the oddity is named, where it is, once a file, and nothing besides", arguments: faultCases)
    func fault(_ change: RuleCase) {
        let proof = change.check()
        #expect(proof.violations.allSatisfy { $0.severity < .error })
        #expect(proof.facts.lastPosition == 13)
    }

    @Test("what only looks odd", arguments: healthyCases)
    func healthy(_ change: RuleCase) { _ = change.check() }

    @Test("behind the checkpoint it is information, and hides no damage that follows")
    func tail() {
        var journal = TestJournal.standard()
        journal[2, 2, log: 0].sourcePosition = .max
        #expect(journal.prove().found.map(\.identifier) == ["tail-entry-source"])
        #expect(journal.prove().found.allSatisfy { $0.severity == .info })
        journal.segments[2].records[4].editAfterSealing = { $0[60] ^= 1 }
        #expect(journal.prove().found.map(\.identifier) == ["tail-rec-crc"])
    }

    @Test("oddities of several files behind the checkpoint are said once, damage in the last of them too")
    func laterFiles() {
        var journal = TailRuleTests.rolled()
        journal[2, 2, log: 0].sourcePosition = .max
        journal[3, 0, log: 0].sourcePosition = .max
        #expect(journal.prove().found.map(\.identifier) == ["tail-entry-source"])
        journal.segments[3].records[1].editAfterSealing = { $0[60] ^= 1 }
        #expect(journal.prove().found.map(\.identifier) == ["tail-entry-source", "tail-rec-crc"])
    }
}
