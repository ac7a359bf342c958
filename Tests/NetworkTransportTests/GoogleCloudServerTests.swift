#if Cloud
import CloudStorage
import Foundation
import NetworkTransport
import ObjectStorage
import ObjectStorageTesting
import Testing

/// The rules of every store over sockets, against a server that verifies tokens. `Tests/servers/google-cloud/run.sh` starts it and
/// says by a variable of the environment where it is.
@Suite("Google Cloud Storage over a network")
struct GoogleCloudServerTests {
    private static let server: HTTPBaseURL? = {
        guard let address = ProcessInfo.processInfo.environment["ZBAUDIT_GOOGLE_CLOUD"] else {
            print("NOT CHECKED: no server; Tests/servers/google-cloud/run.sh starts it")
            return nil
        }
        guard let url = HTTPBaseURL(address) else { fatalError("\(address) is no address") }
        return url
    }()

    private func withStore(
        of server: HTTPBaseURL,
        base: String,
        _ body: (GoogleCloudStore, NetworkTransport) async throws -> Void
    ) async throws {
        let environment = ProcessEnvironment(variables: ["GCE_METADATA_HOST": "127.0.0.1:\(server.origin.port)"])
        let transport = NetworkTransport(
            NetworkTransport.Configuration(proxies: ProxySettings(environment), connectionsPerHost: 4)
        )
        let time = SystemTime()
        func sender() -> RequestSender {
            RequestSender(
                transport,
                dialect: GoogleDialect(),
                gate: ConnectionGate(width: 4, time: time),
                ledger: RequestLedger(time: time),
                time: time
            )
        }
        let credentials = ApplicationDefaultCredentials(
            file: nil,
            environment: environment,
            sender: sender(),
            metadataSender: sender()
        )
        let store = GoogleCloudStore(
            GoogleCloudStore.Configuration(
                endpoint: GoogleCloudEndpoint(bucket: "conformance", custom: server),
                base: base,
                tokens: GoogleTokenCache(credentials, time: time)
            ),
            sender: sender()
        )
        do {
            try await body(store, transport)
        } catch {
            await transport.shutDown()
            throw error
        }
        await transport.shutDown()
    }

    /// Puts the objects of the rules there, by a way that the API does not have.
    private func upload(_ server: HTTPBaseURL, base: String, _ transport: NetworkTransport) async throws {
        for object in StoreConformance.objects {
            let name = PercentEncoding.component(base + object.key)
            let request = HTTPRequest(.put, server.origin, path: "/put/conformance/\(name)", body: object.bytes)
            let response = try await transport.send(request)
            _ = try await response.body.collect(limit: 1000)
            #expect(response.status == 200)
        }
    }

    @Test("it keeps the rules of every store", .enabled(if: server != nil), arguments: ["plain/", "base/p th+%/"])
    func conforms(base: String) async throws {
        let server = try #require(Self.server)
        try await withStore(of: server, base: base) { store, transport in
            try await upload(server, base: base, transport)
            for rule in StoreConformance.rules { try await rule.check(store) }
        }
    }
}
#endif
