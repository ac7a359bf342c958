#if Cloud
import Testing

/// What is said on the command line and in the environment about a bucket, and is refused before anything is sent.
@Suite("Options of buckets")
struct S3OptionTests {
    /// Nobody listens there, so that whatever is not refused ends with 7.
    private static let nobody = "127.0.0.1:1"

    private func check(_ options: [String], _ environment: [String: String] = [:]) async throws -> Ended {
        let keys = ["AWS_ACCESS_KEY_ID": "K", "AWS_SECRET_ACCESS_KEY": "s", "AWS_EC2_METADATA_DISABLED": "true"]
        let command = ["check", "s3://bucket"] + options
        return try await Program.launch(command, environment: keys.merging(environment) { $1 }).run()
    }

    @Test("2: a customer's key without TLS, however the endpoint is given")
    func customerKeyInTheClear() async throws {
        let directory = try TestDirectory()
        try directory.write([UInt8](repeating: 7, count: 32), to: "key")
        let option = ["--sse-c-key-file", directory("key")]
        let address = "http://\(Self.nobody)"
        for run in [
            try await check(["--endpoint", address] + option),
            try await check(option, ["AWS_ENDPOINT_URL": address]),
        ] {
            #expect(run.status == 2, "\(run.account)")
            #expect(run.errors.contains("(SSE-C) needs an https:// endpoint"), "\(run.account)")
        }
        let encrypted = try await check(["--endpoint", "https://\(Self.nobody)"] + option)
        #expect(encrypted.status == 7, "\(encrypted.account)")
    }

    @Test("2: certificates that cannot be read, by flag or variable, which the message names")
    func certificates() async throws {
        let directory = try TestDirectory()
        try directory.write("none", to: "empty.pem")
        let endpoint = ["--endpoint", "https://\(Self.nobody)"]
        for file in ["/nowhere/ca.pem", directory("empty.pem")] {
            let flag = try await check(endpoint + ["--ca-file", file], ["AWS_CA_BUNDLE": "/nowhere/other.pem"])
            #expect(flag.status == 2 && flag.errors.contains("--ca-file cannot be read"), "\(flag.account)")
            let variable = try await check(endpoint, ["AWS_CA_BUNDLE": file])
            #expect(variable.status == 2 && variable.errors.contains("AWS_CA_BUNDLE cannot be"), "\(variable.account)")
        }
    }

    @Test("2: a proxy that makes no sense, where the bucket needs it")
    func unusableProxy() async throws {
        let proxy = ["ALL_PROXY": "socks5://p:1"]
        let needed = try await check(["--endpoint", "http://nowhere.invalid"], proxy)
        #expect(needed.status == 2, "\(needed.account)")
        #expect(needed.errors.contains("ALL_PROXY is no proxy"), "\(needed.account)")
        let needless = try await check(["--endpoint", "http://\(Self.nobody)"], proxy)
        #expect(needless.status == 7, "\(needless.account)")
    }
}
#endif
