#if Cloud
import CloudStorage
import Cryptography
import Foundation
import NetworkTransport
import ObjectStorage
import ObjectStorageTesting
import Testing

/// The S3 store against a server that runs: `Tests/servers/s3/run.sh` starts it, fills it, and says by variables of the
/// environment where it is. A server that is named and does not answer is a failure.
@Suite("S3 over the network", .timeLimit(.minutes(10)))
struct RealServerTests {
    private static let environment = ProcessInfo.processInfo.environment

    /// Addresses of services that hold the conformance objects in the bucket `conformance`, below `base/`.
    private static let endpoints: [String] = {
        guard let text = environment["ZBAUDIT_S3_ENDPOINTS"] else {
            print("NOT CHECKED: no S3 server; Tests/servers/s3/run.sh starts one")
            return []
        }
        return text.split(separator: " ").map(String.init)
    }()

    /// Opens the store, does something with it and closes all connections.
    private func withStore(_ endpoint: String, _ body: (S3Store) async throws -> Void) async throws {
        let time = SystemTime()
        let transport = NetworkTransport(
            NetworkTransport.Configuration(
                proxies: ProxySettings(ProcessEnvironment(variables: [:])),
                connectionsPerHost: 4,
                authorityFile: Self.environment["ZBAUDIT_CA_FILE"]
            )
        )
        let variables = Self.environment.filter { $0.key.hasPrefix("AWS_") }
        let credentials = AWSCredentialCache(
            EnvironmentCredentials(ProcessEnvironment(variables: variables)),
            time: time
        )
        let base: HTTPBaseURL = try #require(HTTPBaseURL(endpoint))
        let configuration = S3Store.Configuration(
            endpoint: S3Endpoint(
                bucket: "conformance",
                region: "us-east-1",
                custom: base,
                isPathStyle: true
            ),
            base: "base/",
            credentials: credentials
        )
        let sender = RequestSender(
            transport,
            dialect: S3Dialect(),
            gate: ConnectionGate(width: 4, time: time),
            ledger: RequestLedger(time: time),
            time: time
        )
        do {
            try await body(S3Store(configuration, sender: sender))
        } catch {
            await transport.shutDown()
            throw error
        }
        await transport.shutDown()
    }

    @Test("it keeps the rules of every store", arguments: endpoints, StoreConformance.rules)
    func conforms(endpoint: String, rule: StoreConformance.Rule) async throws {
        try await withStore(endpoint) { store in try await rule.check(store) }
    }

    @Test("many tasks read at once, and readers that pause are in nobody's way", arguments: endpoints)
    func concurrent(endpoint: String) async throws {
        try await withStore(endpoint) { store in
            let expected = StoreConformance.objects.first { $0.key == "a/large" }?.bytes
            try await withThrowingTaskGroup(of: Bool.self) { group in
                for _ in 0..<32 {
                    group.addTask {
                        try await store.readAll(ObjectKey("a/large"), limit: .max).bytes == expected
                    }
                }
                for try await isRight in group { #expect(isRight) }
            }
        }
    }

    @Test("a cancelled task lets go at once", arguments: endpoints)
    func cancellation(endpoint: String) async throws {
        try await withStore(endpoint) { store in
            let start = ContinuousClock.now
            let task = Task {
                for _ in 0..<10_000 { _ = try await store.readAll(ObjectKey("a/large"), limit: .max) }
            }
            try await Task.sleep(for: .milliseconds(50))
            task.cancel()
            await #expect(throws: StorageError.self) { try await task.value }
            #expect(ContinuousClock.now - start < .seconds(5))
        }
    }
}
#endif
