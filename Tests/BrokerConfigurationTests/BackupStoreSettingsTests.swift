import BrokerConfiguration
import Cryptography
import Testing

/// The broker's own configuration as a description of its store, in every spelling that Spring takes.
@Suite("The broker's configuration")
struct BackupStoreSettingsTests {
    static func read(_ yaml: String, _ variables: [String: String] = [:]) throws(ConfigurationError)
        -> BackupStoreSettings
    {
        try BackupStoreSettings(yaml: Array(yaml.utf8), file: "application.yaml", variables: variables)
    }

    static func problem(_ yaml: String, _ variables: [String: String] = [:]) -> String? {
        do throws(ConfigurationError) {
            _ = try read(yaml, variables)
            return nil
        } catch {
            return error.description
        }
    }

    static func s3(_ settings: BackupStoreSettings) -> BackupStoreSettings.S3? {
        if case .s3(let s3) = settings.store { s3 } else { nil }
    }

    static let key = "c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0MTI="

    @Test(
        "one store in all families and spellings",
        arguments: [
            """
            camunda:
              data:
                primary-storage:
                  backup:
                    store: S3
                    s3:
                      bucket-name: backups
                      base-path: prod/a
                      endpoint: https://s3.example:9000
                      region: eu-central-1
                      force-path-style-access: true
            """,
            """
            zeebe.broker.data.backup:
              store: s3
              s3: {bucketName: backups, basePath: prod/a, endpoint: "https://s3.example:9000", region: eu-central-1,
                forcePathStyleAccess: "true"}
            """,
            """
            camunda.data.backup.store: S3
            camunda.data.backup.s3.bucketname: backups
            camunda.data.backup.s3.base_path: prod/a
            camunda.data.backup.s3.endpoint: https://s3.example:9000
            camunda.data.backup.s3.region: eu-central-1
            camunda.data.backup.s3.FORCE-PATH-STYLE-ACCESS: yes
            """,
            """
            # a first document, and one of a profile that is not active
            spring.profiles.active: prod
            zeebe: {broker: {data: {backup: {store: S3, s3: {bucketName: backups, basePath: prod/a,
              endpoint: "https://s3.example:9000", region: eu-central-1, forcePathStyleAccess: on}}}}}
            ---
            spring.config.activate.on-profile: test
            zeebe.broker.data.backup.s3.bucketName: other
            """,
        ]
    )
    func spellings(_ yaml: String) throws {
        let s3 = try #require(Self.s3(try Self.read(yaml)))
        #expect(s3.bucket == "backups")
        #expect(s3.basePath == "prod/a")
        #expect(s3.endpoint == "https://s3.example:9000")
        #expect(s3.region == "eu-central-1")
        #expect(s3.usesPathStyle)
        #expect(s3.credentials == nil)
    }

