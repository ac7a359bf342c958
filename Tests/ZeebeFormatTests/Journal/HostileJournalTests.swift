import SeededRandom
import Testing
import ZeebeFormat

/// Journals changed at random: nothing traps, damage in front of the checkpoint is found, damage behind it accuses nobody.
@Suite("Journals changed at random")
struct HostileJournalTests {
    static let rounds = 1_000
    static let interesting: [UInt8] = [0, 1, 2, 3, 7, 8, 0x10, 0x20, 0x7F, 0x80, 0xFF]

    @Test("changed bytes under valid checksums: no trap, the same in any windows, places inside the file")
    func sealed() {
        var random = SplitMix64(seed: 21)
        for round in 0..<Self.rounds {
            var journal = TailRuleTests.rolled()
            let segment = Int.random(in: 0..<4, using: &random)
            let record = Int.random(in: 0..<journal.segments[segment].records.count, using: &random)
            switch Int.random(in: 0..<4, using: &random) {
            case 0:
                let entry = random.mutated(
                    journal.segments[segment].records[record].entry.bytes,
                    interesting: Self.interesting
                )
                journal.segments[segment].records[record].entry.edit = { $0 = entry }
            case 1:
                let bytes = journal.segments[segment].records[record].bytes
                let covered = random.mutated(Array(bytes[21...]), interesting: Self.interesting)
                journal.segments[segment].records[record].editBeforeSealing = { bytes in
                    bytes.replaceSubrange(21..., with: covered)
                    bytes.set(little: Int32(covered.count), at: 17)
                }
            case 2:
                let metadata = random.mutated(MetadataBuilder.checkpoint.bytes, interesting: Self.interesting)
                journal.checkpoint.metadata.edit = { $0 = metadata }
                journal.checkpoint.value = random.mutated(journal.checkpoint.value, interesting: Self.interesting)
            default:
                let descriptor = random.mutated(
                    Array(journal.segments[segment].descriptor[17...]),
                    interesting: Self.interesting
                )
                journal.segments[segment].editDescriptorBeforeSealing = { bytes in
                    bytes.replaceSubrange(17..., with: descriptor)
                }
            }
            examine(journal, round: round, &random)
        }
    }

    private func examine(_ journal: TestJournal, round: Int, _ random: inout SplitMix64) {
        let target = JournalProof.target(journal.expectation)
        for file in journal.files {
            let whole = JournalProof.scan(file.bytes, target: target, visitor: NoVisitor()).scan
            let pieces = JournalProof.scan(
                file.bytes,
                target: target,
                visitor: NoVisitor(),
                windows: .random(seed: random.next())
            ).scan
            #expect(pieces == whole, "round \(round)")
            _ = JournalProof.scan(file.bytes, target: target, visitor: NoVisitor(), recordLimit: 300)
        }
        let sizes = Dictionary(uniqueKeysWithValues: journal.files.map { ($0.name, $0.bytes.count) })
        for violation in journal.prove().violations {
            guard let offset = violation.offset, let name = violation.fileName else { continue }
            #expect((0...Int64(sizes[name] ?? 0)).contains(offset), "round \(round): \(violation)")
        }
    }

    @Test("overwritten bytes up to the end of the checkpoint record are found")
    func inFront() {
        var random = SplitMix64(seed: 22)
        let journal = TailRuleTests.rolled()
        let healthy = journal.files
        let ends =
            [journal.segments[0].offset(ofRecord: 4), journal.segments[1].offset(ofRecord: 2)]
            + [journal.segments[2].offset(ofRecord: 2)]
        for round in 0..<Self.rounds {
            var files = healthy
            let place = Int.random(in: 0..<3, using: &random)
            let start = Int.random(in: 0..<ends[place], using: &random)
            let end = Int.random(in: start...min(ends[place], start + 200), using: &random)
            let isZeroed = Bool.random(using: &random)
            for offset in start..<end {
                files[place].bytes[offset] = isZeroed ? 0 : UInt8.random(in: 0...255, using: &random)
            }
            guard files[place].bytes != healthy[place].bytes else { continue }
            let proof = JournalProof.prove(files, journal.expectation)
            #expect(proof.violations.contains { $0.severity == .error }, "round \(round): \(place) \(start)..<\(end)")
        }
    }

    @Test("a tail torn in any way is information at most, and is told once", arguments: [true, false])
    func behind(_ hasHint: Bool) {
        var random = SplitMix64(seed: 23)
        var journal = TailRuleTests.rolled()
        if !hasHint { journal.segments[2].hintRecord = nil }
        let healthy = journal.files
        let start = journal.segments[2].offset(ofRecord: 2)
        for round in 0..<Self.rounds {
            var files = healthy
            for _ in 0..<Int.random(in: 1...3, using: &random) {
                let place = Int.random(in: 2...3, using: &random)
                let first = place == 2 ? start : 0
                tear(&files[place].bytes, from: first, &random)
            }
            let proof = JournalProof.prove(files, journal.expectation)
            let errors = proof.violations.filter { $0.severity > .info }
            #expect(errors.allSatisfy { hasHint && $0.rule == .tailBlocksRestore }, "round \(round): \(proof.texts)")
            #expect(proof.violations.count { $0.severity == .info } <= 1, "round \(round): \(proof.texts)")
            #expect(proof.facts.checkpointIndex == 8)
        }
    }

    /// Tears the end of a file as a copy of a file in use may be torn: pages of zeros, of old data, or a shorter file.
    private func tear(_ bytes: inout [UInt8], from first: Int, _ random: inout SplitMix64) {
        guard first < min(bytes.count, 1500) else { return }
        let start = Int.random(in: first..<min(bytes.count, 1500), using: &random)
        let end = Int.random(in: start...min(bytes.count, start + 400), using: &random)
        switch Int.random(in: 0..<5, using: &random) {
        case 0: for offset in start..<end { bytes[offset] = 0 }
        case 1: for offset in start..<end { bytes[offset] = UInt8.random(in: 0...255, using: &random) }
        case 2: bytes[start] ^= 1 << UInt8.random(in: 0..<8, using: &random)
        case 3: bytes.removeSubrange(start...)
        default: bytes.replaceSubrange(start..<end, with: bytes[first..<(first + end - start)])
        }
    }
}
