import Testing
import ZeebeFormat

/// Records too large to be held: proved by their checksums, passed through in pieces.
@Suite("Records beyond the limit")
struct OversizedRecordTests {
    /// Small enough that the entry of three log records is beyond it, and no other is.
    static let limit = 520

    /// The standard journal with values so long that some records are beyond the limit.
    private func journal(_ change: (inout TestJournal) -> Void = { _ in }) -> TestJournal {
        var journal = TestJournal.standard()
        journal[1, 0, log: 1].value = [0xC5, 0x03, 0xE8] + [UInt8](repeating: 0xA5, count: 1000)
        change(&journal)
        return journal
    }

    private func prove(_ journal: TestJournal, _ windows: JournalProof.Windows = .whole) -> JournalContinuity {
        let target = JournalProof.target(journal.expectation)
        return JournalContinuity(
            journal.files.map { file in
                let scan = JournalProof.scan(
                    file.bytes,
                    target: target,
                    visitor: NoVisitor(),
                    windows: windows,
                    recordLimit: Self.limit
                ).scan
                return JournalContinuity.Segment(fileName: file.name, scan: scan)
            },
            expectation: journal.expectation
        )
    }

    @Test("an intact one leaves its content unchecked and the journal whole", arguments: JournalProof.Windows.odd)
    func intact(_ windows: JournalProof.Windows) {
        let journal = journal()
        let proof = prove(journal, windows)
        #expect(proof.violations.isEmpty, "\(proof.texts)")
        #expect(proof.hasUncheckedContent)
        #expect(proof.facts == journal.prove().facts)
        let scan = JournalProof.scan(
            journal.segments[1].bytes,
            target: JournalProof.target(journal.expectation),
            visitor: NoVisitor(),
            windows: windows,
            recordLimit: Self.limit
        ).scan
        #expect(scan.oversizedRecordCount == 1 && scan.recordCount == 2 && scan.applicationEntryCount == 2)
        #expect(scan.hintIsRight == true)
    }

    @Test("the checksum decides, wherever the damage is", arguments: [50, 60, 120, 500, 511, 512, 513, 900, 1200])
    func damaged(_ offset: Int) {
        for windows in [.whole] + JournalProof.Windows.odd {
            let proof = prove(
                journal { $0.segments[1].records[0].editAfterSealing = { $0[offset] ^= 0x40 } },
                windows
            )
            #expect(proof.violations.map(\.rule) == [.recordChecksum], "\(windows): \(proof.texts)")
        }
    }

    @Test("its headers and positions are proved as in any record")
    func headers() {
        let faults: [(Rule, (inout TestJournal) -> Void)] = [
            (.recordHeader, { $0.segments[1].records[0].editBeforeSealing = { $0[23] = 9 } }),
            (.recordIndex, { $0.segments[1].records[0].editBeforeSealing = { $0[29] ^= 1 } }),
            (.recordLength, { $0.segments[1].records[0].editBeforeSealing = { $0[45] ^= 1 } }),
            (.recordSequenceNumber, { $0.segments[1].records[0].sequenceNumber = 3 }),
            (.raftHeader, { $0.segments[1].records[0].entry.edit = { $0[2] = 9 } }),
            (.raftType, { $0.segments[1].records[0].entry.edit = { $0[16] = 9 } }),
            (.raftLength, { $0.segments[1].records[0].entry.edit = { $0[41] ^= 1 } }),
            (.term, { $0.segments[1].records[0].entry.term = 0 }),
            (.positionGap, { $0.shift(from: (1, 0), by: 1) }),
        ]
        for (rule, change) in faults {
            let proof = prove(journal(change))
            #expect(proof.violations.map(\.rule) == [rule], "\(proof.texts)")
        }
    }

    @Test("a checkpoint inside one is found, but not looked into")
    func checkpoint() {
        let proof = prove(
            journal { journal in
                journal.checkpoint.value += [UInt8](repeating: 0xC0, count: 600)
                journal.checkpoint.metadata.recordType = 0
            }
        )
        #expect(proof.violations.isEmpty)
        #expect(proof.facts.checkpointIndex == 8 && proof.hasUncheckedContent)
        let merged = prove(
            journal { journal in
                journal.checkpoint.value += [UInt8](repeating: 0xC0, count: 600)
                journal.segments[2].records[1].entry.positions = (8, 9)
                journal.segments[2].records[0].entry.content = .initial
            }
        )
        #expect(merged.violations.map(\.rule) == [.checkpointMerged], "\(merged.texts)")
    }

    @Test("behind the checkpoint it leaves nothing unchecked that a restore keeps")
    func behindCheckpoint() {
        var journal = TestJournal.standard()
        journal[2, 3, log: 1].value = [UInt8](repeating: 0xC0, count: 900)
        let proof = prove(journal)
        #expect(proof.violations.isEmpty)
        #expect(!proof.hasUncheckedContent)
    }

    @Test("a torn one behind the checkpoint is no wrong index: a restore cuts it off")
    func tornTail() {
        var journal = TestJournal.standard()
        journal[2, 3, log: 1].value = [UInt8](repeating: 0xC0, count: 900)
        journal.segments[2].records[3].editAfterSealing = { $0.set(little: Int64(3), at: 29) }
        for windows in [.whole] + JournalProof.Windows.odd {
            #expect(prove(journal, windows).violations.map(\.identifier) == ["tail-rec-crc"])
        }
    }

    @Test("a length that the file cannot hold is no reason to read on", arguments: [Int32.max, 40_000_000, 8192])
    func hostileLength(_ length: Int32) {
        var journal = TestJournal.standard()
        journal.segments[1].records[0].editAfterSealing = { $0.set(little: length, at: 17) }
        #expect(prove(journal).violations.map(\.rule) == [.recordLength])
        #expect(journal.prove().violations.map(\.rule) == [.recordLength])
    }

    @Test("a record of 2 GiB in a file that claims to hold it is passed through without a window of that size")
    func gigantic() throws {
        // The file is never there as a whole: windows of a few bytes stand for it, and then it ends.
        var head = SegmentBuilder(number: 1, firstIndex: 1)
        head.byteCount = nil
        let record = JournalRecordBuilder(index: 1, entry: RaftEntryBuilder(content: .initial))
        var front = record.bytes
        front.set(little: Int32.max, at: 17)
        front += [UInt8](repeating: 0, count: 512)
        var scanner = SegmentScanner(
            fileSize: Int64(57 + 21) + Int64(Int32.max),
            target: .init(checkpointPosition: 1),
            visitor: NoVisitor()
        )
        #expect(scanner.consume((head.bytes + [UInt8](repeating: 0, count: 256)).span.bytes) == .nothing)
        scanner = SegmentScanner(
            fileSize: Int64(57 + 21) + Int64(Int32.max),
            target: .init(checkpointPosition: 1),
            visitor: NoVisitor()
        )
        let demand = scanner.consume((head.bytes + front).span.bytes)
        #expect(demand == .bytes(1))
        let piece = [UInt8](repeating: 0, count: 1 << 16)
        for _ in 0..<16 { #expect(scanner.consume(piece.span.bytes) == .bytes(1)) }
        #expect(scanner.position == 57 + Int64(front.count) + 16 << 16)
        #expect(scanner.scan.recordCount == 0)
    }
}
