import SampleStore
import Testing

/// The part of a store that is looked at.
@Suite("Selection")
struct SelectionTests {
    private func verify(_ store: Store, _ arguments: String..., status: Int32 = 0) async throws -> JSONValue {
        let run = try await Program.launch(["verify", store] as [any Argument] + arguments).run()
        #expect(run.status == status, "\(run.account)")
        return try JSONValue(run.output)
    }

    private func ids(_ result: JSONValue) -> [Int64] {
        result["backups"].elements.compactMap { $0["backupId"].number }
    }

    @Test(
        "--backup: an id, latest, oldest, a prefix, several of them",
        arguments: [
            (["200"], [200]), (["latest"], [300]), (["oldest"], [100]), (["1*"], [100, 101]),
            (["*"], [100, 101, 200, 300]),
            (["oldest", "300"], [100, 300]), (["1*", "100"], [100, 101]),
        ]
    )
    func backups(_ selectors: [String], _ expected: [Int64]) async throws {
        let backups = [SampleBackup(100), SampleBackup(101), SampleBackup(200), SampleBackup(300)]
        let store = try Store(SampleStoreSpecification(backups: backups))
        let run = try await Program.launch(
            ["verify", store] as [any Argument] + selectors.flatMap { ["--backup", $0] }
        ).run()
        #expect(run.status == 0, "\(run.account)")
        let result = try JSONValue(run.output)
        #expect(ids(result) == expected)
        #expect(result["backups"].elements.allSatisfy { $0["restorable"] == .bool(true) })
    }

    @Test("latest and oldest are those of the complete backups")
    func latestIsComplete() async throws {
        let backups = [
            SampleBackup(100, state: .failed), SampleBackup(200), SampleBackup(300),
            SampleBackup(400, state: .inProgress),
        ]
        let store = try Store(SampleStoreSpecification(backups: backups))
        #expect(ids(try await verify(store, "--backup", "latest")) == [300])
        #expect(ids(try await verify(store, "--backup", "oldest")) == [200])
    }

    @Test("damage outside of the selection does not matter, inside it does")
    func damage() async throws {
        let store = try Store(planting: .snapshot(.fileBitFlip))
        _ = try await verify(store, "--backup", "\(Store.ids[0])")
        _ = try await verify(store, "--partition", "2")
        _ = try await verify(store, "--backup", "\(Store.newest)", status: 3)
        _ = try await verify(store, "--partition", "1", status: 3)
    }

    @Test("--for-restore: the backups named are taken as one restore, of which each must join the one before")
    func forRestore() async throws {
        let whole = try Store(SampleStoreSpecification(backups: [SampleBackup(100), SampleBackup(200)]))
        let result = try await verify(whole, "--for-restore", "--backup", "*")
        #expect(result["restore"]["succeeds"] == .bool(true))
        #expect(result["restore"]["backups"].elements.compactMap(\.number) == [100, 200])
        #expect(result["restore"]["partitions"][0]["links"][0]["state"] == .text("joined"))
        let torn = try Store(
            SampleStoreSpecification(backups: [SampleBackup(100), SampleBackup(200, startsNewRange: true)])
        )
        #expect(try await verify(torn)["restore"] == .null)
        let failing = try await verify(torn, "--for-restore", "--backup", "*", status: 3)
        #expect(failing["restore"]["partitions"][1]["failingStep"] == .text("join-logs"))
        let table = try await Program.launch(
            ["verify", torn, "--for-restore", "--backup", "*", "--format", "table"]
        ).run()
        #expect(
            String(decoding: table.output, as: UTF8.self).contains("restore of 100, 200: CANNOT be restored"),
            "\(table.account)"
        )
        #expect(
            table.text.hasPrefix("DAMAGED: 2 errors; the 2 backups CANNOT be restored together\n"),
            "\(table.account)"
        )
        let joined = try await Program.run("verify", whole, "--for-restore", "--backup", "*", "--format", "table")
        #expect(joined.text.hasPrefix("OK: the 2 backups can be restored together\n"), "\(joined.account)")
        let one = try await Program.run("verify", torn, "--for-restore", "--backup", "200", "--format", "table")
        #expect(one.text.hasPrefix("OK: the backup can be restored\n"), "\(one.account)")
        let bare = try await Program.launch(["verify", torn, "--for-restore"]).run()
        #expect(bare.status == 2, "\(bare.account)")
        #expect(bare.errors.contains("--for-restore needs --backup"), "\(bare.account)")
        let part = try await Program.launch(
            ["verify", torn, "--for-restore", "--backup", "*", "--member", "0"]
        ).run()
        #expect(part.status == 2, "\(part.account)")
        #expect(part.errors.contains("leave --member out"), "\(part.account)")
    }

    @Test(
        "a part of a backup does not decide whether it can be restored",
        arguments: [["--partition", "1"], ["--member", "0"]]
    )
    func partOfBackups(_ arguments: [String]) async throws {
        let store = try Store()
        let run = try await Program.launch(["verify", store] as [any Argument] + arguments).run()
        #expect(run.status == 0, "\(run.account)")
        let result = try JSONValue(run.output)
        #expect(result["backups"].elements.allSatisfy { $0["restorable"] == .null })
        #expect(result["summary"]["restorableBackups"] == .array([]))
        let copies = result["backups"].elements.flatMap { $0["partitions"].elements.flatMap { $0["copies"].elements } }
        #expect(copies.count == 3)
        #expect(copies.allSatisfy { $0["verdict"] == .text("ok") })
        let table = try await Program.launch(["verify", store, "--format", "table"] as [any Argument] + arguments).run()
        let verdict = table.firstLine
        #expect(verdict.hasPrefix("OK: nothing wrong in the selected"), "\(verdict)")
        #expect(verdict.contains("not decided"), "\(verdict)")
    }

    @Test("damage in a part decides")
    func damagedPart() async throws {
        let store = try Store(planting: .snapshot(.fileBitFlip))
        let result = try await verify(store, "--partition", "1", status: 3)
        #expect(result["backups"].elements.map { $0["restorable"] } == [.null, .null, .bool(false)])
    }

    @Test("only what is selected is read")
    func traffic() async throws {
        let store = try Store()
        let all = try await verify(store)
        let one = try await verify(store, "--backup", "latest", "--partition", "1")
        let copy = store.backup()
        let read = try #require(one["summary"]["bytesRead"].number)
        #expect(read >= copy.bytes)
        #expect(read < (all["summary"]["bytesRead"].number ?? 0) / 2)
    }
}
