import Testing
import ZeebeFormat

/// The rules of segment files and their order (partition-data §3.1, §3.3, §3.6, §3.7), one fault each, and what looks like it.
@Suite("Rules of segment files")
struct SegmentRuleTests {
    static let nameCases: [RuleCase] = [
        .other(.segmentName, "no number") { journal in
            journal.otherFiles = [("raft-partition-partition-1-x.log", [])]
        } expected: { _ in
            [FoundViolation("seg-name", .error, file: "raft-partition-partition-1-x.log", offset: nil, index: nil)]
        },
        .other(.segmentName, "a segment being deleted") { journal in
            journal.otherFiles = [("raft-partition-partition-1-4.log_1-deleted", [])]
        } expected: { _ in
            [
                FoundViolation(
                    "seg-name",
                    .error,
                    file: "raft-partition-partition-1-4.log_1-deleted",
                    offset: nil,
                    index: nil
                )
            ]
        },
        .other(.segmentName, "another partition") { journal in
            journal.otherFiles = [("raft-partition-partition-2-4.log", [])]
        } expected: { _ in
            [FoundViolation("seg-name", .error, file: "raft-partition-partition-2-4.log", offset: nil, index: nil)]
        },
        .other(.segmentName, "another group") { journal in
            journal.otherFiles = [("default-partition-1-4.log", [])]
        } expected: { _ in
            [FoundViolation("seg-name", .error, file: "default-partition-1-4.log", offset: nil, index: nil)]
        },
        .other(.segmentName, "a number twice") { journal in
            journal.otherFiles = [("raft-partition-partition-1-03.log", [])]
        } expected: { journal in
            // The empty file comes first, in front of the one with data.
            [
                FoundViolation("seg-name", .error, file: journal.segments[2].name, offset: nil, index: nil),
                FoundViolation("seg-gap", .error, file: "raft-partition-partition-1-03.log", offset: nil, index: nil),
            ]
        },
    ]

    static let descriptorCases: [RuleCase] = [
        .file(.descriptorVersion, 1, at: 0, "version byte 9") { journal in
            journal.segments[1].editDescriptorAfterSealing = { $0[0] = 9 }
        },
        .file(.descriptorVersion, 1, at: 1, "version byte 0, but not all zeros") { journal in
            journal.segments[1].editDescriptorAfterSealing = { $0[0] = 0 }
        },
        .file(.descriptorHeader, 1, at: 1, "metadata header of another block length") { journal in
            journal.segments[1].editDescriptorAfterSealing = { $0[1] = 9 }
        },
        .file(.descriptorHeader, 1, at: 17, "descriptor header of another template, checksum valid") { journal in
            journal.segments[1].editDescriptorBeforeSealing = { $0[19] = 2 }
        },
        .file(.descriptorHeader, 1, at: 17, "the headers are of two schema versions") { journal in
            journal.segments[1].editDescriptorAfterSealing = { $0[7] = 1 }
        },
        .file(.descriptorHeader, 2, at: 0, "the file ends inside the descriptor") { journal in
            journal.segments[2].records = []
            journal.segments[2].byteCount = 56
        },
        .file(.descriptorHeader, 2, at: 0, "the file ends inside the first header") { journal in
            journal.segments[2].records = []
            journal.segments[2].byteCount = 1
        },
        .file(.descriptorChecksum, 1, at: 9, "a changed byte") { journal in
            journal.segments[1].editDescriptorAfterSealing = { $0[41] ^= 0x10 }
        },
        .file(.descriptorChecksum, 1, at: 9, "upper half of the checksum") { journal in
            journal.segments[1].editDescriptorAfterSealing = { $0[13] = 1 }
        },
        .file(.descriptorValue, 1, at: 25, "segment id 0") { $0.segments[1].id = 0 },
        .file(.descriptorValue, 1, at: 25, "first index 0") { $0.segments[1].firstIndex = 0 },
        .file(.descriptorValue, 1, at: 25, "negative first index") { $0.segments[1].firstIndex = .min },
        .file(.descriptorValue, 1, at: 25, "size 0") { $0.segments[1].maxSegmentSize = 0 },
        .file(.descriptorValue, 1, at: 25, "negative size") { $0.segments[1].maxSegmentSize = -1 },
        .file(.descriptorID, 1, at: 25, "a file in another's place") { $0.segments[1].id = 7 },
        .file(.descriptorHint, 1, at: 45, as: .warning, "offset of no record") { $0.segments[1].lastPosition += 8 },
        .file(.descriptorHint, 1, at: 45, as: .warning, "offset of another record") { journal in
            journal.segments[1].lastPosition = UInt32(journal.segments[1].offset(ofRecord: 0))
        },
        .file(.descriptorHint, 1, at: 45, as: .warning, "offset behind the file") {
            $0.segments[1].lastPosition = 1 << 31
        },
        .file(.descriptorHint, 1, at: 45, as: .warning, "index beyond 63 bits") { $0.segments[1].lastIndex = 1 << 63 },
    ]

