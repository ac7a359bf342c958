import BackupModel
import TestFixtures
import Testing
import Verification
import ZeebeFormat

/// The specification's partition backups, whole and damaged, as stores: the whole way from listing to verdict.
@Suite("Partition backup vectors")
struct PartitionVectorTests {
    /// What follows from errors of a copy, or from a cluster of which one partition is there.
    static let consequences: Set<FindingCode> = [
        .backupNoneRestorable, .backupPartitionMissing, .manifestPartitionOutOfRange,
    ]

    static let healthyNames =
        VectorStore.root == nil ? [] : ["a-8.1", "b-8.8", "c-8.10"].map { "partition-\($0)-style" }

    struct SnapshotCase: Decodable, Sendable, CustomTestStringConvertible {
        let name: String
        let base: String
        let snapshotId: String
        let ops: [VectorStore.Operation]
        let detail: String
        /// Severity, rule and free text.
        let findings: [[String]]

        var testDescription: String { "\(name): \(detail)" }

        var errors: Set<String> { rules { $0 == "ERROR" } }

        var errorsAndWarnings: Set<String> { rules { $0 == "ERROR" || $0 == "WARN" } }

        private func rules(_ isWanted: (String) -> Bool) -> Set<String> {
            Set(findings.filter { isWanted($0[0]) }.map { $0[1] })
        }
    }

    struct CrossCase: Decodable, Sendable, CustomTestStringConvertible {
        let name: String
        let base: String
        let facts: VectorStore.Facts
        let deleteSegments: [String]
        let dropSnapshotFiles: Bool
        let snapshotOps: [VectorStore.Operation]
        let codes: Set<String>
        let verdict: String
        let detail: String

        var testDescription: String { "\(name): \(detail)" }
    }

    static let snapshotCases = VectorStore.cases(SnapshotCase.self, "snapshot-negative.json")
    static let crossCases = VectorStore.cases(CrossCase.self, "cross-negative.json")

    /// The broken rules of errors and warnings; what has no rule must be a consequence.
    private func rules(_ result: AuditResult) -> Set<String> {
        let findings = result.findings.filter { $0.severity > .info }
        for finding in findings where finding.rule == nil {
            #expect(Self.consequences.contains(finding.code), "\(finding.code.rawValue): \(finding.message)")
        }
        return Set(findings.compactMap(\.rule))
    }

    private func errors(_ result: AuditResult) -> Set<String> {
        Set(result.findings.filter { $0.severity == .error }.compactMap(\.rule))
    }

    @Test("the three healthy backups", arguments: healthyNames)
    func healthy(_ name: String) async throws {
        let vector = try VectorStore(name)
        let result = try await AuditRun.run(vector.store)
        #expect(rules(result).isEmpty, "\(result.texts(.info).joined(separator: "\n"))")
        let copy = try #require(result.copy(at: vector.place))
        #expect(copy.verdict == .ok)
        #expect(copy.journal?.checkpointIndex == 114)
        #expect(copy.journal?.firstPosition == 470 && copy.journal?.lastPosition == 512)
        let isWholeCluster = vector.facts.numberOfPartitions == 1
        #expect(result.backups.map(\.restorable) == [isWholeCluster])
        if isWholeCluster { #expect(result.verdict == .ok) }
    }

    @Test("a damaged snapshot: exactly the expected rules", arguments: snapshotCases)
    func snapshot(_ damage: SnapshotCase) async throws {
        let directory = try #require(damage.base.split(separator: "/").first)
        var vector = try VectorStore(String(directory))
        vector.facts.snapshotId = damage.snapshotId
        try vector.apply(damage.ops)
        let result = try await AuditRun.run(vector.store)
        let texts = result.texts(.info).joined(separator: "\n")
        #expect(rules(result) == damage.errorsAndWarnings, "\(texts)")
        #expect(errors(result) == damage.errors, "\(texts)")
        #expect(result.copy(at: vector.place)?.verdict == (damage.errors.isEmpty ? .ok : .damaged))
    }

    @Test("snapshot, journal and manifest against each other: exactly the expected rules", arguments: crossCases)
    func cross(_ damage: CrossCase) async throws {
        var vector = try VectorStore(damage.base)
        vector.facts = damage.facts
        for name in damage.deleteSegments { vector.segments[name] = nil }
        if damage.dropSnapshotFiles { vector.snapshot = [:] }
        try vector.apply(damage.snapshotOps)
        let result = try await AuditRun.run(vector.store)
        #expect(rules(result) == damage.codes, "\(result.texts(.info).joined(separator: "\n"))")
        #expect(result.copy(at: vector.place)?.verdict == (damage.codes.isEmpty ? .ok : .damaged))
    }

    @Test("the diagnosis of a checksum file that is wrong about an intact file")
    func lastChunk() async throws {
        guard let damage = Self.snapshotCases.first(where: { $0.name.hasPrefix("s17") }) else { return }
        var vector = try VectorStore("partition-b-8.8-style")
        try vector.apply(damage.ops)
        let result = try await AuditRun.run(vector.store)
        #expect(result.findings.contains { $0.rule == "id-checksum" && $0.message.contains("files are intact") })
    }

    @Test("a real snapshot and the beginning of its journal: all in order but for the checkpoint that is not there")
    func real() async throws {
        guard VectorStore.root != nil else { return }
        let vector = VectorStore(
            facts: VectorStore.Facts(
                checkpointId: 1,
                brokerVersion: "8.8.0",
                numberOfPartitions: 1,
                checkpointPosition: 91,
                snapshotId: "3-1-45-9223372036854775807-0-35cfec88",
                partitionId: 1
            ),
            snapshot: try VectorStore.files("snapshot-real-8.8.0/snapshot"),
            segments: try VectorStore.files("segments-real/v8.8").filter { $0.key.hasSuffix(".log") }
        )
        #expect(rules(try await AuditRun.run(vector.store)) == ["cp-missing"])
    }

    @Test("the merged checkpoint: intact, but no Zeebe restores it")
    func mergedCheckpoint() async throws {
        guard VectorStore.root != nil else { return }
        var vector = try VectorStore("partition-a-8.1-style")
        vector.facts.checkpointPosition = 508
        vector.segments = try VectorStore.files("segments-8.1-merged-checkpoint").filter { $0.key.hasSuffix(".log") }
        let result = try await AuditRun.run(vector.store)
        #expect(rules(result) == ["cp-merged"])
        #expect(result.backups.map(\.restorable) == [false])
    }
}
