import BackupCatalog
import BackupModel
import Foundation
import TestFixtures
import Testing
import ZeebeFormat

@Suite("Manifests of the common dialect (store-layout §4, §6)")
struct CommonManifestDecoderTests {
    static let complete = """
        {"id":{"nodeId":0,"zone":"us-east1","partitionId":1,"checkpointId":1777280400217},"descriptor":{"snapshotId":\
        "51820-2-118340-118101-0-9c41d2aa","firstLogPosition":117952,"checkpointPosition":118877,"numberOfPartitions":3,\
        "brokerVersion":"8.9.2","checkpointTimestamp":"2026-04-27T09:00:00.221Z","checkpointType":"SCHEDULED_BACKUP"},\
        "statusCode":"COMPLETED","snapshot":{"files":[{"name":"000041.sst"},{"name":"CURRENT"}]},"segments":{"files":\
        [{"name":"raft-partition-partition-1-3.log"}]},"createdAt":"2026-04-27T09:00:00.598114207Z",\
        "modifiedAt":"2026-04-27T09:00:06.041Z"}
        """

    static func decode(_ text: String) throws(ManifestDecodingError) -> Manifest {
        try CommonManifestDecoder.decode(Array(text.utf8).span.bytes)
    }

    static func failure(_ text: String) -> ManifestDecodingError? {
        BackupCatalogTests.failure { () throws(ManifestDecodingError) in try decode(text) }
    }

    @Test("all properties")
    func allProperties() throws {
        let manifest = try Self.decode(Self.complete + "\"}")
        #expect(manifest.id.description == "1/1777280400217/us-east1_0")
        #expect(manifest.state == .completed)
        #expect(manifest.descriptor?.snapshotID == "51820-2-118340-118101-0-9c41d2aa")
        #expect(manifest.descriptor?.firstLogPosition == 117_952)
        #expect(manifest.descriptor?.checkpointPosition == 118_877)
        #expect(manifest.descriptor?.numberOfPartitions == 3)
        #expect(manifest.descriptor?.checkpointType == .scheduledBackup)
        #expect(manifest.descriptor?.checkpointTimestamp?.description == "2026-04-27T09:00:00.221Z")
        #expect(Array(manifest.snapshotFiles) == ["000041.sst", "CURRENT"])
        #expect(Array(manifest.segmentFiles) == ["raft-partition-partition-1-3.log"])
        #expect(manifest.createdAt.description == "2026-04-27T09:00:00.598114207Z")
        #expect(manifest.trailingByteCount == 2)
        #expect(manifest.unknownProperties.isEmpty)
    }

    @Test("null and absent are the same; before 8.9 backups are manual")
    func nullAndAbsent() throws {
        let text = """
            {"id":{"nodeId":0,"zone":null,"partitionId":1,"checkpointId":7},"descriptor":{"snapshotId":null,\
            "firstLogPosition":null,"checkpointPosition":9,"numberOfPartitions":1,"brokerVersion":"8.6.0",\
            "checkpointTimestamp":null,"checkpointType":null},"statusCode":"FAILED","failureReason":null,"createdAt":\
            "2026-04-27T09:00:00Z","modifiedAt":"2026-04-27T09:00:00Z"}
            """
        let manifest = try Self.decode(text)
        #expect(manifest.descriptor?.snapshotID == nil)
        #expect(manifest.descriptor?.checkpointType == .manualBackup)
        #expect(manifest.snapshotFiles.isEmpty)
    }

    @Test("no prefix of a manifest reads as a manifest")
    func everyPrefix() {
        let bytes = Array(Self.complete.utf8)
        for count in 0..<bytes.count {
            let failure = Self.failure(String(decoding: bytes[..<count], as: UTF8.self))
            #expect(failure?.code == .manifestUnreadable, "cut behind \(count) bytes")
        }
    }

    @Test(
        "what Zeebe's reader refuses is unreadable",
        arguments: [
            ("\"checkpointId\":1777280400217", "\"checkpointId\":9223372036854775808"),
            ("\"nodeId\":0", "\"nodeId\":2147483648"), ("\"nodeId\":0,", ""), ("\"checkpointPosition\":118877,", ""),
            ("\"numberOfPartitions\":3", "\"numberOfPartitions\":\"many\""),
            ("\"brokerVersion\":\"8.9.2\"", "\"brokerVersion\":null"),
            ("SCHEDULED_BACKUP", "SOMETIMES"), ("2026-04-27T09:00:06.041Z", "yesterday"),
            ("\"statusCode\":\"COMPLETED\",", ""),
            ("{\"name\":\"CURRENT\"}", "{}"), ("{\"name\":\"CURRENT\"}", "\"CURRENT\""),
            ("\"statusCode\":\"COMPLETED\"", "\"statusCode\":\"COMPLETED\",\"failureReason\":\"x\""), ("118877", "1.5"),
        ]
    )
    func refused(_ old: String, _ new: String) {
        let text = Self.complete.replacingOccurrences(of: old, with: new)
        #expect(text != Self.complete)
        #expect(Self.failure(text)?.code == .manifestUnreadable)
    }

    @Test("an unknown state has its own code, lower case means the S3 dialect")
    func states() {
        #expect(
            Self.failure(Self.complete.replacingOccurrences(of: "COMPLETED", with: "DONE"))?.code
                == .manifestUnknownState
        )
        let s3 = Self.failure(Self.complete.replacingOccurrences(of: "COMPLETED", with: "completed"))
        #expect(s3?.foreignDialect == .s3)
    }

    @Test("unknown properties are collected with their paths")
    func unknownProperties() throws {
        let text = Self.complete
            .replacingOccurrences(of: "\"nodeId\":0", with: "\"nodeId\":0,\"a\":{\"b\":[1]}")
            .replacingOccurrences(of: "\"brokerVersion\"", with: "\"c\":1,\"brokerVersion\"")
            .replacingOccurrences(of: "\"statusCode\"", with: "\"d\":null,\"statusCode\"")
            .replacingOccurrences(of: "{\"name\":\"CURRENT\"}", with: "{\"name\":\"CURRENT\",\"e\":1}")
        #expect(try Self.decode(text).unknownProperties == ["id.a", "descriptor.c", "d", "snapshot.files[].e"])
    }

    static let examples: [URL] = {
        guard let folder = SharedDirectory.folder("spec/examples") else { return [] }
        return ["azure", "filesystem", "gcs"].flatMap { store in
            FileManager.default.enumerator(at: folder.appending(path: store), includingPropertiesForKeys: nil)?
                .compactMap { $0 as? URL }
                .filter { $0.pathExtension == "json" && !$0.path.contains("custom-object-metadata") } ?? []
        }.sorted { $0.path < $1.path }
    }()

    @Test("the examples of the specification are readable, in every state", arguments: examples)
    func specificationExamples(_ url: URL) throws {
        let bytes = [UInt8](try Data(contentsOf: url))
        let manifest = try CommonManifestDecoder.decode(bytes.span.bytes)
        let state = url.lastPathComponent.prefix { $0 != "." && $0 != "-" }
        #expect(manifest.state.rawValue.lowercased().hasPrefix(state.lowercased()) || state == "in")
        #expect(
            (manifest.trailingByteCount > 0)
                == (url.path.contains("filesystem") && [.completed, .deleted].contains(manifest.state))
        )
        #expect(manifest.unknownProperties.isEmpty)
    }
}
