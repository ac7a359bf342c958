import BackupCatalog
import BackupModel
import Foundation
import TestFixtures
import Testing
import ZeebeFormat

@Suite("Manifests of the S3 dialect (store-layout §5, §6)")
struct S3ManifestDecoderTests {
    static func decode(_ text: String) throws(ManifestDecodingError) -> Manifest {
        try S3ManifestDecoder.decode(Array(text.utf8).span.bytes)
    }

    static func failure(_ text: String) -> ManifestDecodingError? {
        BackupCatalogTests.failure { () throws(ManifestDecodingError) in try decode(text) }
    }

    static func text(
        state: String = #""completed""#,
        id: String = #"{"nodeId":0,"partitionId":1,"checkpointId":7}"#,
        rest: String = #""snapshotFiles":{"files":{}},"segmentFiles":{"files":{"a.log":{}}}"#
    ) -> String {
        #"{"statusCode":\#(state),"id":\#(id),"descriptor":{"snapshotId":null,"checkpointPosition":9,"numberOfPartitions":1,"#
            + #""brokerVersion":"8.6.0"},\#(rest),"createdAt":1759601701.004511290,"modifiedAt":"2026-10-12T09:00:06.041Z"}"#
    }

    @Test(
        "states in lower case",
        arguments: [
            ("in_progress", BackupState.inProgress), ("completed", .completed), ("failed", .failed),
            ("deleted", .deleted),
        ]
    )
    func states(_ name: String, _ state: BackupState) throws {
        let manifest = try Self.decode(Self.text(state: "\"\(name)\""))
        #expect(manifest.state == state)
        #expect(manifest.createdAt.description == "2025-10-04T18:15:01.004511290Z")
        #expect(manifest.modifiedAt.description == "2026-10-12T09:00:06.041Z")
    }

    @Test(
        "both encodings of a file set, under both names",
        arguments: [
            #""snapshotFileNames":["b","a","b"],"segmentFileNames":["x"]"#,
            #""snapshotFiles":["b","a"],"segmentFiles":["x"]"#,
            #""snapshotFiles":{"files":{"b":{},"a":{"compressionAlgorithm":null}}},"segmentFiles":{"files":{"x":{}}}"#,
            #""snapshotFileNames":{"files":{"b":{},"a":{},"b":{}}},"segmentFileNames":{"files":{"x":{}}}"#,
        ]
    )
    func fileSets(_ rest: String) throws {
        let manifest = try Self.decode(Self.text(rest: rest))
        #expect(Array(manifest.snapshotFiles) == ["b", "a"])
        #expect(Array(manifest.segmentFiles) == ["x"])
        #expect(manifest.compressions.isEmpty)
        #expect(manifest.unknownProperties.isEmpty)
    }

    @Test("compressed files are known by name")
    func compression() throws {
        let rest =
            #""snapshotFiles":{"files":{"b":{"compressionAlgorithm":"zstd"},"a":{}}},"segmentFiles":{"files":{}}"#
        #expect(try Self.decode(Self.text(rest: rest)).compressions == ["b": "zstd"])
    }

    @Test("unknown properties are ignored at the top and collected inside, as Zeebe ignores and refuses them")
    func unknown() throws {
        let id = #"{"nodeId":0,"zone":null,"partitionId":1,"checkpointId":7,"tenant":"x"}"#
        let rest = #""future":[1,{"a":2}],"snapshotFiles":{"files":{"a":{"size":3}},"count":1},"segmentFiles":null"#
        let manifest = try Self.decode(Self.text(id: id, rest: rest))
        #expect(manifest.unknownProperties == ["id.tenant", "snapshotFiles.files.*.size", "snapshotFiles.count"])
        #expect(manifest.segmentFiles.isEmpty)
    }

    @Test("a zone is part of the member; a reason is kept of FAILED backups only")
    func zoneAndReason() throws {
        let zoned = #"{"nodeId":2,"zone":"us-east1","partitionId":1,"checkpointId":7}"#
        #expect(try Self.decode(Self.text(id: zoned)).id.description == "1/7/us-east1_2")
        let rest = #""failureReason":"disk full","snapshotFiles":null,"segmentFiles":null"#
        #expect(try Self.decode(Self.text(state: #""failed""#, rest: rest)).failureReason == "disk full")
        #expect(try Self.decode(Self.text(rest: rest)).failureReason == nil)
    }

    @Test("what Zeebe's reader refuses, and what it takes for another store's")
    func refused() {
        #expect(Self.failure(Self.text(state: #""archived""#))?.code == .manifestUnknownState)
        #expect(Self.failure(Self.text(state: #""COMPLETED""#))?.foreignDialect == .common)
        #expect(Self.failure(Self.text(state: "null"))?.code == .manifestUnreadable)
        #expect(Self.failure(Self.text(id: "null"))?.code == .manifestIDMismatch)
        #expect(Self.failure(Self.text(rest: #""snapshotFiles":"a","segmentFiles":[]"#))?.code == .manifestUnreadable)
        #expect(Self.failure(Self.text(rest: #""snapshotFiles":[1],"segmentFiles":[]"#))?.code == .manifestUnreadable)
        #expect(Self.failure("{}")?.code == .manifestUnreadable)
        #expect(Self.failure(String(Self.text().dropLast()))?.code == .manifestUnreadable)
    }

    static let examples: [URL] = {
        guard let folder = SharedDirectory.folder("spec/examples/s3"),
            let walker = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)
        else { return [] }
        return walker.compactMap { $0 as? URL }.filter { $0.pathExtension == "json" }
    }()

    @Test("the examples of all releases", arguments: examples)
    func example(_ file: URL) throws {
        let bytes = [UInt8](try Data(contentsOf: file))
        let manifest = try S3ManifestDecoder.decode(bytes.span.bytes)
        #expect(manifest.unknownProperties.isEmpty)
        #expect(
            manifest.compressions.isEmpty == !String(decoding: bytes, as: UTF8.self).contains("compressionAlgorithm")
        )
        #expect(file.lastPathComponent.hasPrefix(manifest.state.rawValue.lowercased().replacing("_", with: "-")))
    }
}
