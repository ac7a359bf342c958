#if Cloud
import CloudStorage
import Foundation
import NetworkTransport
import ObjectStorage
import ObjectStorageTesting
import Testing

/// The Azure Blob store against a server that runs: `Tests/servers/azure/run.sh` starts it, fills it, and says by a variable of the
/// environment where it is. A server that is named and does not answer is a failure.
@Suite("Azure Blob over the network", .timeLimit(.minutes(10)))
struct RealAzureServerTests {
    /// A connection string of an account that holds the conformance objects in the container `conformance`, below `base/`.
    private static let connections: [String] = {
        guard let text = ProcessInfo.processInfo.environment["ZBAUDIT_AZURE_CONNECTION"] else {
            print("NOT CHECKED: no Azure server; Tests/servers/azure/run.sh starts one")
            return []
        }
        return [text]
    }()

    /// Opens the store, does something with it and closes all connections.
    private func withStore(_ connection: String, _ body: (AzureBlobStore) async throws -> Void) async throws {
        let time = SystemTime()
        let transport = NetworkTransport(
            NetworkTransport.Configuration(
                proxies: ProxySettings(ProcessEnvironment(variables: [:])),
                connectionsPerHost: 4,
                authorityFile: nil
            )
        )
        func sender(_ dialect: any ServiceDialect) -> RequestSender {
            RequestSender(
                transport,
                dialect: dialect,
                gate: ConnectionGate(width: 4, time: time),
                ledger: RequestLedger(time: time),
                time: time
            )
        }
        let address = try #require(AzureAddress("conformance/base"))
        let access = try AzureConfiguration(
            address,
            AzureConfiguration.Flags(),
            ProcessEnvironment(variables: ["AZURE_STORAGE_CONNECTION_STRING": connection]),
            tokenSender: sender(EntraDialect())
        )
        let configuration = AzureBlobStore.Configuration(
            endpoint: access.endpoint,
            base: address.base,
            authentication: access.authentication
        )
        do {
            try await body(AzureBlobStore(configuration, sender: sender(AzureDialect())))
        } catch {
            await transport.shutDown()
            throw error
        }
        await transport.shutDown()
    }

    @Test("it keeps the rules of every store", arguments: connections, StoreConformance.rules)
    func conforms(connection: String, rule: StoreConformance.Rule) async throws {
        try await withStore(connection) { store in try await rule.check(store) }
    }
}
#endif
