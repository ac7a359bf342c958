import Foundation
import Glibc
import SampleStore
import TestFixtures
import Testing

/// `inspect --content`: what backups hold.
@Suite("inspect --content")
struct InspectContentTests {
    static let ids: [Int64] = [1_708_985_600_000, 1_708_986_200_000, 1_708_986_800_000]

    /// The store of the repository whose state Zeebe's own state classes wrote.
    static let fixture = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "fixtures/zeebe/state-fs-8.9-clean/store").path

    /// A copy of it in a directory of its own.
    private func copy() throws -> TestDirectory {
        let directory = try TestDirectory()
        try FileManager.default.copyItem(atPath: Self.fixture, toPath: directory("store"))
        return directory
    }

    static let counts = Shape.orNull(
        .object(
            [
                "processDefinitions", "processInstances", "jobs", "timers", "messages", "incidents", "userTasks",
                "variables",
            ].map { ($0, .number) }
        )
    )

    static let partition = Shape.object([
        ("partitionId", .number), ("memberId", .orNull(.text)), ("checkpointId", .number),
        ("checkpointPosition", .orNull(.number)), ("snapshotId", .orNull(.text)), ("brokerVersion", .orNull(.text)),
        ("state", .oneOf(["read", "no-snapshot", "unreadable", "not-completed"])), ("reason", .orNull(.text)),
        ("counts", counts),
        (
            "columnFamilies",
            .orNull(.list(.object([("number", .number), ("name", .orNull(.text)), ("entries", .number)])))
        ), ("entries", .orNull(.number)),
        ("change", .orNull(.object([("sinceBackupId", .number), ("counts", counts), ("entries", .number)]))),
    ])

    static let content = Shape.list(
        .object([
            ("backupId", .number), ("state", .text), ("partitions", .list(partition)), ("entries", .orNull(.number)),
        ])
    )

    static let notes = Shape.list(
        .object([
            ("backupId", .number), ("partitionId", .orNull(.number)),
            ("kind", .oneOf(["nearly-empty", "deployments-differ", "numbers-only", "log-not-counted"])),
            ("message", .text),
        ])
    )

    /// Runs the command and returns its JSON, of which every member is as the contract says.
    private func inspect(_ path: any Argument, _ arguments: String..., status: Int32 = 0) async throws -> JSONValue {
        let run = try await Program.launch(["inspect", path, "--content"] + arguments).run()
        #expect(run.status == status, "\(run.account)")
        let value = try JSONValue(run.output)
        let problems = Self.content.problems(value["content"]) + Self.notes.problems(value["notes"])
        #expect(problems.isEmpty, "\(problems)")
        return value
    }

    @Test("JSON: the newest two backups, every column family by number and name, notes")
    func json() async throws {
        let value = try await inspect(Self.fixture)
        #expect(value["content"].elements.map { $0["backupId"].number } == [Self.ids[1], Self.ids[2]])
        #expect(value["content"].elements.map { $0["entries"].number } == [176, 214])
        let newest = value["content"][1]["partitions"][0]
        #expect(newest["counts"]["processInstances"] == .number(8))
        #expect(newest["columnFamilies"][5]["name"] == .text("VARIABLES"))
        #expect(newest["change"]["sinceBackupId"] == .number(Self.ids[1]))
        #expect(newest["change"]["counts"]["variables"] == .number(4))
        #expect(value["notes"].elements.map { $0["kind"].text } == ["deployments-differ", "deployments-differ"])
        #expect(value["notes"][1]["message"].text?.contains("2251799813685252 (order-3)") == true)
        #expect(value["legacyManifests"] == .number(0))
    }

    @Test("without --content nothing of it is there")
    func without() async throws {
        let run = try await Program.run("inspect", Self.fixture)
        #expect(!(try JSONValue(run.output)).names.contains("content"))
    }

    @Test("every backup, one, a prefix, one partition")
    func selection() async throws {
        func found(_ arguments: String...) async throws -> [Int64?] {
            let run = try await Program.launch(["inspect", Self.fixture, "--content"] + arguments).run()
            return try JSONValue(run.output)["content"].elements.map { $0["backupId"].number }
        }
        #expect(try await found("--backup", "*") == Self.ids)
        #expect(try await found("--backup", "latest") == [Self.ids[2]])
        #expect(try await found("--backup", "oldest", "--backup", "latest") == [Self.ids[0], Self.ids[2]])
        #expect(try await found("--backup", "17089856*") == [Self.ids[0]])
        let value = try await inspect(Self.fixture, "--partition", "2", "--format", "jsonl")
        #expect(value["content"].elements.map { $0["partitions"].elements.count } == [1, 1])
        #expect(value["content"][1]["entries"] == .null)
        #expect(value["notes"] == .array([]))
        let missing = try await Program.run("inspect", Self.fixture, "--content", "--backup", "5")
        #expect(missing.status == 6)
    }

    @Test(
        "options that go with --content are refused without it",
        arguments: [["--backup", "latest"], ["--jobs", "2"]]
    )
    func refused(_ arguments: [String]) async throws {
        let run = try await Program.launch(["inspect", Self.fixture] + arguments).run()
        #expect(run.status == 2, "\(run.account)")
        #expect(run.errors.contains("--content"))
    }

    @Test("the table: two backups beside each other")
    func table() async throws {
        let run = try await Program.run("inspect", Self.fixture, "--content", "--format", "table")
        #expect(run.status == 0, "\(run.account)")
        #expect(run.errors.isEmpty)
        #expect(
            run.text.contains(
                """
                cluster              1708986200000  1708986800000  change
                process definitions              4              4       -
                process instances               12             16      +4  +33 %
                jobs                            10             12      +2  +20 %
                """
            ),
            "\(run.text)"
        )
        #expect(run.text.contains("NOTE 2 backups from 1708986200000 to 1708986800000: deployments differ"))
    }

    @Test("a backup that is complete but nearly empty is seen at once, and changes no exit code")
    func nearlyEmpty() async throws {
        let store = try Store(SampleStoreSpecification(snapshotFillerBytes: 128 * 1024))
        let manifest = store.contents() + "/snapshot/MANIFEST-000005"
        let bytes = try store.directory.bytes(of: manifest)
        // The MANIFEST of a database before its first table: five records, each behind seven bytes with its length.
        var end = 0
        for _ in 0..<5 { end += 7 + Int(bytes[end + 4]) + Int(bytes[end + 5]) << 8 }
        try store.directory.write(bytes[..<end], to: manifest)
        let value = try await inspect(store)
        let partition = value["content"][1]["partitions"][0]
        #expect(partition["state"] == .text("read"))
        #expect(partition["entries"] == .number(0))
        #expect(partition["columnFamilies"] == .array([]))
        let before = try #require(value["content"][0]["partitions"][0]["entries"].number)
        #expect(before > 100)
        #expect(partition["change"]["entries"] == .number(-before))
        let notes = value["notes"].elements
        // What is gone was deployed on all partitions.
        #expect(Set(notes.map { $0["kind"].text }) == ["nearly-empty", "deployments-differ"])
        #expect(notes.first { $0["kind"] == .text("nearly-empty") }?["partitionId"] == .number(1))
        let run = try await Program.run("inspect", store, "--content", "--format", "table")
        #expect(run.status == 0, "\(run.account)")
        #expect(
            run.text.replacing("\n ", with: "")
                .contains("NOTE backup \(Store.newest), partition 1: nearly empty against backup \(Store.ids[1]):"),
            "\(run.text)"
        )
    }

    @Test("a partition that always held little gives no note")
    func smallCluster() async throws {
        #expect(try await inspect(Self.fixture, "--partition", "1", "--backup", "*")["notes"].elements.isEmpty)
    }

    @Test("a damaged database: exit code 3, no counts, the reason and the next step; the rest is shown")
    func damaged() async throws {
        let directory = try copy()
        let folder = "store/contents/1/\(Self.ids[2])/0/snapshot"
        for name in try directory.names(in: folder) where name.hasSuffix(".sst") {
            var bytes = try directory.bytes(of: "\(folder)/\(name)")
            bytes[50] ^= 4
            try directory.write(bytes, to: "\(folder)/\(name)")
        }
        let value = try await inspect(directory("store"), status: 3)
        let partition = value["content"][1]["partitions"][0]
        #expect(partition["state"] == .text("unreadable"))
        #expect(partition["counts"] == .null)
        #expect(partition["entries"] == .null)
        #expect(value["content"][1]["partitions"][1]["entries"] == .number(109))
        let table = try await Program.run("inspect", directory("store"), "--content", "--format", "table")
        #expect(table.status == 3)
        #expect(table.text.contains("NOT COUNTED backup \(Self.ids[2]), partition 1: cannot be read:"))
        #expect(
            table.text.replacing("\n ", with: "")
                .contains("--backup \(Self.ids[2]) --partition 1")
        )
        #expect(table.text.contains("cannot be read\n"))
    }

    @Test("stores of every release can be looked into", arguments: WriterVersion.allCases)
    func releases(_ version: WriterVersion) async throws {
        let store = try Store(SampleStoreSpecification(version: version))
        let value = try await inspect(store)
        for backup in value["content"].elements {
            #expect(backup["partitions"].elements.allSatisfy { $0["state"] == .text("read") }, "\(backup)")
        }
    }

    @Test("a store without a complete backup says so")
    func noCompleteBackup() async throws {
        let store = try Store()
        for id in Store.ids {
            for partition in [1, 2] as [Int32] {
                let path = store.manifest(id, partition: partition)
                let text = String(decoding: try store.directory.bytes(of: path), as: UTF8.self)
                try store.directory.write(text.replacing("COMPLETED", with: "FAILED"), to: path)
            }
        }
        let run = try await Program.run("inspect", store, "--content", "--format", "table")
        #expect(run.status == 0, "\(run.account)")
        #expect(run.text.hasSuffix("content     none: there is no COMPLETED backup\n"), "\(run.text)")
    }

    @Test("a closed pipe, a progress bar, an output file")
    func outputs() async throws {
        let directory = try TestDirectory()
        let path = directory("content.json")
        let run = try await Program.run("inspect", Self.fixture, "--content", "--progress", "--output", path)
        #expect(run.status == 0)
        #expect(run.output.isEmpty)
        #expect(run.errors.contains("4/4 copies"), "\(run.errors)")
        #expect(try JSONValue(try directory.bytes(of: "content.json"))["content"].elements.count == 2)
    }
}
