import Testing
import ZeebeFormat

/// Schema versions newer than this program: not corruption where a checksum covers the version (partition-data §12.3).
@Suite("Formats newer than this program")
struct NewerFormatTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let change: @Sendable (inout TestJournal) -> Void

        var testDescription: String { name }
    }

    static let supportable: [Case] = [
        Case(name: "descriptor schema 3 with a longer block") { journal in
            journal.segments[1].editDescriptorBeforeSealing = { bytes in
                bytes[17] = 40
                bytes[23] = 3
                bytes += [1, 2, 3, 4, 5, 6, 7, 8]
            }
        },
        Case(name: "descriptor schema 3 with the known block") { journal in
            journal.segments[1].editDescriptorBeforeSealing = { $0[23] = 3 }
        },
        Case(name: "inner record schema 3 with a longer block") { journal in
            journal.segments[1].records[0].editBeforeSealing = { bytes in
                bytes[21] = 24
                bytes[27] = 3
                bytes.insert(contentsOf: [9, 9, 9, 9, 9, 9, 9, 9], at: 45)
                bytes.set(little: Int32(bytes.count - 21), at: 17)
            }
        },
        Case(name: "inner record schema 3 with the known block") { journal in
            journal.segments[1].records[0].innerVersion = 3
        },
        Case(name: "raft schema 5 with the known blocks") { journal in
            for segment in 0..<2 {
                for record in journal.segments[segment].records.indices {
                    journal.segments[segment].records[record].entry.version = 5
                }
            }
        },
        Case(name: "raft schema 5 with longer blocks and something at the end") { journal in
            journal.segments[1].records[0].entry.version = 5
            journal.segments[1].records[0].entry.edit = { bytes in
                bytes[0] = 11
                bytes[17] = 24
                bytes.insert(contentsOf: [UInt8](repeating: 7, count: 8), at: 41)
                bytes.insert(contentsOf: [7, 7], at: 17)
                bytes += [7, 7, 7]
            }
        },
        Case(name: "raft schema 5 with a type of entry that is not known") { journal in
            journal.segments[0].records[0].entry.version = 5
            journal.segments[0].records[0].entry.edit = { $0[16] = 3 }
            journal.segments[0].records[0].sequenceNumber = 12
        },
        Case(name: "raft schema 5: configuration with more groups") { journal in
            journal.segments[0].records[1].entry.version = 5
            journal.segments[0].records[1].entry.edit = { $0 += [9, 0, 0] }
        },
        Case(name: "metadata schema 11 with a longer block and more fields") { $0[1, 0, log: 1].metadata.version = 11 },
        Case(name: "metadata schema 11 of the checkpoint") { $0.checkpoint.metadata.version = 11 },
    ]

    @Test("a covered newer version is said to be unsupported, once, and the rest is read on", arguments: supportable)
    func unsupported(_ newer: Case) {
        var journal = TestJournal.standard()
        newer.change(&journal)
        let proof = journal.prove()
        let files = Set(proof.violations.compactMap(\.fileName))
        #expect(Set(proof.violations.map(\.identifier)) == ["unsupported"], "\(proof.texts)")
        #expect(proof.violations.allSatisfy { $0.severity == .warning })
        #expect(proof.violations.count == files.count)
        #expect(proof.hasUncheckedContent)
        #expect(proof.facts.lastIndex == 11 && proof.facts.lastPosition == 13)
    }

    @Test("a newer version with a wrong checksum is corruption", arguments: supportable.prefix(8))
    func wrongChecksum(_ newer: Case) {
        var journal = TestJournal.standard()
        newer.change(&journal)
        for segment in 0..<2 {
            if journal.segments[segment].descriptor[23] == 3 {
                journal.segments[segment].editDescriptorAfterSealing = { $0[9] ^= 1 }
            }
            for record in journal.segments[segment].records.indices {
                journal.segments[segment].records[record].editAfterSealing = { $0[9] ^= 1 }
            }
        }
        let rules = Set(journal.prove().violations.filter { $0.severity == .error }.map(\.rule))
        #expect(!rules.isEmpty && rules.isSubset(of: [.descriptorChecksum, .recordChecksum]))
    }

    static let uncovered: [RuleCase] = [
        .file(.descriptorHeader, 1, at: 1, "metadata header of schema 3") { journal in
            journal.segments[1].editDescriptorAfterSealing = { $0[7] = 3 }
        },
        .record(.recordHeader, 1, 0, at: 1, "outer record header of schema 3") { journal in
            journal.segments[1].records[0].outerVersion = 3
        },
        .file(.descriptorHeader, 1, at: 17, "descriptor of schema 3 with a shorter block") { journal in
            journal.segments[1].editDescriptorBeforeSealing = { bytes in
                bytes[17] = 24
                bytes[23] = 3
                bytes.removeLast(8)
            }
        },
        .record(.recordHeader, 1, 0, at: 21, "inner record header of schema 3 with a shorter block") { journal in
            journal.segments[1].records[0].editBeforeSealing = { bytes in
                bytes[21] = 8
                bytes[27] = 3
            }
        },
        .record(.recordLength, 1, 0, at: 17, "inner record header of schema 3 with a block behind the record") {
            journal in
            journal.segments[1].records[0].editBeforeSealing = { bytes in
                bytes[22] = 0xFF
                bytes[27] = 3
            }
        },
        .record(.raftHeader, 1, 0, at: 49, "raft schema 5 with a shorter block") { journal in
            journal.segments[1].records[0].entry.version = 5
            journal.segments[1].records[0].entry.edit = { $0[0] = 8 }
        },
        .record(.raftLength, 1, 0, at: 49, "raft schema 5 with a block behind the record") { journal in
            journal.segments[1].records[0].entry.version = 5
            journal.segments[1].records[0].entry.edit = { $0[1] = 0xFF }
        },
        .record(.metadataHeader, 1, 0, at: 49 + 45 + 52, "metadata schema 11 with a shorter block") { journal in
            journal[1, 0, log: 0].metadata.version = 11
            journal[1, 0, log: 0].metadata.edit = { $0[0] = 48 }
        },
    ]

    @Test("what no checksum covers, or is shorter than the known form, is corruption", arguments: uncovered)
    func corruption(_ change: RuleCase) { _ = change.check() }

    @Test("a newer version behind the checkpoint leaves nothing unchecked that a restore keeps")
    func behindCheckpoint() {
        var journal = TestJournal.standard()
        journal.segments[2].records[2].entry.version = 5
        journal.segments[2].records[3].innerVersion = 3
        journal[2, 4, log: 0].metadata.version = 11
        journal.roll()
        journal.addRecords(1)
        journal.segments[3].records[0].entry.version = 5
        let proof = journal.prove()
        #expect(proof.violations.isEmpty, "\(proof.texts)")
        #expect(!proof.hasUncheckedContent)
    }
}
