import Testing
import ZeebeFormat

/// What is said of damage behind the checkpoint (partition-data §3.8): information once, but an error where a real restore
/// fails on it (T1 and T2).
@Suite("The journal's tail")
struct TailRuleTests {
    /// The standard journal with a fourth segment, so that the third, with the checkpoint, has a hint at its last record.
    static func rolled() -> TestJournal {
        var journal = TestJournal.standard()
        journal.roll()
        journal.addRecords(1)
        journal.addRecords(1)
        return journal
    }

    /// One change of the journal's end, with the one thing that must be said of it.
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let change: @Sendable (inout TestJournal) -> Void
        /// Identifier and severity; `nil` when nothing must be said.
        let expected: (identifier: String, severity: Severity)?
        var segment = 2
        /// Record whose index is named, and the offset from its frame byte; `nil` when the file is.
        var place: (record: Int, offset: Int)? = (2, 0)

        var testDescription: String { name }
    }

    static let blocking = ("tail-blocks-restore", Severity.error)

    static let damage: ByteEdit = { $0[60] ^= 1 }

    /// A valid checksum over an index that does not follow.
    static let otherIndex: ByteEdit = { $0.set(little: $0.little(Int64.self, at: 29) + 5, at: 29) }

    static let firstException: [Case] = [
        Case(
            name: "T1: checksum, hint at a later intact record",
            change: { journal in
                journal.segments[2].records[2].editAfterSealing = damage
            },
            expected: blocking
        ),
        Case(
            name: "T1: frame byte",
            change: { journal in
                journal.segments[2].records[2].editAfterSealing = { $0[0] = 3 }
            },
            expected: blocking
        ),
        Case(
            name: "T1: outer header",
            change: { journal in
                journal.segments[2].records[2].editAfterSealing = { $0[3] ^= 4 }
            },
            expected: blocking,
            place: (2, 1)
        ),
        Case(
            name: "T1: length",
            change: { journal in
                journal.segments[2].records[2].editAfterSealing = { $0.set(little: Int32(-1), at: 17) }
            },
            expected: blocking,
            place: (2, 17)
        ),
        Case(
            name: "T1: index",
            change: { journal in
                journal.segments[2].records[2].editBeforeSealing = otherIndex
            },
            expected: blocking,
            place: (2, 29)
        ),
        Case(
            name: "not T1: no hint",
            change: { journal in
                journal.segments[2].hintRecord = nil
                journal.segments[2].records[2].editAfterSealing = damage
            },
            expected: ("tail-rec-crc", .info)
        ),
        Case(
            name: "not T1: hint of null values",
            change: { journal in
                journal.segments[2].lastIndex = .max
                journal.segments[2].lastPosition = .max
                journal.segments[2].records[2].editAfterSealing = damage
            },
            expected: ("tail-rec-crc", .info)
        ),
        Case(
            name: "not T1: hint at the damaged record",
            change: { journal in
                journal.segments[2].hintRecord = 2
                journal.segments[2].records[2].editAfterSealing = damage
            },
            expected: ("tail-rec-crc", .info)
        ),
        Case(
            name: "not T1: hint at the checkpoint",
            change: { journal in
                journal.segments[2].hintRecord = 1
                journal.segments[2].records[2].editAfterSealing = damage
            },
            expected: ("tail-rec-crc", .info)
        ),
        Case(
            name: "not T1: the record of the hint is damaged, too",
            change: { journal in
                journal.segments[2].records[2].editAfterSealing = damage
                journal.segments[2].records[4].editAfterSealing = damage
            },
            expected: ("tail-rec-crc", .info)
        ),
        Case(
            name: "not T1: the record of the hint has another index",
            change: { journal in
                journal.segments[2].records[2].editAfterSealing = damage
                journal.segments[2].lastIndex = 12
            },
            expected: ("tail-rec-crc", .info)
        ),
        Case(
            name: "not T1: the hint's offset is behind the file",
            change: { journal in
                journal.segments[2].records[2].editAfterSealing = damage
                journal.segments[2].lastPosition = .max - 1
            },
            expected: ("tail-rec-crc", .info)
        ),
        Case(
            name: "not T1: the record behind the next one is damaged",
            change: { journal in
                journal.segments[2].records[3].editAfterSealing = damage
            },
            expected: ("tail-rec-crc", .info),
            place: (3, 0)
        ),
        Case(
            name: "not T1: the next record is intact, its entry is not",
            change: { journal in
                journal.segments[2].records[2].entry.edit = { $0[16] = 9 }
            },
            expected: ("tail-raft-type", .info),
            place: (2, 65)
        ),
        Case(
            name: "not T1: the next record is in the next segment",
            change: { journal in
                journal.segments[2].records.removeSubrange(2...)
                journal.segments[2].hintRecord = 1
                journal.segments[3].firstIndex = 9
                journal.segments[3].records = TailRuleTests.rolled().segments[2].records.suffix(3)
                journal.segments[3].hintRecord = 2
                journal.segments[3].records[0].editAfterSealing = damage
            },
            expected: ("tail-rec-crc", .info),
            segment: 3,
            place: (0, 0)
        ),
    ]

    static let secondException: [Case] = [
        Case(
            name: "T2: no hint",
            change: { journal in
                journal.segments[2].hintRecord = nil
                journal.segments[2].records[3].editBeforeSealing = otherIndex
            },
            expected: blocking,
            place: (3, 29)
        ),
        Case(
            name: "T2: hint at the record",
            change: { journal in
                journal.segments[2].hintRecord = 3
                journal.segments[2].records[3].editBeforeSealing = otherIndex
            },
            expected: blocking,
            place: (3, 29)
        ),
        Case(
            name: "T2: hint in front of the record",
            change: { journal in
                journal.segments[2].hintRecord = 2
                journal.segments[2].records[4].editBeforeSealing = otherIndex
            },
            expected: blocking,
            place: (4, 29)
        ),
        Case(
            name: "T2: in a later segment",
            change: { journal in
                journal.segments[3].records[1].editBeforeSealing = otherIndex
            },
            expected: blocking,
            segment: 3,
            place: (1, 29)
        ),
        Case(
            name: "T2: an index that came before",
            change: { journal in
                journal.segments[3].records[1].editBeforeSealing = { $0.set(little: Int64(2), at: 29) }
            },
            expected: blocking,
            segment: 3,
            place: (1, 29)
        ),
        Case(
            name: "not T2: hint behind the record: opening jumps over it",
            change: { journal in
                journal.segments[2].records[3].editBeforeSealing = otherIndex
            },
            expected: ("tail-rec-index", .info),
            place: (3, 29)
        ),
        Case(
            name: "not T2: the checksum is wrong as well",
            change: { journal in
                journal.segments[2].hintRecord = nil
                journal.segments[2].records[3].editAfterSealing = otherIndex
            },
            expected: ("tail-rec-crc", .info),
            place: (3, 0)
        ),
        Case(
            name: "not T2: another fault in front of it ends the journal",
            change: { journal in
                journal.segments[2].records[3].editAfterSealing = damage
                journal.segments[3].records[1].editBeforeSealing = otherIndex
            },
            expected: ("tail-rec-crc", .info),
            place: (3, 0)
        ),
        Case(
            name: "not T2: the segment does not follow on and is deleted",
            change: { journal in
                journal.segments[3].firstIndex += 1
            },
            expected: ("tail-seg-gap", .info),
            segment: 3,
            place: nil
        ),
        Case(
            name: "not T2: left-overs behind the terminator",
            change: { journal in
                journal.segments[2].rest = [0] + journal.segments[0].records[2].bytes
            },
            expected: nil
        ),
    ]

    static let information: [Case] = [
        Case(
            name: "a descriptor's checksum",
            change: { journal in
                journal.segments[3].editDescriptorAfterSealing = { $0[41] ^= 1 }
            },
            expected: ("tail-desc-crc", .info),
            segment: 3,
            place: nil
        ),
        Case(
            name: "a descriptor that was not written yet",
            change: { journal in
                journal.segments[3].editDescriptorAfterSealing = { $0[0] = 0 }
            },
            expected: ("tail-desc-version", .info),
            segment: 3,
            place: nil
        ),
        Case(
            name: "another segment's id",
            change: { journal in
                journal.segments[3].id = 9
            },
            expected: ("tail-desc-id", .info),
            segment: 3,
            place: nil
        ),
        Case(
            name: "a wrong hint in a later segment",
            change: { journal in
                journal.segments[3].lastIndex = 13
                journal.segments[3].lastPosition = 60
            },
            expected: ("tail-desc-hint", .info),
            segment: 3,
            place: nil
        ),
        Case(
            name: "a wrong hint at a record behind the checkpoint",
            change: { journal in
                journal.segments[2].lastPosition += 1
            },
            expected: ("tail-desc-hint", .info),
            place: nil
        ),
        Case(
            name: "positions that jump",
            change: { journal in
                journal.shiftRecords(from: (2, 3), by: 1)
            },
            expected: ("tail-pos-gap", .info),
            place: (3, 0)
        ),
        Case(
            name: "positions that jump into the next segment",
            change: { journal in
                journal.shiftRecords(from: (3, 0), by: 1)
            },
            expected: ("tail-pos-gap", .info),
            segment: 3,
            place: (0, 0)
        ),
        Case(
            name: "a frame",
            change: { journal in
                journal[2, 3, log: 0].edit = { $0.set(little: Int32(1), at: 0) }
            },
            expected: ("tail-frame", .info),
            place: (3, 94)
        ),
        Case(
            name: "a segment is left out",
            change: { journal in
                journal.roll()
                journal.addRecords(1)
                journal.segments.remove(at: 3)
            },
            expected: ("tail-seg-gap", .info),
            segment: 3,
            place: nil
        ),
        Case(
            name: "everything behind the checkpoint's entry is lost",
            change: { journal in
                journal.segments[2].records.removeSubrange(2...)
                journal.segments[2].hintRecord = 1
            },
            expected: ("tail-seg-gap", .info),
            segment: 3,
            place: nil
        ),
        Case(
            name: "a tail of the same page torn to zeros",
            change: { journal in
                journal.segments[2].records[4].editAfterSealing = { bytes in
                    bytes.replaceSubrange(80..., with: repeatElement(0, count: bytes.count - 80))
                }
            },
            expected: ("tail-rec-crc", .info),
            place: (4, 0)
        ),
    ]

    @Test(
        "one statement, of the right severity, at the right place",
        arguments: firstException + secondException + information
    )
    func statement(_ damage: Case) {
        var journal = Self.rolled()
        damage.change(&journal)
        let proof = journal.prove()
        guard let expected = damage.expected else {
            #expect(proof.violations.isEmpty, "\(proof.texts)")
            return
        }
        let segment = journal.segments[damage.segment]
        let found = proof.found.first
        #expect(proof.found.count == 1, "\(proof.texts)")
        #expect(found?.identifier == expected.identifier && found?.severity == expected.severity, "\(proof.texts)")
        #expect(found?.fileName == segment.name)
        if let place = damage.place {
            #expect(found?.offset == Int64(segment.offset(ofRecord: place.record) + place.offset), "\(proof.texts)")
            #expect(found?.index == segment.records[place.record].index)
        }
        #expect(proof.facts.checkpointIndex == 8)
    }

    @Test("damage in several places behind the checkpoint is one piece of information, the first")
    func onlyFirst() {
        var journal = Self.rolled()
        journal.segments[2].records[2].entry.edit = { $0[16] = 9 }
        journal.segments[2].records[3].editAfterSealing = Self.damage
        journal.segments[3].id = 9
        journal.segments[3].records[1].editAfterSealing = Self.damage
        journal.otherFiles = [("raft-partition-partition-1-5.log", [5])]
        #expect(journal.prove().violations.map(\.identifier) == ["tail-raft-type"])
    }

    @Test("an entry's fault behind the checkpoint hides no damage that makes a restore fail")
    func blockingBehindInformation() {
        var journal = Self.rolled()
        journal.segments[2].records[2].entry.edit = { $0[16] = 9 }
        journal.segments[3].records[1].editBeforeSealing = Self.otherIndex
        #expect(Set(journal.prove().violations.map(\.identifier)) == ["tail-raft-type", "tail-blocks-restore"])
    }

    @Test("only where it lies behind damage, the record of the hint must be read")
    func hintRecordToProve() throws {
        func hint(_ change: (inout TestJournal) -> Void) -> Int64? {
            var journal = Self.rolled()
            change(&journal)
            let target = JournalProof.target(journal.expectation)
            return JournalProof.scan(journal.segments[2].bytes, target: target, visitor: NoVisitor()).scan
                .hintRecordToProve?.index
        }
        #expect(hint { $0.segments[2].records[2].editAfterSealing = Self.damage } == 11)
        #expect(hint { _ in } == nil)
        #expect(hint { $0.segments[2].records[3].editAfterSealing = Self.damage } == 11)
        #expect(hint { $0.segments[2].records[1].editAfterSealing = Self.damage } == 11)
        #expect(hint { $0.segments[2].records[4].editAfterSealing = Self.damage } == nil)
    }

    @Test("a record is intact on its own only with its checksum, its index and all its bytes")
    func isIntactRecord() {
        let record = Self.rolled().segments[2].records[2]
        func isIntact(_ bytes: [UInt8], _ index: Int64) -> Bool {
            SegmentScan.isIntactRecord(bytes.span.bytes, index: index)
        }
        #expect(isIntact(record.bytes, 9))
        #expect(isIntact(record.bytes + [1, 2, 3], 9))
        #expect(!isIntact(record.bytes, 10))
        #expect(!isIntact(record.bytes.dropLast(), 9))
        #expect(!isIntact([], 9) && !isIntact([1], 9) && !isIntact(Array(record.bytes[..<48]), 9))
        var damaged = record
        damaged.editAfterSealing = Self.damage
        #expect(!isIntact(damaged.bytes, 9))
    }
}

extension [UInt8] {
    fileprivate func dropLast() -> [UInt8] { Array(self[..<(count - 1)]) }
}
