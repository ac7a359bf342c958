import SampleStore
import Testing

/// Several copies of one partition: each is judged, and one intact copy is enough.
@Suite("Several copies")
struct SeveralCopiesTests {
    private func store(damaging member: SampleMember, _ fault: PlantedFault = .snapshot(.fileBitFlip)) throws -> Store {
        let store = try Store(SampleStoreSpecification(writesSecondCopy: true))
        try fault.plant(
            inStoreAt: store.path,
            at: FaultTarget(checkpointId: Store.newest, partition: 1, member: member)
        )
        return store
    }

    @Test(
        "a damaged copy beside an intact one: the backup can be restored, the copy is reported, the exit status is 3",
        arguments: [0, 1] as [Int32],
        [
            PlantedFault.snapshot(.fileBitFlip), .journal(.payloadBitFlipAtCheckpoint), .manifest(.cut),
            .backup(.contentsMissing),
        ]
    )
    func oneDamaged(_ node: Int32, _ fault: PlantedFault) async throws {
        let store = try store(damaging: SampleMember(nodeId: node), fault)
        let run = try await Program.run("verify", store)
        #expect(run.status == 3, "\(run.account)")
        let result = try JSONValue(run.output)
        #expect(result["summary"]["verdict"] == .text("damaged"))
        #expect(result["summary"]["latestRestorable"] == .number(Store.newest))
        let backup = result["backups"][2]
        #expect(backup["restorable"] == .bool(true))
        let copies = backup["partitions"][0]["copies"].elements
        #expect(copies.map { $0["memberId"].text } == ["0", "1"])
        #expect(copies.map { $0["verdict"].text } == (node == 0 ? ["damaged", "ok"] : ["ok", "damaged"]))
        let errors = result["findings"].elements.filter { $0["severity"] == .text("error") }
        #expect(!errors.isEmpty)
        #expect(errors.allSatisfy { $0["memberId"] == .text("\(node)") && $0["backupId"] == .number(Store.newest) })
    }

    @Test("the table tells which copy to leave, and that the backup can be restored")
    func table() async throws {
        let run = try await Program.run(
            "verify",
            try store(damaging: SampleMember(nodeId: 1)),
            "--format",
            "table"
        )
        #expect(
            run.firstLine.hasPrefix("DAMAGED: ")
                && run.firstLine.hasSuffix("; 3 of 3 backups can be restored; latest: \(Store.newest)")
        )
        #expect(run.text.contains("partition 1, member 1"))
    }

    @Test("both damaged: not restorable; only the other one selected: not decided")
    func bothDamaged() async throws {
        let store = try store(damaging: SampleMember(nodeId: 0))
        let alone = try JSONValue(
            try await Program.run("verify", store, "--backup", "latest", "--member", "0").output
        )
        #expect(alone["backups"][0]["restorable"] == .null)
        try PlantedFault.snapshot(.fileBitFlip).plant(
            inStoreAt: store.path,
            at: FaultTarget(checkpointId: Store.newest, partition: 1, member: SampleMember(nodeId: 1))
        )
        let result = try JSONValue(try await Program.run("verify", store).output)
        #expect(result["backups"][2]["restorable"] == .bool(false))
        #expect(result["summary"]["latestRestorable"] == .number(Store.ids[1]))
    }
}
