import BackupModel
import Testing

@testable import ZeebeFormat

@Suite("Checkpoints of the state against manifests and metadata.json")
struct StateCheckpointRulesTests {
    static let id = BackupIdentifier(partitionID: 1, checkpointID: 300, member: MemberID(nodeID: 0))

    static func state(_ checkpoints: (Int64, Int64)...) -> DatabaseState {
        var state = DatabaseState()
        let all = checkpoints.map { DatabaseState.Checkpoint(id: $0.0, position: $0.1) }
        state.checkpoint = all.first
        state.checkpoints = Array(all.dropFirst())
        return state
    }

    static func metadata(_ checkpoints: (Int64, Int64)...) throws -> PartitionMetadata {
        let time = try #require(Timestamp(seconds: 1_777_280_400))
        return PartitionMetadata(
            partitionID: 1,
            lastUpdated: time,
            checkpoints: checkpoints.map {
                PartitionMetadata.Checkpoint(
                    checkpointID: $0.0,
                    checkpointPosition: $0.1,
                    checkpointTimestamp: time,
                    checkpointType: .manualBackup,
                    firstLogPosition: nil
                )
            },
            ranges: []
        )
    }

    static func texts(_ state: DatabaseState, _ manifests: [Int64: Int64], _ metadata: PartitionMetadata?) -> [String] {
        StateCheckpointRules(
            state,
            of: id,
            object: "m",
            manifestPosition: { manifests[$0] },
            metadataPositions: metadata?.positions ?? [:]
        )
        .findings.map { "\($0.severity) \($0.code.rawValue) \($0.evidence.first?.value ?? .number(0))" }
    }

    @Test("equal positions, and checkpoints that only one of them knows, are silent")
    func agreeing() throws {
        let metadata = try Self.metadata((100, 10), (200, 20), (400, 40))
        #expect(Self.texts(Self.state((200, 20), (100, 10), (50, 5)), [200: 20, 300: 30], metadata).isEmpty)
        #expect(Self.texts(Self.state(), [200: 20], metadata).isEmpty)
        #expect(Self.texts(Self.state((200, 20)), [:], nil).isEmpty)
    }

    @Test("another position in a manifest or in the metadata is a warning each")
    func contradicting() throws {
        #expect(
            Self.texts(Self.state((200, 21)), [200: 20], try Self.metadata((200, 20)))
                == ["warning snapshot.state-inconsistent number(200)", "warning range.metadata-stale number(200)"]
        )
        #expect(
            Self.texts(Self.state((200, 20), (100, 11)), [:], try Self.metadata((100, 10), (200, 20)))
                == ["warning range.metadata-stale number(100)"]
        )
    }
}
