import BackupCatalog
import Foundation
import SampleStore
import TestFixtures
import Testing

/// `inspect`: what a place is.
@Suite("inspect")
struct InspectTests {
    static let count = Shape.object([("count", .number), ("first", .list(.text))])
    static let document = Shape.object([
        ("schemaVersion", .number), ("store", AuditContract.store),
        (
            "configuration",
            .orNull(.list(.object([("property", .text), ("value", .text), ("origin", .text)])))
        ),
        (
            "backups",
            .object([
                ("COMPLETED", .number), ("FAILED", .number), ("INCOMPLETE", .number), ("IN_PROGRESS", .number),
                ("DELETED", .number),
            ])
        ),
        (
            "copies",
            .object([
                ("IN_PROGRESS", .number), ("COMPLETED", .number), ("FAILED", .number), ("DELETED", .number),
                ("unreadable", .number),
            ])
        ), ("checkpointIds", .orNull(.object([("first", .number), ("last", .number)]))),
        ("created", .orNull(.object([("first", .text), ("last", .text)]))),
        ("members", .list(.object([("memberId", .text), ("copies", .number)]))),
        ("writerVersions", .list(.object([("brokerVersion", .text), ("copies", .number)]))),
        (
            "partitions",
            .list(
                .object([
                    ("partitionId", .number), ("copies", .number), ("metadata", .orNull(.free)), ("markers", .number),
                ])
            )
        ), ("areas", .list(.object([("name", .text), ("objects", .number), ("bytes", .number)]))),
        ("unreadable", count), ("foreign", count), ("obsoleteIndexes", .number), ("legacyManifests", .number),
    ])

    private func inspect(_ path: any Argument, _ arguments: String...) async throws -> JSONValue {
        let run = try await Program.launch(["inspect", path] + arguments).run()
        #expect(run.status == 0, "\(run.account)")
        let value = try JSONValue(run.output)
        let problems = Self.document.problems(value)
        #expect(problems.isEmpty, "\(problems)")
        return value
    }

    @Test(
        "stores of every release: layout, dialect, writer, members, partitions, bytes",
        arguments: WriterVersion.allCases
    )
    func releases(_ version: WriterVersion) async throws {
        let members =
            version == .v8_10
            ? [SampleMember(zone: "us-east1", nodeId: 0), SampleMember(zone: "us-west1", nodeId: 0)]
            : [SampleMember(nodeId: 0), SampleMember(nodeId: 1)]
        let store = try Store(SampleStoreSpecification(version: version, partitions: 3, members: members))
        let value = try await inspect(store)
        #expect(value["store"]["layouts"] == .array([.text("split")]))
        #expect(value["store"]["dialects"] == .array([.text("common")]))
        #expect(value["writerVersions"][0]["brokerVersion"] == .text(version.brokerVersion))
        #expect(Set(value["members"].elements.compactMap { $0["memberId"].text }) == Set(members.map { "\($0)" }))
        #expect(value["partitions"].elements.map { $0["partitionId"].number } == [1, 2, 3])
        #expect(value["copies"]["COMPLETED"] == .number(9))
        #expect(value["checkpointIds"]["first"] == .number(Store.ids[0]))
        let contents = value["areas"].elements.first { $0["name"] == .text("contents") }
        #expect(contents?["bytes"] == .number(store.written.partitionBackups.reduce(0) { $0 + $1.bytes }))
    }

    @Test("a downloaded copy of a bucket or container is called what it is", arguments: ["gcs", "azure", "filesystem"])
    func kinds(_ kind: String) async throws {
        let value = try await inspect(try Store(), "--as", kind)
        #expect(value["store"]["kind"] == .text(kind))
    }

    @Test("unreadable manifests, foreign and obsolete objects, markers are counted and named")
    func oddities() async throws {
        let store = try Store(planting: .manifest(.cut))
        let faults: [PlantedFault] = [
            .backup(.foreignObject), .backup(.obsoleteIndex), .metadata(.startMarkerWithoutEnd),
        ]
        for fault in faults {
            try fault.plant(inStoreAt: store.path, at: FaultTarget(checkpointId: Store.ids[0], partition: 1))
        }
        let value = try await inspect(store)
        #expect(value["unreadable"]["count"] == .number(1))
        #expect(value["unreadable"]["first"][0].text?.contains("1/\(Store.newest)/") == true)
        #expect(value["foreign"]["first"] == .array([.text("README.txt")]))
        #expect(value["obsoleteIndexes"] == .number(1))
        #expect(value["partitions"][0]["markers"] == .number(1))
        #expect(value["copies"]["unreadable"] == .number(1))
    }

    @Test("the table")
    func table() async throws {
        let store = try Store()
        let run = try await Program.run("inspect", store, "--format", "table")
        #expect(run.text.contains("store       \(store.path)"))
        #expect(run.text.contains("backups     3: 3 COMPLETED"))
        #expect(run.text.contains("written by  8.9.0 (6)"))
        #expect(run.errors.isEmpty)
    }

    @Test(
        "copies of buckets and containers written by Zeebe's own code",
        arguments: ["azure-8.6-seed103", "azure-8.9-seed102", "gcs-8.9-seed101", "fs-8.9-seed101"]
    )
    func zeebeStores(_ name: String) async throws {
        guard let folder = SharedDirectory.folder("fixtures-zeebe/\(name)") else { return }
        let kind = name.hasPrefix("fs") ? "filesystem" : String(name.prefix { $0 != "-" })
        let value = try await inspect(folder.path, "--as", kind)
        #expect(value["store"]["dialects"] == .array([.text("common")]))
        #expect(value["unreadable"]["count"] == .number(0))
    }
}