    static let orderCases: [RuleCase] = [
        .file(.segmentGap, 1, at: 33, "a segment in the middle is absent") { $0.segments.remove(at: 1) },
        .other(.segmentGap, "an overlap") { journal in
            journal.segments[1].firstIndex -= 1
            for record in journal.segments[1].records.indices { journal.segments[1].records[record].index -= 1 }
        } expected: { journal in
            [
                FoundViolation("seg-gap", .error, file: journal.segments[1].name, offset: 33, index: nil),
                FoundViolation("seg-gap", .error, file: journal.segments[2].name, offset: 33, index: nil),
            ]
        },
        .other(.segmentGap, "a prepared file in front of data") { journal in
            let middle = journal.segments.remove(at: 1)
            journal.otherFiles = [(middle.name, [UInt8](repeating: 0, count: 4096))]
        } expected: { journal in
            [
                FoundViolation(
                    "seg-gap",
                    .error,
                    file: journal.otherFiles[0].name,
                    offset: nil,
                    index: nil
                )
            ]
        },
        .other(.segmentGap, "an empty file in front of data") { journal in
            let middle = journal.segments.remove(at: 1)
            journal.otherFiles = [(middle.name, [])]
        } expected: { journal in
            [FoundViolation("seg-gap", .error, file: journal.otherFiles[0].name, offset: nil, index: nil)]
        },
        .file(.segmentGap, 2, at: 33, "a terminator in the middle hides the last record") { journal in
            journal.segments[1].records[1].editAfterSealing = { $0[0] = 0 }
            journal.segments[1].lastIndex = 0
        },
    ]

    static let healthyCases: [RuleCase] = [
        .healthy("nothing is changed") { _ in },
        .healthy("numbers with holes, 9 in front of 10") { journal in
            for (segment, number) in zip(journal.segments.indices, [3, 9, 10] as [Int32]) {
                journal.segments[segment].number = number
            }
        },
        .healthy("files in another order than their numbers") { $0.segments.reverse() },
        .healthy("descriptors of 45 bytes, as 8.0 to 8.2 write them") { journal in
            for segment in journal.segments.indices { journal.segments[segment].form = .schema1 }
        },
        .healthy("a descriptor of 45 bytes beside newer ones, with newer records") { $0.segments[0].form = .schema1 },
        .healthy("hint at a record that is not the last") { $0.segments[0].hintRecord = 2 },
        .healthy("hint unknown: zeros") { journal in
            journal.segments[0].lastIndex = 0
            journal.segments[0].lastPosition = 0
        },
        .healthy("hint unknown: null values") { journal in
            journal.segments[0].lastIndex = .max
            journal.segments[0].lastPosition = .max
        },
        .healthy("hint half unknown: no index") { $0.segments[0].lastIndex = 0 },
        .healthy("hint half unknown: no offset") { $0.segments[0].lastPosition = 0 },
        .healthy("size in the descriptor is another than that of the file") { $0.segments[1].maxSegmentSize = 1 << 30 },
        .healthy("file shorter than its size: ends with the last record") { $0.segments[1].byteCount = nil },
        .healthy("file ends behind the terminator") { journal in
            journal.segments[1].rest = [0]
            journal.segments[1].byteCount = nil
        },
        .healthy("file longer than its size") { $0.segments[1].byteCount = 20_000 },
        .healthy("left-overs behind the terminator: garbage") { journal in
            journal.segments[1].rest = [0] + [UInt8](repeating: 0xA7, count: 300)
        },
        .healthy("left-overs behind the terminator: an intact record of the next index") { journal in
            journal.segments[1].rest = [0] + journal.segments[2].records[0].bytes
        },
        .healthy("last segment without records, just rolled") { $0.roll() },
        .healthy("last segment without records, the file ends with the descriptor") { journal in
            journal.roll()
            journal.segments[3].byteCount = nil
        },
        .healthy("prepared and empty files behind all others") { journal in
            journal.otherFiles = [
                ("raft-partition-partition-1-4.log", [UInt8](repeating: 0, count: 8192)),
                ("raft-partition-partition-1-5.log", [0]),
                ("raft-partition-partition-1-6.log", []),
                ("raft-partition-partition-1-7.log", [UInt8](repeating: 0, count: 77)),
            ]
        },
        .healthy("a prepared file behind one without records") { journal in
            journal.roll()
            journal.otherFiles = [("raft-partition-partition-1-5.log", [UInt8](repeating: 0, count: 99))]
        },
    ]

