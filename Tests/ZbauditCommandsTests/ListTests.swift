import SampleStore
import Testing

/// `list` and `status`: the bodies of the management API (store-layout §12).
@Suite("list and status")
struct ListTests {
    /// Backups of all states; the ids of two of them begin with 17.
    private func store() throws -> Store {
        try Store(
            SampleStoreSpecification(
                backups: [
                    SampleBackup(16), SampleBackup(17, state: .failed), SampleBackup(170, state: .inProgress),
                    SampleBackup(200, state: .deleted), SampleBackup(217, statesByPartition: [2: .failed]),
                    SampleBackup(300),
                ]
            )
        )
    }

    private func body(_ arguments: any Argument...) async throws -> JSONValue {
        let run = try await Program.launch(arguments).run()
        #expect(run.status == 0, "\(run.account)")
        #expect(run.errors.isEmpty)
        return try JSONValue(run.output)
    }

    @Test("the list: the newest first, states by the rules of the cluster")
    func list() async throws {
        let body = try await body("list", try store())
        #expect(body.elements.map { $0["backupId"].number } == [300, 217, 200, 170, 17, 16])
        #expect(
            body.elements.map { $0["state"].text } == [
                "COMPLETED", "FAILED", "DELETED", "IN_PROGRESS", "FAILED", "COMPLETED",
            ]
        )
    }

    @Test("a partition in the list: state, time and version; the reason where it failed; nothing else")
    func listDetails() async throws {
        for backup in try await body("list", try store()).elements {
            let isFailed = backup["state"] == .text("FAILED")
            #expect(
                backup.names
                    == (isFailed
                        ? ["backupId", "state", "failureReason", "details"] : ["backupId", "state", "details"])
            )
            #expect(backup["details"].elements.map { $0["partitionId"].number } == [1, 2])
            for partition in backup["details"].elements {
                let expected =
                    partition["state"] == .text("FAILED")
                    ? ["partitionId", "state", "failureReason", "createdAt", "brokerVersion"]
                    : ["partitionId", "state", "createdAt", "brokerVersion"]
                #expect(partition.names == expected)
                #expect(partition["brokerVersion"].text != nil)
                #expect(partition["createdAt"].text?.hasSuffix("Z") == true)
            }
        }
    }

    @Test(
        "the status: all fields where there is one to restore, fewer where it failed",
        arguments: [16, 17, 170, 200, 217, 300]
    )
    func status(_ id: Int64) async throws {
        let store = try store()
        let body = try await body("status", store, "\(id)")
        #expect(body["backupId"] == .number(id))
        for partition in body["details"].elements {
            var expected = ["partitionId", "state", "createdAt", "lastUpdatedAt", "snapshotId"]
            if partition["state"] == .text("FAILED") {
                expected.insert("failureReason", at: 2)
            } else {
                expected += ["firstLogPosition", "checkpointPosition", "brokerId", "brokerVersion"]
            }
            #expect(partition.names == expected, "\(id) \(partition)")
            guard partition["state"] == .text("COMPLETED") else { continue }
            let written = store.backup(id, partition: Int32(partition["partitionId"].number ?? 0))
            #expect(partition["snapshotId"].text == written.snapshotId)
            #expect(partition["checkpointPosition"] == .number(written.checkpointPosition))
            #expect(partition["firstLogPosition"] == .number(written.firstLogPosition))
            #expect(partition["brokerId"] == .number(Int64(written.member.nodeId)))
        }
        let failed = body["details"].elements.filter { $0["state"] == .text("FAILED") }
        let sentences = failed.map {
            "Backup on partition \($0["partitionId"].number ?? 0) failed due to \($0["failureReason"].text ?? ""). "
        }
        #expect(body["failureReason"].text ?? "" == sentences.joined())
    }

    @Test("a partition without manifest is there, as one that does not exist")
    func missingPartition() async throws {
        let store = try Store(planting: .backup(.partitionMissing))
        let body = try await body("status", store, "\(Store.newest)")
        #expect(body["state"] == .text("INCOMPLETE"))
        #expect(
            body["details"][0]
                == .object([
                    .init(name: "partitionId", value: .number(1)), .init(name: "state", value: .text("DOES_NOT_EXIST")),
                ])
        )
    }

    @Test(
        "one id or a prefix",
        arguments: [("17", [17]), ("17*", [170, 17]), ("2*", [217, 200]), ("*", [300, 217, 200, 170, 17, 16])]
    )
    func patterns(_ pattern: String, _ ids: [Int64]) async throws {
        let body = try await body("list", try store(), pattern)
        #expect(body.elements.map { $0["backupId"].number } == ids)
    }

    @Test("6 for what is not there", arguments: [["list", "18"], ["list", "9*"], ["status", "18"]])
    func unknown(_ command: [String]) async throws {
        let store = try store()
        let run = try await Program.run(command[0], store, command[1])
        #expect(run.status == 6, "\(run.account)")
        #expect(run.errors.contains("no backup \(command[1])"))
    }

    @Test("JSON Lines: one backup a line; the same as the list")
    func lines() async throws {
        let store = try store()
        let lines = try await Program.run("list", store, "--format", "jsonl").lines
        let list = try await body("list", store)
        #expect(try lines.map { try JSONValue(Array($0.utf8)) } == list.elements)
        let status = try await Program.run("status", store, "300", "--format", "jsonl")
        #expect(status.lines.count == 1)
    }

    @Test("tables")
    func tables() async throws {
        let store = try store()
        let list = try await Program.run("list", store, "--format", "table")
        #expect(list.firstLine.contains("backup") && list.firstLine.contains("state"))
        #expect(list.lines.count { $0.contains("2/2") } == 2)
        #expect(list.lines.last == "6 backups")
        let status = try await Program.run("status", store, "217", "--format", "table")
        #expect(status.firstLine == "backup 217: FAILED")
        #expect(status.text.contains("partition 2 failed: "), "\(status.text)")
    }

    @Test(
        "3 where a manifest cannot be read: the rest is shown, and the words name the manifest",
        arguments: [["list"], ["status", "\(Store.newest)"]]
    )
    func unreadable(_ command: [String]) async throws {
        let store = try Store(planting: .manifest(.cut))
        let run = try await Program.run(command, on: store)
        #expect(run.status == 3, "\(run.account)")
        _ = try JSONValue(run.output)
        #expect(run.errors.contains(store.manifest().dropFirst("store/".count)))
    }
}
