import BackupModel
import Testing
import ZeebeFormat

@Suite("Custom metadata of a manifest's object (store-layout §8)")
struct ObjectMetadataRulesTests {
    private static let id = ManifestRulesTests.id
    private static let manifest = ManifestRulesTests.manifest {
        $0.descriptor?.checkpointTimestamp = ManifestRulesTests.created
        $0.descriptor?.statedCheckpointType = .scheduledBackup
    }

    /// What Zeebe attaches to that manifest.
    private static let metadata = [
        "status-code": "COMPLETED", "created-at": "2023-11-14T22:13:20Z", "modified-at": "2023-11-14T22:13:20.000000Z",
        "snapshot-id": "1-1-1-1", "first-log-position": "1", "checkpoint-position": "20", "number-of-partitions": "1",
        "broker-version": "8.9.0", "checkpoint-timestamp": "2023-11-14T22:13:20Z",
        "checkpoint-type": "SCHEDULED_BACKUP",
    ]

    private func names(_ metadata: [String: String], of manifest: Manifest = manifest) -> [String] {
        ObjectMetadataRules.differences(manifest, place: Self.id, metadata: metadata).map(\.name)
    }

    @Test("metadata as Zeebe attaches it is silent")
    func same() {
        #expect(names(Self.metadata) == [])
        let failed = ManifestRulesTests.manifest {
            $0.descriptor = nil
            $0.state = .failed
            $0.failureReason = "leader changed"
        }
        let times = Self.metadata.filter { $0.key.hasSuffix("ed-at") }
        #expect(
            names(times.merging(["status-code": "FAILED", "failure-reason": "leader changed"]) { $1 }, of: failed) == []
        )
        let old = ManifestRulesTests.manifest { $0.descriptor?.statedCheckpointType = nil }
        #expect(
            names(Self.metadata.filter { $0.key != "checkpoint-type" && $0.key != "checkpoint-timestamp" }, of: old)
                == []
        )
    }

    @Test("without a status Zeebe reads the manifest, so there is nothing to compare")
    func noStatus() {
        #expect(names([:]) == [])
        #expect(names(["checkpoint-position": "21", "owner": "x"]) == [])
    }

    @Test("each value that differs or is missing is named", arguments: metadata.keys.sorted())
    func differs(name: String) {
        #expect(names(Self.metadata.merging([name: "2024-01-01T00:00:00Z"]) { $1 }) == [name])
        if name != "status-code" { #expect(names(Self.metadata.filter { $0.key != name }) == [name]) }
    }

    @Test("values that the manifest does not have are named", arguments: ["failure-reason", "zone"])
    func more(name: String) {
        #expect(names(Self.metadata.merging([name: "x"]) { $1 }) == [name])
    }

    @Test("the finding says both sides, and how many more there are")
    func finding() throws {
        let one = ObjectMetadataRules.differences(
            Self.manifest,
            place: Self.id,
            metadata: Self.metadata.merging(["status-code": "FAILED"]) { $1 }
        )
        let finding = try #require(ObjectMetadataRules.finding(one, place: Self.id, object: "m"))
        #expect(finding.severity == .warning)
        #expect(finding.message.contains("says status-code FAILED, the manifest COMPLETED;"))
        let all = ObjectMetadataRules.differences(Self.manifest, place: Self.id, metadata: ["status-code": "FAILED"])
        #expect(ObjectMetadataRules.finding(all, place: Self.id, object: "m")?.message.contains("and 9 more") == true)
        #expect(ObjectMetadataRules.finding([], place: Self.id, object: "m") == nil)
    }
}
