import BackupCatalog
import BackupModel
import Foundation
import TestFixtures
import Testing
import ZeebeFormat

@Suite("metadata.json (store-layout §10.1)")
struct PartitionMetadataDecoderTests {
    static let complete = """
        {"version":1,"partitionId":2,"lastUpdated":"2024-02-24T23:13:20Z","checkpoints":[{"checkpointId":100,\
        "checkpointPosition":96,"checkpointTimestamp":"2024-02-24T22:13:30.320Z","checkpointType":"SCHEDULED_BACKUP",\
        "firstLogPosition":1},{"checkpointId":150,"checkpointPosition":221,"checkpointTimestamp":"2024-02-24T22:13:45.192Z",\
        "checkpointType":"MARKER","firstLogPosition":-1}],"ranges":[{"start":100,"end":100}]}
        """

    static func decode(_ text: String) throws(FormatError) -> PartitionMetadata {
        try PartitionMetadataDecoder.decode(Array(text.utf8).span.bytes)
    }

    @Test("all properties; a marker's -1 means unknown, like null and absence")
    func allProperties() throws {
        let metadata = try Self.decode(Self.complete + "left over")
        #expect(metadata.partitionID == 2)
        #expect(metadata.checkpoints.map(\.checkpointID) == [100, 150])
        #expect(metadata.checkpoints.map(\.firstLogPosition) == [1, nil])
        #expect(metadata.checkpoints.map(\.checkpointType) == [.scheduledBackup, .marker])
        #expect(metadata.ranges == [PartitionMetadata.Range(start: 100, end: 100)])
        for other in ["null", "0"] {
            let text = Self.complete.replacingOccurrences(of: "-1", with: other)
            #expect(try Self.decode(text).checkpoints.last?.firstLogPosition == nil)
        }
    }

    @Test("no prefix of the document is metadata")
    func everyPrefix() {
        let bytes = Array(Self.complete.utf8)
        for count in 0..<bytes.count {
            #expect(throws: FormatError.self) {
                try Self.decode(String(decoding: bytes[..<count], as: UTF8.self))
            }
        }
    }

    @Test(
        "a missing property or another type is refused",
        arguments: [
            "\"partitionId\":2,", "\"lastUpdated\":\"2024-02-24T23:13:20Z\",", "\"checkpointId\":100,",
            ",\"ranges\":[{\"start\":100,\"end\":100}]", "\"start\":100,",
        ]
    )
    func missing(_ property: String) {
        let text = Self.complete.replacingOccurrences(of: property, with: "")
        #expect(text != Self.complete)
        #expect(throws: FormatError.self) { try Self.decode(text) }
    }

    @Test("unknown properties are collected, those of newer builds are known")
    func unknownProperties() throws {
        let text = Self.complete
            .replacingOccurrences(of: "\"version\":1", with: "\"version\":1,\"x\":1")
            .replacingOccurrences(
                of: "\"firstLogPosition\":1}",
                with: "\"firstLogPosition\":1,\"brokerVersion\":\"8.10.0\",\"y\":1}"
            )
        #expect(try Self.decode(text).unknownProperties == ["x", "checkpoints[].y"])
    }

    static let examples: [URL] = {
        guard let folder = SharedDirectory.folder("spec/examples/metadata/8.9") else { return [] }
        return (try? FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)) ?? []
    }()

    @Test("the examples of the specification are readable", arguments: examples)
    func specificationExamples(_ url: URL) throws {
        let bytes = [UInt8](try Data(contentsOf: url))
        let metadata = try PartitionMetadataDecoder.decode(bytes.span.bytes)
        #expect(metadata.unknownProperties.isEmpty)
        #expect(!metadata.checkpoints.isEmpty)
    }
}
