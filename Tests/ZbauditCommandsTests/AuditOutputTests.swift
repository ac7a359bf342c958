import BackupModel
import Foundation
import SampleStore
import TestFixtures
import Testing

/// What `check` and `verify` print, against the contract.
@Suite("Output of audits")
struct AuditOutputTests {
    /// Backups of every state, damage, and files of other things.
    private func variedStore() throws -> Store {
        let backups = [
            SampleBackup(100), SampleBackup(200, state: .failed), SampleBackup(300, state: .inProgress),
            SampleBackup(400, state: .deleted), SampleBackup(500, statesByPartition: [2: .failed]), SampleBackup(600),
            SampleBackup(700),
        ]
        let store = try Store(SampleStoreSpecification(backups: backups, writesSecondCopy: true))
        for fault in [PlantedFault.snapshot(.fileBitFlip), .journal(.tornTail), .backup(.foreignObject)] {
            try fault.plant(inStoreAt: store.path, at: FaultTarget(checkpointId: 600, partition: 1))
        }
        try PlantedFault.manifest(.cut).plant(inStoreAt: store.path, at: FaultTarget(checkpointId: 700, partition: 2))
        return store
    }

    @Test("JSON has every field of the contract, in its order, with its type", arguments: ["verify", "check"])
    func contract(_ command: String) async throws {
        let run = try await Program.run(command, try variedStore())
        let problems = AuditContract.document.problems(try JSONValue(run.output))
        #expect(problems.isEmpty, "\(problems.joined(separator: "\n"))")
        #expect(run.output.last == UInt8(ascii: "\n"))
        #expect(run.errors.isEmpty)
    }

