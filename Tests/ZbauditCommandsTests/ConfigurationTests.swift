#if Configuration
import SampleStore
import Testing

/// A broker's own configuration in the place of a store.
@Suite("The broker's configuration on the command line")
struct ConfigurationTests {
    private static func yaml(_ store: Store) -> String {
        """
        zeebe:
          broker:
            data.backup:
              store: filesystem
              filesystem: {basePath: "\(store.path)"}
        """
    }

    private static func variables(_ store: Store) -> [String: String] {
        [
            "CAMUNDA_DATA_PRIMARYSTORAGE_BACKUP_STORE": "FILESYSTEM",
            "CAMUNDA_DATA_PRIMARYSTORAGE_BACKUP_FILESYSTEM_BASEPATH": store.path,
        ]
    }

    @Test(
        "every command finds the store, by file and by environment",
        arguments: [
            ["verify"], ["check"], ["inspect"], ["list"], ["list", "*"], ["status", "\(Store.newest)"],
            ["records", "--backup", "latest", "--partition", "1", "--status"],
        ]
    )
    func commands(_ command: [String]) async throws {
        let store = try Store()
        try store.directory.write(Self.yaml(store), to: "application.yaml")
        let byFile = ["--config", store.directory("application.yaml")]
        // Wherever the option stands among the arguments.
        for arguments in [command + byFile, [command[0]] + byFile + command.dropFirst()] {
            let run = try await Program.launch(arguments).run()
            #expect(run.status == 0, "\(run.account)")
        }
        let run = try await Program.launch(command + ["--from-env"], environment: Self.variables(store)).run()
        #expect(run.status == 0, "\(run.account)")
    }

    @Test("inspect shows what was understood, and where it stands")
    func understood() async throws {
        let store = try Store()
        try store.directory.write(Self.yaml(store), to: "application.yaml")
        let run = try await Program.run("inspect", "--config", store.directory("application.yaml"), "--format", "json")
        let properties = try JSONValue(run.output)["configuration"].elements
        #expect(properties.map { $0["property"].text } == ["store", "filesystem.basePath"])
        #expect(properties.last?["value"].text == store.path)
        #expect(properties.last?["origin"].text?.contains("application.yaml, line 5") == true)
        let table = try await Program.run(
            "inspect",
            "--config",
            store.directory("application.yaml"),
            "--format",
            "table"
        )
        #expect(table.text.contains("configured  store = filesystem"), "\(table.account)")
        #expect(try JSONValue(await Program.run("inspect", store, "--format", "json").output)["configuration"] == .null)
    }

    @Test("the same findings as from the directory itself")
    func damage() async throws {
        let store = try Store(planting: .snapshot(.fileBitFlip))
        let run = try await Program.launch(["verify", "--from-env"], environment: Self.variables(store)).run()
        #expect(run.status == 3, "\(run.account)")
        let other = try await Program.run("verify", store)
        #expect(try JSONValue(run.output)["findings"] == JSONValue(other.output)["findings"])
    }

    @Test("2: what names no store, or two, says what to do")
    func refused() async throws {
        let store = try Store()
        try store.directory.write(Self.yaml(store), to: "application.yaml")
        try store.directory.write("a: [", to: "broken.yaml")
        let file = store.directory("application.yaml")
        let cases: [([String], String)] = [
            (["check"], "give --config FILE or --from-env"),
            (["check", "--from-env"], "names no backup store"),
            (["check", store.path, "--config", file], "both name a store"),
            (["check", "--config", file, "--from-env"], "give one of them"),
            (["check", "--config", file, "--as", "s3"], "--as says"),
            (["check", "--config", file, "--endpoint", "http://x"], "--endpoint is for stores behind a network"),
            (["check", "--config", "/nowhere/application.yaml"], "cannot read --config /nowhere/application.yaml"),
            (["check", "--config", store.directory("broken.yaml")], "broken.yaml, line 2: not YAML"),
            (["status", "--config", file], "no backup id"),
            (["status", "--config", file, "abc"], "is no backup id"),
            (["list", "--config", file, "abc"], "is no backup id"),
        ]
        for (arguments, words) in cases {
            let run = try await Program.launch(arguments).run()
            #expect(run.status == 2 && run.errors.contains(words), "\(words): \(run.account)")
        }
    }

    @Test(
        "the address and the credentials of buckets and containers come from it, and no secret is printed",
        arguments: [
            "{store: S3, s3: {bucketName: b, basePath: x/y, endpoint: 'http://127.0.0.1:1', accessKey: me, secretKey: hush}}",
            "{store: GCS, gcs: {bucketName: bbb, basePath: x/y, host: 'http://127.0.0.1:1', auth: none}}",
            "{store: AZURE, azure: {basePath: bbb, endpoint: 'http://127.0.0.1:1/mee', accountName: mee, accountKey: aHVzaA==}}",
            "{store: AZURE, azure: {basePath: bbb, connectionString: 'BlobEndpoint=http://127.0.0.1:1/mee;AccountName=mee;AccountKey=aHVzaA=='}}",
        ]
    )
    func clouds(_ store: String) async throws {
        let directory = try TestDirectory()
        try directory.write("zeebe.broker.data.backup: \(store)", to: "application.yaml")
        let run = try await Program.launch(["check", "--config", directory("application.yaml")]).run()
        #expect(run.status == 7 && run.errors.contains("127.0.0.1:1"), "\(run.account)")
        #expect(!run.allText.contains("hush") && !run.allText.contains("aHVzaA"), "\(run.account)")
        let elsewhere = try await Program.launch(
            ["check", "--config", directory("application.yaml"), "--endpoint", "http://127.0.0.1:2/mee"]
        ).run()
        #expect(elsewhere.status == 7 && elsewhere.errors.contains("127.0.0.1:2"), "\(elsewhere.account)")
    }
}
#endif
