import BackupModel
import Testing
import ZeebeFormat

@Suite("Backups that are restored together (store-layout §15.2)")
struct ChainRulesTests {
    static let end = SegmentScan.RecordIdentity(index: 114, term: 3, checksum: 0x6ad6_f5b4)

    static func copy(
        _ backup: Int64,
        member: Int32 = 0,
        checkpoint: SegmentScan.RecordIdentity? = nil,
        predecessor: SegmentScan.RecordIdentity? = nil,
        isIntact: Bool = true
    ) -> ChainCopy {
        let id = BackupIdentifier(partitionID: 1, checkpointID: backup, member: MemberID(nodeID: member))
        return ChainCopy(
            id: id,
            object: "manifests/\(id)/manifest.json",
            checkpoint: checkpoint,
            predecessor: predecessor,
            positions: 470...600,
            isIntact: isIntact
        )
    }

    static func rules(_ earlier: [ChainCopy], _ later: [ChainCopy], isAsked: Bool = true) -> ChainRules {
        ChainRules(
            ChainLink(partitionID: 1, from: 10, to: 20, position: 507),
            earlier: earlier,
            later: later,
            isAsked: isAsked
        )
    }

    static func texts(_ rules: ChainRules) -> [String] {
        rules.findings.map { "\($0.severity) \($0.code.rawValue)/\($0.rule ?? "-") \($0.memberID?.description ?? "-")" }
    }

    @Test("the same record in both logs joins them")
    func joined() {
        let rules = Self.rules([Self.copy(10, checkpoint: Self.end)], [Self.copy(20, predecessor: Self.end)])
        #expect(rules.link.state == .joined)
        #expect(rules.link.index == 114)
        #expect(rules.findings.isEmpty)
    }

    @Test("no record there is a gap: an error where it was asked for, else a warning", arguments: [true, false])
    func gap(_ isAsked: Bool) {
        let rules = Self.rules([Self.copy(10, checkpoint: Self.end)], [Self.copy(20)], isAsked: isAsked)
        #expect(rules.link.state == .gap)
        #expect(rules.link.index == nil)
        #expect(Self.texts(rules) == ["\(isAsked ? "error" : "warning") restore.partition-blocked/chain-gap 0"])
    }

    @Test(
        "another record there is of another history",
        arguments: [
            (SegmentScan.RecordIdentity(index: 115, term: 3, checksum: 0x6ad6_f5b4), "error"),
            (SegmentScan.RecordIdentity(index: 114, term: 4, checksum: 0x6ad6_f5b4), "error"),
            // At the same place of the same term: nothing requires equal bytes.
            (SegmentScan.RecordIdentity(index: 114, term: 3, checksum: 1), "warning"),
        ]
    )
    func mismatch(_ other: SegmentScan.RecordIdentity, _ severity: String) {
        let rules = Self.rules([Self.copy(10, checkpoint: Self.end)], [Self.copy(20, predecessor: other)])
        #expect(rules.link.state == .mismatch)
        #expect(Self.texts(rules) == ["\(severity) restore.partition-blocked/chain-mismatch 0"])
    }

    @Test("one copy that joins is enough, but Zeebe may take the other")
    func anyCopy() {
        let rules = Self.rules(
            [Self.copy(10, checkpoint: Self.end)],
            [Self.copy(20), Self.copy(20, member: 1, predecessor: Self.end)]
        )
        #expect(rules.link.state == .joined)
        #expect(Self.texts(rules) == ["warning restore.partition-blocked/chain-gap 0"])
    }

    @Test("of logs that are damaged themselves, or were not read, nothing is said")
    func damaged() {
        #expect(Self.rules([], []).link.state == .notChecked)
        let damaged = Self.rules([Self.copy(10, checkpoint: Self.end)], [Self.copy(20, isIntact: false)])
        #expect(damaged.link.state == .notChecked)
        #expect(damaged.findings.isEmpty)
        // Without the end of the earlier log, the later one can only be asked for a record there.
        let unknown = Self.rules(
            [Self.copy(10, checkpoint: Self.end, isIntact: false)],
            [Self.copy(20, predecessor: Self.end)]
        )
        #expect(unknown.link.state == .joined)
    }
}