    @Test("file names", arguments: nameCases)
    func names(_ change: RuleCase) { _ = change.check() }

    @Test("descriptors", arguments: descriptorCases)
    func descriptors(_ change: RuleCase) { _ = change.check() }

    @Test("order and continuity", arguments: orderCases)
    func order(_ change: RuleCase) { _ = change.check() }

    @Test("what only looks wrong", arguments: healthyCases)
    func healthy(_ change: RuleCase) { _ = change.check() }

    @Test(
        "the names of physical tenants are names of groups",
        arguments: ["default", "raft-partition", "tenant-a", "a-partition-7"]
    )
    func groups(_ group: String) {
        let files = TestJournal.standard().segments.map { ("\(group)-partition-1-\($0.number).log", $0.bytes) }
        let proof = JournalProof.prove(files, TestJournal.standard().expectation)
        #expect(proof.violations.isEmpty, "\(proof.texts)")
    }

    @Test(
        "the descriptor from before 8.0 is accepted from brokers that could still read it",
        arguments: [
            ("8.0.0", true), ("8.1.18", true), ("8.2.0-alpha1", true), ("8.2.29", true), ("8.3.0", false),
            ("8.10.0", false), ("8.20.0", false), ("9.1.0", false), ("dev", false),
        ]
    )
    func oldDescriptor(_ version: String, _ isAccepted: Bool) {
        var journal = TestJournal.standard()
        journal.segments[0].form = .version1
        journal.expectation.brokerVersion = version
        let found = journal.prove().found.filter { $0.identifier != "broker-version" }
        let rule = isAccepted ? "desc-v1" : "desc-version"
        #expect(
            found == [
                FoundViolation(
                    rule,
                    isAccepted ? .warning : .error,
                    file: journal.segments[0].name,
                    offset: 0,
                    index: nil
                )
            ]
        )
    }

    @Test("a file that could not be read breaks the chain, but is not reported again", arguments: 0..<3)
    func unreadable(_ place: Int) {
        let journal = TestJournal.standard()
        let target = JournalProof.target(journal.expectation)
        var segments = journal.files.map { JournalProof.segment($0, target: target) }
        segments[place].scan = nil
        let proof = JournalContinuity(segments, expectation: journal.expectation)
        #expect(proof.violations.isEmpty, "\(proof.texts)")
        #expect(proof.facts.lastIndex == [nil, 4, 6][place])
    }

    @Test("many prepared files do not take time in proportion to their square")
    func manyPreparedFiles() {
        var journal = TestJournal.standard()
        journal.otherFiles = (4..<20_000).map { ("raft-partition-partition-1-\($0).log", []) }
        let proof = journal.prove()
        #expect(proof.violations.isEmpty)
    }
}