    @Test(
        "the broker's own variables, and those with dashes written out",
        arguments: ["CAMUNDA_DATA_PRIMARYSTORAGE_BACKUP", "CAMUNDA_DATA_BACKUP", "ZEEBE_BROKER_DATA_BACKUP"]
    )
    func variables(_ prefix: String) throws {
        let settings = try BackupStoreSettings(variables: [
            "\(prefix)_STORE": "S3", "\(prefix)_S3_BUCKETNAME": "backups", "\(prefix)_S3_BASE_PATH": "x",
            "\(prefix)_S3_ACCESSKEY": "id", "\(prefix)_S3_SECRETKEY": "hush", "PATH": "/bin",
        ])
        let s3 = try #require(Self.s3(settings))
        #expect(s3.bucket == "backups" && s3.basePath == "x")
        #expect(s3.credentials?.accessKey.text == "id")
        #expect(s3.credentials?.secretKey.text == "hush")
        #expect(!"\(settings)".contains("hush") && !"\(settings.facts)".contains("hush"))
        #expect(settings.facts.contains { $0.name == "s3.secretKey" && $0.value == "(secret)" })
        #expect(
            settings.facts.contains { $0.name == "s3.bucketName" && $0.origin == "variable \(prefix)_S3_BUCKETNAME" }
        )
    }

    @Test("variables go before the file, and fill in its placeholders")
    func placeholders() throws {
        let yaml = """
            zeebe.broker.data.backup:
              store: S3
              s3:
                bucketName: ${BUCKET}
                basePath: ${BASE:clusters/${NAME:a}}
                region: ${REGION:}
                secretKey: ${SECRET}
                accessKey: key
            other: ${NOT_SET}
            """
        let variables = [
            "BUCKET": "backups", "NAME": "b", "SECRET": "hush", "ZEEBE_BROKER_DATA_BACKUP_S3_ACCESSKEY": "id",
        ]
        let s3 = try #require(Self.s3(try Self.read(yaml, variables)))
        #expect(s3.bucket == "backups")
        #expect(s3.basePath == "clusters/b")
        #expect(s3.region == nil)
        #expect(s3.credentials?.accessKey.text == "id")
        let missing = try #require(Self.problem(yaml, ["BUCKET": "backups"]))
        #expect(missing.contains("SECRET is not set") && missing.contains("line 7"))
    }

    @Test(
        "documents of profiles count when the profile is active",
        arguments: [
            ("on-profile: prod", "prod", true), ("on-profile: prod", "test", false), ("on-profile: prod", "", false),
            ("on-profile: prod", " a , prod", true), ("on-profile: 'a | prod'", "prod", true),
            ("on-profile: [a, prod]", "prod", true), ("on-profile: '!prod'", "prod", false),
            ("on-profile: '!prod'", "test", true),
        ]
    )
    func profiles(_ condition: String, _ active: String, _ applies: Bool) throws {
        let yaml = """
            zeebe.broker.data.backup: {store: S3, s3: {bucketName: first}}
            ---
            spring.config.activate: {\(condition)}
            zeebe.broker.data.backup.s3.bucketName: second
            """
        let settings = try Self.read(yaml, ["SPRING_PROFILES_ACTIVE": active])
        #expect(Self.s3(settings)?.bucket == (applies ? "second" : "first"))
        guard !active.isEmpty else { return }
        let named = try Self.read("spring.profiles.active: [\(active)]\n---\n" + yaml)
        #expect(Self.s3(named)?.bucket == (applies ? "second" : "first"))
    }

    @Test(
        "what an alias stands for is not guessed",
        arguments: [
            "a: &b {store: S3, s3: {bucketName: x}}\nzeebe.broker.data.backup: *b",
            "a: &b {bucketName: x}\nzeebe.broker.data.backup: {store: S3, s3: {<<: *b}}",
            "a: &b S3\nzeebe.broker.data.backup: {store: *b}",
        ]
    )
    func aliases(_ yaml: String) throws {
        let problem = try #require(Self.problem(yaml))
        #expect(problem.contains("line 2") && problem.contains("alias"), "\(problem)")
    }

    @Test("aliases elsewhere do not matter")
    func otherAliases() throws {
        let yaml = """
            logging: &level {a: 1}
            other: {<<: *level, b: *level}
            zeebe.broker.data.backup: {store: S3, s3: {bucketName: x}}
            """
        #expect(Self.s3(try Self.read(yaml))?.bucket == "x")
    }

    @Test(
        "placeholders are filled in as Spring does: from variables in its spelling of them, from other properties, at last from the default",
        arguments: [
            ("", ["MY_BUCKET": "b"], "b"), ("", ["my.bucket": "b"], "b"), ("", [:], "fallback"),
            ("my.bucket: b", [:], "b"), ("my: {bucket: b}", ["MY_BUCKET": "c"], "c"),
            ("my.bucket: ${OTHER:b}", [:], "b"), ("my.bucket: ${your.bucket}\nyour.bucket: b", [:], "b"),
        ] as [(String, [String: String], String)]
    )
    func otherProperties(_ rest: String, _ variables: [String: String], _ bucket: String) throws {
        let yaml = "zeebe.broker.data.backup: {store: S3, s3: {bucketName: '${my.bucket:fallback}'}}\n" + rest
        #expect(Self.s3(try Self.read(yaml, variables))?.bucket == bucket)
    }

    @Test("placeholders in a circle, and such that lead to an alias, are refused")
    func circles() {
        let start = "zeebe.broker.data.backup: {store: S3, s3: {bucketName: '${a:x}'}}\n"
        #expect(Self.problem(start + "a: ${b}\nb: ${a}")?.contains("leads nowhere") == true)
        #expect(Self.problem(start + "c: &c x\na: *c")?.contains("leads nowhere") == true)
    }

    @Test("nothing in a later document takes the place of something", arguments: ["", "~", "null", "''"])
    func nothing(_ value: String) throws {
        let yaml = """
            zeebe.broker.data.backup: {store: S3, s3: {bucketName: b, basePath: cluster-a}}
            ---
            zeebe.broker.data.backup.s3.basePath: \(value)
            """
        #expect(Self.s3(try Self.read(yaml))?.basePath == nil)
    }

    @Test(
        "every form of a merge is refused where it could matter",
        arguments: [
            "<<: *d\nzeebe.broker.data.backup: {store: S3, s3: {bucketName: b}}",
            "zeebe.broker.data.backup: {store: S3, s3: {<<: [*d], bucketName: b}}",
            "zeebe.broker.data.backup: {store: S3, s3: {<<: {basePath: x}, bucketName: b}}",
        ]
    )
    func merges(_ yaml: String) throws {
        let problem = try #require(Self.problem("d: &d {basePath: x}\n" + yaml))
        #expect(problem.contains("alias or merge"), "\(problem)")
    }

    @Test(
        "a document with a store whose condition is not understood, or for profiles that nobody named, is refused",
        arguments: [
            ("on-profile: 'a & b'", ["SPRING_PROFILES_ACTIVE": "a,b"], "not understood"),
            ("on-profile: (a | b)", ["SPRING_PROFILES_ACTIVE": "a"], "not understood"),
            ("on-profile: '${P}'", ["SPRING_PROFILES_ACTIVE": "a"], "depends on it"),
            ("on-cloud-platform: kubernetes", ["SPRING_PROFILES_ACTIVE": ""], "not understood"),
            ("on-profile: broker", [:], "set SPRING_PROFILES_ACTIVE"),
        ] as [(String, [String: String], String)]
    )
    func conditions(_ condition: String, _ variables: [String: String], _ words: String) throws {
        func yaml(_ rest: String) -> String {
            "zeebe.broker.data.backup: {store: S3, s3: {bucketName: b}}\n---\nspring.config.activate: {\(condition)}\n\(rest)"
        }
        let problem = try #require(Self.problem(yaml("zeebe.broker.data.backup.s3.bucketName: c"), variables))
        #expect(problem.contains(words), "\(problem)")
        // Where it has nothing to do with the store it does not matter.
        #expect(Self.s3(try Self.read(yaml("logging.level: debug"), variables))?.bucket == "b")
    }

    @Test("numbers that Spring would change are to be put in quotes")
    func numbers() throws {
        for text in [
            "010", "1_000", "0x1F", "0b1", "1e3", "1:30", "+1", "1.50", "1.", "12345678.5", "1234567890123456789",
        ] {
            let yaml = "zeebe.broker.data.backup: {store: S3, s3: {bucketName: b, basePath: \(text)}}"
            #expect(Self.problem(yaml)?.contains("put it in quotes") == true, "\(text)")
            let quoted = yaml.replacing(text, with: "'\(text)'")
            #expect(Self.s3(try Self.read(quoted))?.basePath == text)
        }
        for text in ["1", "0", "-5", "8.6", "0.25", "09", "12ab", "10.0.0.1", "2024-01-01", "1x", "e3", "prod-1"] {
            let yaml = "zeebe.broker.data.backup: {store: S3, s3: {bucketName: b, basePath: \(text)}}"
            #expect(Self.s3(try Self.read(yaml))?.basePath == text, "\(text)")
        }
    }

    @Test("a variable of the broker that needs another one says which")
    func variableOfVariable() {
        let variables = ["ZEEBE_BROKER_DATA_BACKUP_STORE": "S3", "ZEEBE_BROKER_DATA_BACKUP_S3_BUCKETNAME": "${B}"]
        #expect {
            _ = try BackupStoreSettings(variables: variables)
        } throws: { error in
            "\(error)".contains("variable B is not set") && "\(error)".contains("S3_BUCKETNAME")
        }
        #expect(throws: Never.self) { try BackupStoreSettings(variables: variables.merging(["B": "x"]) { $1 }) }
    }

    @Test("Google Cloud Storage, with the base path as the broker takes it")
    func googleCloud() throws {
        func read(_ path: String, _ auth: String = "auto") throws -> BackupStoreSettings.GoogleCloud? {
            let yaml = """
                camunda.data.primary-storage.backup:
                  store: GCS
                  gcs: {bucket-name: backups, base-path: "\(path)", auth: \(auth), host: "http://localhost:8000"}
                """
            if case .googleCloud(let store) = try Self.read(yaml).store { return store }
            return nil
        }
        #expect(try read(" /a/b/ ")?.basePath == "a/b")
        #expect(try read("/")?.basePath == nil)
        #expect(try read("a")?.isAnonymous == false)
        #expect(try read("a", "none")?.isAnonymous == true)
        #expect(try read("a")?.endpoint == "http://localhost:8000")
        #expect(throws: ConfigurationError.self) { try read("///") }
        #expect(throws: ConfigurationError.self) { try read("a", "sometimes") }
    }

    @Test("Azure: the base path is the container; one way to sign")
    func azure() throws {
        func read(_ rest: String) throws -> BackupStoreSettings.Azure? {
            let yaml = "zeebe.broker.data.backup: {store: AZURE, azure: {\(rest)}}"
            if case .azure(let store) = try Self.read(yaml).store { return store }
            return nil
        }
        let keyed = try #require(try read("basePath: backups, accountName: me, accountKey: hush"))
        #expect(keyed.container == "backups" && keyed.accountName == "me")
        guard case .accountKey(let key)? = keyed.credentials else { return #expect(Bool(false)) }
        #expect(key.text == "hush")
        let connected = try #require(
            try read(
                "containerName: c, basePath: b, connectionString: AccountName=x, endpoint: 'https://y', accountName: z"
            )
        )
        // With a connection string the broker looks at nothing else.
        #expect(connected.container == "c" && connected.endpoint == nil && connected.accountName == nil)
        guard case .connectionString? = connected.credentials else { return #expect(Bool(false)) }
        let signed = try #require(
            try read("basePath: b, sasToken: {type: account, value: sig}, connectionString: AccountName=x")
        )
        guard case .sasToken? = signed.credentials else { return #expect(Bool(false)) }
        #expect(throws: ConfigurationError.self) { try read("accountName: me") }
    }

    @Test("a directory, which does not depend on where the broker runs")
    func filesystem() throws {
        #expect(
            Self.problem("zeebe.broker.data.backup: {store: filesystem, filesystem: {basePath: backups}}")?
                .contains("begins where the broker runs") == true
        )
        let settings = try Self.read("zeebe.broker.data.backup: {store: filesystem, filesystem: {basePath: /backups}}")
        guard case .filesystem(let path) = settings.store else { return #expect(Bool(false)) }
        #expect(path == "/backups")
    }

    @Test("customer keys are 32 bytes")
    func customerKey() throws {
        func yaml(_ key: String) -> String {
            "zeebe.broker.data.backup: {store: S3, s3: {bucketName: b, ssecKey: \"\(key)\"}}"
        }
        let key = try #require(Self.s3(try Self.read(yaml(Self.key)))?.customerKey)
        #expect(key.bytes.count == 32)
        for wrong in ["", "x", "c2VjcmV0"] where !wrong.isEmpty {
            #expect(Self.problem(yaml(wrong))?.contains("32 bytes") == true)
        }
    }

    @Test(
        "what the broker refuses, and what names no store, with the next step and without a secret",
        arguments: [
            ("a: 1", "names no backup store"),
            ("zeebe.broker.data.backup.store: NONE", "takes no backups"),
            ("zeebe.broker.data.backup.store: FTP", "expected FILESYSTEM"),
            ("zeebe.broker.data.backup: {store: S3}", "s3.bucketName is not set"),
            ("zeebe.broker.data.backup: {store: S3, s3: {bucketName: b, basePath: /a}}", "slash"),
            ("zeebe.broker.data.backup: {store: S3, s3: {bucketName: b, secretKey: hush}}", "only one of"),
            (
                "zeebe.broker.data.backup: {store: S3, s3: {bucketName: b, forcePathStyleAccess: maybe}}",
                "true or false"
            ),
            ("zeebe.broker.data.backup: {store: FILESYSTEM, filesystem: {basePath: \" \"}}", "blank"),
            (
                "{zeebe.broker.data.backup.store: S3, camunda.data.primary-storage.backup.store: GCS}",
                "two values of store"
            ),
            ("a: [1, 2", "not YAML"),
            ("a: b: c", "not YAML"),
            (String(repeating: "[", count: 5000), "nested too deep"),
            ("*x : 1", "alias"),
        ]
    )
    func refused(_ yaml: String, _ words: String) throws {
        let problem = try #require(Self.problem(yaml))
        #expect(problem.contains(words), "\(problem)")
        #expect(!problem.contains("hush"))
    }

    @Test("equal values in two families are one")
    func bothFamilies() throws {
        let yaml = """
            camunda.data.primary-storage.backup: {store: S3, s3: {bucket-name: b}}
            zeebe.broker.data.backup: {store: S3, s3: {bucketName: b}}
            """
        #expect(Self.s3(try Self.read(yaml))?.bucket == "b")
    }

    @Test("any bytes give an answer, and no trap")
    func hostile() {
        var state: UInt64 = 7
        let alphabet = Array("abz:{}[]-\n \t'\"#&*!|>%@`,?${}\\0\u{1}é".utf8)
        for _ in 0..<3000 {
            var bytes = Array("zeebe.broker.data.backup:\n  store: ".utf8)
            for _ in 0..<(state % 60) {
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                bytes.append(alphabet[Int(state >> 33) % alphabet.count])
            }
            state = state &* 6_364_136_223_846_793_005 &+ 1
            do throws(ConfigurationError) {
                _ = try BackupStoreSettings(yaml: bytes, file: "x", variables: [:])
            } catch {
                #expect(!error.description.isEmpty)
            }
        }
    }
}
