import SampleStore
import Testing

/// The exit codes of the contract: scripts and alarms hang on them.
@Suite("Exit status")
struct ExitStatusTests {
    @Test("0: everything selected is healthy", arguments: ["verify", "check"])
    func healthy(_ command: String) async throws {
        let run = try await Program.run(command, try Store())
        #expect(run.status == 0, "\(run.account)")
        #expect(run.errors.isEmpty)
    }

    @Test(
        "3: something selected is damaged, and the exit status says so whatever form is printed",
        arguments: ["table", "json", "jsonl"]
    )
    func damaged(_ format: String) async throws {
        let store = try Store(planting: .snapshot(.fileBitFlip))
        let run = try await Program.run("verify", store, "--format", format)
        #expect(run.status == 3, "\(run.account)")
        #expect(run.text.contains("snapshot.checksum-mismatch"))
    }

    @Test("0 or 4: warnings only, by --fail-on", arguments: ["verify", "check"])
    func warnings(_ command: String) async throws {
        let store = try Store(planting: .manifest(.brokerVersionInvalid))
        #expect(try await Program.run(command, store).status == 0)
        #expect(try await Program.run(command, store, "--fail-on", "error").status == 0)
        let run = try await Program.run(command, store, "--fail-on", "warning")
        #expect(run.status == 4, "\(run.account)")
        #expect(run.text.contains("manifest.broker-version-invalid"))
    }

    @Test("3 and not 4: errors outrank warnings")
    func errorsOutrankWarnings() async throws {
        let store = try Store(planting: .manifest(.brokerVersionInvalid))
        try PlantedFault.backup(.contentsMissing)
            .plant(inStoreAt: store.path, at: FaultTarget(checkpointId: Store.ids[0], partition: 2))
        #expect(try await Program.run("verify", store, "--fail-on", "warning").status == 3)
    }

    @Test("0: information alone never fails, not even with --fail-on warning")
    func informationOnly() async throws {
        let store = try Store(planting: .backup(.foreignObject))
        let run = try await Program.run("verify", store, "--fail-on", "warning")
        #expect(run.status == 0, "\(run.account)")
        #expect(run.text.contains("store.foreign-object"))
    }

    @Test(
        "a state that is no damage: 0 as one of many, 3 when it was asked for by id",
        arguments: [SampleBackup.State.failed, .inProgress, .deleted]
    )
    func states(_ state: SampleBackup.State) async throws {
        let backups = [SampleBackup(100), SampleBackup(200, state: state), SampleBackup(300)]
        let store = try Store(SampleStoreSpecification(backups: backups))
        #expect(try await Program.run("verify", store).status == 0)
        let asked = try await Program.run("verify", store, "--backup", "200")
        #expect(asked.status == 3, "\(asked.account)")
    }

    @Test("3: no backup of the store can be restored, though nothing in it is damaged")
    func noneRestorable() async throws {
        let store = try Store(SampleStoreSpecification(backups: [SampleBackup(100, state: .failed)]))
        let run = try await Program.run("verify", store)
        #expect(run.status == 3, "\(run.account)")
        #expect(run.text.contains("backup.none-restorable"))
    }

    @Test(
        "2: usage errors, with what is wrong on standard error and nothing on standard output",
        arguments: [
            ["bogus"], ["verify"], ["verify", "STORE", "--bogus"], ["verify", "STORE", "--backup", "12x"],
            ["verify", "STORE", "--backup", "0012"], ["verify", "STORE", "--backup", "99999999999999999999"],
            ["verify", "STORE", "--partition", "0"], ["verify", "STORE", "--partition", "2147483648"],
            ["verify", "STORE", "--member", "../x"], ["verify", "STORE", "--jobs", "0"],
            ["verify", "STORE", "--jobs", "1000000"], ["verify", "STORE", "--format", "xml"],
            ["verify", "STORE", "--fail-on", "info"], ["verify", "STORE", "extra"], ["status", "STORE"],
            ["status", "STORE", "abc"], ["list", "STORE", "x*"], ["list", "STORE", "*1"],
            ["records", "STORE", "--limit", "0"], ["records", "STORE", "--from-position", "9", "--to-position", "8"],
            ["records", "STORE"], ["verify", ""], ["verify", "http://example.org/backups"], ["inspect", "ftp://x"],
        ]
    )
    func usage(_ arguments: [String]) async throws {
        let store = try Store()
        let run = try await Program.launch(arguments.map { $0 == "STORE" ? store as any Argument : $0 }).run()
        #expect(run.status == 2, "\(run.account)")
        #expect(run.output.isEmpty)
        #expect(run.errors.count > 20)
    }
}
