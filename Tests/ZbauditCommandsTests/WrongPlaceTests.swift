import BackupCatalog
import Foundation
import SampleStore
import TestFixtures
import Testing

/// Places that are no backup store, or none that can be judged: never success, and the message says what was seen.
@Suite("Wrong places")
struct WrongPlaceTests {
    static let commands = [
        ["verify"], ["check"], ["inspect"], ["list"], ["status", "100"], ["records", "--backup", "100"],
    ]

    private func run(_ command: [String], _ place: any Argument) async throws -> Ended {
        try await Program.run(command, on: place)
    }

    /// Expects an exit status, nothing on standard output that could be taken for an answer, and words.
    private func expect(_ run: Ended, _ status: Int32, _ words: String...) {
        #expect(run.status == status, "\(run.account)")
        #expect(run.output.isEmpty, "\(run.account)")
        for word in words { #expect(run.errors.contains(word), "\(run.errors)") }
    }

    @Test("6: the path does not exist", arguments: commands)
    func missing(_ command: [String]) async throws {
        expect(try await run(command, "/nowhere/backups"), 6, "/nowhere/backups", "no such file or directory")
        expect(try await run(command, "file:///nowhere/backups"), 6, "/nowhere/backups")
    }

    @Test("6: an empty directory", arguments: commands)
    func empty(_ command: [String]) async throws {
        let place = try TestDirectory()
        expect(try await run(command, place), 6, "no backup in \(place.path)")
    }

    @Test("6: a directory with nothing but the empty directories of the layout", arguments: commands)
    func onlyEmptyDirectories(_ command: [String]) async throws {
        let place = try TestDirectory()
        for name in ["manifests/1/100/0", "contents/1/100/0/snapshot", "metadata", "ranges", "index"] {
            try place.makeDirectory(name)
        }
        expect(try await run(command, place), 6, "no backup in \(place.path)")
    }

    @Test("6: contents without any manifest, which the message says", arguments: commands)
    func onlyContents(_ command: [String]) async throws {
        let store = try Store()
        try store.directory.remove("store/manifests")
        expect(try await run(command, store), 6, "manifests were lost")
    }

    @Test("9: a directory with files of other things; some of them are named", arguments: commands)
    func foreign(_ command: [String]) async throws {
        let place = try TestDirectory()
        try place.write("a diary", to: "diary.txt")
        try place.write("a photo", to: "photos/cat.jpg")
        expect(try await run(command, place), 9, "not a backup store", "2 objects", "diary.txt", "photos/cat.jpg")
    }

    @Test("9: the directory above a store; the message names the store below", arguments: commands)
    func above(_ command: [String]) async throws {
        let store = try Store()
        expect(try await run(command, store.directory.path), 9, "not a backup store", "\(store.path)?")
    }

    @Test("9: a regular file as the store", arguments: commands)
    func regularFile(_ command: [String]) async throws {
        let place = try TestDirectory()
        try place.write("x", to: "backup.tar")
        expect(try await run(command, place("backup.tar")), 9, "not a directory")
    }

    @Test(
        "2: options that do not fit a store behind a network; the message says what is missing or wrong",
        arguments: [
            ("azure://container", ["--anonymous"], "--account"),
            ("azure://No_Container", ["--account", "acct"], "names no container"),
            ("azure://container", ["--account", "acct", "--region", "r"], "--region is for s3:// only"),
            ("azure://container", ["--account", "acct", "--as", "azure"], "--as says"),
            ("azure://container", ["--account", "acct", "--credentials-file", "/nonexistent"], "/nonexistent"),
            ("azure://container", ["--anonymous", "--endpoint", "acct"], "--endpoint"),
            ("azure://container", ["--account", "acct", "--hmac-key-file", "f"], "--hmac-key-file is for gs:// only"),
            ("s3://bucket", ["--account", "acct"], "--account is for azure:// only"),
            ("s3://bucket", ["--hmac-key-file", "f"], "--hmac-key-file is for gs:// only"),
            ("s3://", [], "names no bucket"),
            ("gs://bucket", ["--account", "acct"], "--account is for azure:// only"),
            ("gs://bucket", ["--no-path-style"], "--path-style is for s3:// only"),
            ("gs://bucket", ["--sse-c-key-file", "f"], "--sse-c-key-file is for s3:// only"),
            ("gs://bucket", ["--as", "gcs"], "--as says"),
            ("gs://", [], "names no bucket"),
            ("gcs://bucket", [], "s3://bucket, gs://bucket or azure://container"),
        ]
    )
    func foreignOptions(url: String, options: [String], text: String) async throws {
        for command in Self.commands { expect(try await run(command + options, url), 2, text) }
    }

    @Test("9: --as s3 for what is no copy of a bucket; the message names the way out, which is not refused")
    func asS3() async throws {
        let store = try Store()
        for command in Self.commands.dropLast() {
            let run = try await Program.run(command + ["--as", "s3"], on: store)
            #expect(run.status == 9, "\(run.account)")
            #expect(run.errors.contains("without --as s3"), "\(run.account)")
        }
        let table = try await Program.run("verify", store, "--as", "s3", "--format", "table")
        #expect(table.allText.contains("NOT JUDGED"), "\(table.account)")
        #expect(try await Program.run("verify", store).status == 0)
    }

    @Test("advice about S3 does not lead in a circle: what it names is not refused")
    func noCircularAdvice() async throws {
        let place = try s3Dialect()
        let data = try await Program.run("verify", place, "--format", "table")
        #expect(data.status == 9 && data.allText.contains("--as s3"), "\(data.account)")
        let judged = try await Program.run("verify", place, "--as", "s3", "--format", "table")
        #expect(judged.status == 3 && judged.allText.contains("journal"), "\(judged.account)")
    }

    // MARK: Data of the S3 store

    /// A manifest as the S3 store writes it from 8.9 on, at the place that all stores share.
    private func s3Dialect() throws -> TestDirectory {
        let place = try TestDirectory()
        let manifest = """
            {"statusCode":"completed","id":{"nodeId":0,"partitionId":1,"checkpointId":100,"zone":null},\
            "descriptor":{"snapshotId":"1-1-1-1","checkpointPosition":10,"numberOfPartitions":1,"brokerVersion":"8.9.0"},\
            "snapshotFiles":{"files":{}},"segmentFiles":{"files":{}},"createdAt":"2026-01-01T00:00:00Z",\
            "modifiedAt":"2026-01-01T00:00:00Z"}
            """
        try place.write(manifest, to: "manifests/1/100/0/manifest.json")
        return place
    }

    /// The keys of the S3 store up to 8.8.
    private func s3Legacy() throws -> TestDirectory {
        let place = try TestDirectory()
        try place.write("{\"statusCode\":\"completed\"}", to: "1/100/0/manifest.json")
        try place.write("x", to: "1/100/0/segments/raft-partition-partition-1-1.log")
        return place
    }

    @Test("9: manifests of the S3 store are recognised and not called damaged", arguments: commands)
    func dialect(_ command: [String]) async throws {
        try await expectForeign(command, try s3Dialect())
    }

    @Test("9: the keys of the S3 store up to 8.8 are recognised; zero backups is not the answer", arguments: commands)
    func legacy(_ command: [String]) async throws {
        try await expectForeign(command, try s3Legacy())
    }

    @Test(
        "9: S3 stores written by Zeebe's own code",
        arguments: SharedDirectory.url == nil
            ? []
            : [
                "s3-8.1-filelist-seed103", "s3-8.6-seed101", "s3-8.6-seed103", "s3-8.6-zstd-seed101", "s3-8.9-seed102",
                "s3-mixed-seed103",
            ]
    )
    func zeebeStores(_ name: String) async throws {
        let folder = try #require(SharedDirectory.folder("fixtures-zeebe/\(name)"))
        for command in Self.commands { try await expectForeign(command, folder.path) }
    }

    private func expectForeign(_ command: [String], _ place: any Argument) async throws {
        let run = try await run(command, place)
        #expect(run.status == 9, "\(run.account)")
        #expect(run.errors.contains("S3 store"), "\(run.errors)")
        // What Zeebe's own store would do with it (store-layout §14.2).
        #expect(
            run.errors.contains("store fails when it lists") || run.errors.contains("store does not see"),
            "\(run.errors)"
        )
        // What can be said of the place is said where that is the question; a list of nothing would be a lie.
        let answers = ["verify", "check", "inspect"].contains(command[0])
        #expect(run.output.isEmpty != answers, "\(run.account)")
        guard ["verify", "check"].contains(command[0]) else { return }
        let table = try await Program.run(command[0], place, "--format", "table")
        #expect(!table.text.contains("DAMAGED"), "\(table.account)")
        #expect(!table.text.contains("Take a new backup now"), "\(table.account)")
    }

    // MARK: Another kind of trouble

    @Test("6: an unknown backup, with the backups that there are", arguments: ["42", "42*"])
    func unknownBackup(_ id: String) async throws {
        let store = try Store()
        for command in ["verify", "check", "records"] {
            let run = try await Program.run(command, store, "--backup", id)
            expect(run, 6, "no backup \(id)", "\(Store.ids[0])", "\(Store.newest)")
        }
    }

    @Test("6: a partition or a member without copies")
    func unknownCopies() async throws {
        let store = try Store()
        for command in ["verify", "check", "records"] {
            expect(try await Program.run(command, store, "--partition", "9"), 6, "no copy", "partition 9")
            expect(try await Program.run(command, store, "--member", "7"), 6, "no copy", "member 7")
        }
    }
}