    @Test("the values agree with each other, and with what was written")
    func values() async throws {
        let store = try variedStore()
        let result = try JSONValue(try await Program.run("verify", store).output)
        #expect(result["schemaVersion"] == .number(1))
        #expect(result["store"]["location"] == .text(store.path))
        let backups = result["backups"].elements
        #expect(backups.map { $0["backupId"].number } == [100, 200, 300, 400, 500, 600, 700])
        #expect(
            backups.map { $0["state"].text } == [
                "COMPLETED", "FAILED", "IN_PROGRESS", "DELETED", "FAILED", "COMPLETED", "COMPLETED",
            ]
        )
        // The damaged copies of 600 and 700 have an intact second one.
        #expect(
            backups.map { $0["restorable"] } == [
                .bool(true), .bool(false), .bool(false), .bool(false), .bool(false), .bool(true), .bool(true),
            ]
        )
        let summary = result["summary"]
        #expect(summary["restorableBackups"] == .array([.number(100), .number(600), .number(700)]))
        #expect(summary["latestRestorable"] == .number(700))
        let states = summary["backups"]
        #expect(states["COMPLETED"] == .number(3) && states["FAILED"] == .number(2))
        let findings = result["findings"].elements
        for severity in ["error", "warning", "info"] {
            let count = findings.count { $0["severity"] == .text(severity) }
            #expect(summary["findings"][severity] == .number(Int64(count)))
        }
        for finding in findings {
            let code = try #require(finding["code"].text)
            #expect(FindingCode(rawValue: code) != nil, "\(code) is no code of the contract")
            #expect(finding["message"].text.map { (10...1000).contains($0.utf8.count) } == true)
        }
        #expect(findings.contains { $0["rule"] == .text("sfv-crc") })

        for written in store.written.partitionBackups where written.checkpointId == 100 {
            let partition = backups[0]["partitions"][Int(written.partition) - 1]
            let copy = try #require(
                partition["copies"].elements.first { $0["memberId"] == .text("\(written.member)") }
            )
            let journal = try #require(written.journal)
            #expect(partition["partitionId"] == .number(Int64(written.partition)))
            #expect(copy["place"] == .text("manifests/\(written.partition)/100/\(written.member)/manifest.json"))
            #expect(copy["snapshotId"].text == written.snapshotId)
            #expect(copy["checkpointPosition"] == .number(written.checkpointPosition))
            #expect(copy["firstLogPosition"] == .number(written.firstLogPosition))
            #expect(copy["snapshotFiles"] == .number(Int64(written.snapshotFiles)))
            #expect(copy["segmentFiles"] == .number(Int64(written.segmentFiles)))
            #expect(copy["bytes"] == .number(written.bytes))
            #expect(copy["journal"]["firstIndex"] == .number(journal.firstIndex))
            #expect(copy["journal"]["lastIndex"] == .number(journal.lastIndex))
            #expect(copy["journal"]["records"] == .number(journal.lastIndex - journal.firstIndex + 1))
            #expect(copy["journal"]["lastPosition"] == .number(journal.lastPosition))
            #expect(copy["journal"]["checkpointIndex"] == .number(journal.checkpointIndex))
        }
    }

    @Test(
        "JSON Lines: audit, backups, ranges, findings, summary, each line one object of the contract",
        arguments: ["verify", "check"]
    )
    func lines(_ command: String) async throws {
        let store = try variedStore()
        let document = try JSONValue(try await Program.run(command, store).output)
        let lines = try await Program.run(command, store, "--format", "jsonl").lines.map {
            try JSONValue(Array($0.utf8))
        }
        let types = lines.compactMap { $0["type"].text }
        #expect(types.count == lines.count)
        for (line, type) in zip(lines, types) {
            let problems = AuditContract.line(type).problems(line)
            #expect(problems.isEmpty, "\(problems)")
        }
        var expected = ["audit"] + document["backups"].elements.map { _ in "backup" }
        expected += document["ranges"].elements.map { _ in "range" }
        expected += document["findings"].elements.map { _ in "finding" } + ["summary"]
        #expect(types == expected)
        #expect(
            lines.filter { $0["type"] == .text("finding") }.map { $0["code"] }
                == document["findings"].elements.map { $0["code"] }
        )
    }

    @Test("a check never says more than it knows: restorable is null or false")
    func checkDecidesNothing() async throws {
        let result = try JSONValue(try await Program.run("check", try variedStore()).output)
        #expect(result["depth"] == .text("check"))
        #expect(result["backups"].elements.allSatisfy { $0["restorable"] == .null || $0["restorable"] == .bool(false) })
        #expect(result["summary"]["restorableBackups"] == .array([]))
        #expect(result["summary"]["latestRestorable"] == .null)
        let copies = result["backups"].elements.flatMap { $0["partitions"].elements.flatMap { $0["copies"].elements } }
        #expect(copies.allSatisfy { $0["journal"] == .null })
    }

    @Test("the table: the verdict first, the backups, findings with what to do, what it took")
    func table() async throws {
        let store = try Store(planting: .snapshot(.fileBitFlip))
        let run = try await Program.run("verify", store, "--format", "table")
        let lines = run.lines
        let verdict = "; 2 of 3 backups can be restored; latest: \(Store.ids[1])"
        #expect(run.firstLine.hasPrefix("DAMAGED: ") && run.firstLine.hasSuffix(verdict), "\(run.firstLine)")
        #expect(lines.dropFirst().first?.hasPrefix("verify of \(store.path) (filesystem), 20") == true)
        #expect(lines.contains { $0.hasPrefix("\(Store.newest)  ") && $0.contains("no") && $0.hasSuffix("errors") })
        #expect(
            lines.contains {
                $0.hasPrefix("ERROR snapshot.checksum-mismatch (sfv-crc)  backup \(Store.newest), partition 1")
            }
        )
        #expect(lines.contains("  contents/1/\(Store.newest)/\(store.backup().member)/snapshot/000008.sst"))
        #expect(lines.contains { $0.hasPrefix("  next: Restore another backup") })
        #expect(lines.last?.contains("objects listed") == true)
        #expect(run.errors.isEmpty)
    }

    @Test(
        "of healthy stores written by Zeebe's own code the table has no error",
        arguments: ["fs-8.9-seed101", "fs-8.9-seed103"]
    )
    func zeebeStore(_ name: String) async throws {
        guard let folder = SharedDirectory.folder("fixtures-zeebe/\(name)") else { return }
        let run = try await Program.run("verify", folder.path, "--format", "table")
        #expect(run.status == 0, "\(run.account)")
        #expect(!run.text.contains("ERROR"))
        #expect(run.text.hasPrefix("OK: "))
    }

    @Test(
        "harmless things get no advice to give a backup up",
        arguments: [
            PlantedFault.journal(.payloadBitFlipAfterCheckpoint), .journal(.tornTail), .snapshot(.combinedValueWrong),
            .journal(.descriptorHintWrong), .backup(.secondCopy), .backup(.foreignObject), .backup(.unlistedObject),
        ]
    )
    func harmlessAdvice(_ fault: PlantedFault) async throws {
        let run = try await Program.run("verify", try Store(planting: fault), "--format", "table")
        #expect(run.status == 0, "\(run.account)")
        #expect(run.text.contains("next: "), "\(run.text)")
        for word in ["estore another", "ake a new backup", "severity is error", "support"] {
            #expect(!run.text.contains(word), "\(run.text)")
        }
    }

    @Test(
        "damage behind the checkpoint is said to lie there",
        arguments: [JournalFault.payloadBitFlipAfterCheckpoint, .tornTail]
    )
    func tail(_ fault: JournalFault) async throws {
        let result = try JSONValue(try await Program.run("verify", try Store(planting: .journal(fault))).output)
        let message = try #require(result["findings"][0]["message"].text)
        #expect(message.contains("behind the checkpoint"))
    }
}
