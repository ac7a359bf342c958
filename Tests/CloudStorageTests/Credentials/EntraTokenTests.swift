import Cryptography
import Foundation
import ObjectStorage
import Synchronization
import TestFixtures
import Testing
import ZeebeFormat

@testable import CloudStorage

@Suite("Entra tokens")
struct EntraTokenTests {
    private let home: TemporaryDirectory
    private let time = VirtualTime()

    init() throws {
        home = try TemporaryDirectory()
    }

    private static let identity = ["AZURE_CLIENT_ID": "client", "AZURE_TENANT_ID": "tenant"]

    /// What a run would ask for tokens.
    private func tokens(_ variables: [String: String], _ transport: FakeTransport) throws -> EntraTokenCache {
        var flags = AzureConfiguration.Flags()
        flags.account = "acct"
        let configuration = try AzureConfiguration(
            try #require(AzureAddress("backups")),
            flags,
            ProcessEnvironment(variables: variables),
            tokenSender: azureSender(transport, dialect: EntraDialect(), time: time)
        )
        guard case .identity(let tokens) = configuration.authentication else { throw CredentialFailure("no identity") }
        return tokens
    }

    private func failure(_ variables: [String: String], _ transport: FakeTransport) async throws -> CredentialFailure? {
        let tokens = try tokens(variables, transport)
        do throws(CredentialFailure) {
            _ = try await tokens.credentials()
            return nil
        } catch {
            return error
        }
    }

    @Test(
        "a metadata service that is busy may answer later; where there is none, waiting is no help",
        arguments: [true, false]
    )
    func metadataService(isThere: Bool) async throws {
        let transport = FakeTransport { _, _ throws(TransportFailure) in
            guard isThere else { throw TransportFailure(.refused, "connection refused") }
            return .fake(503)
        }
        let found = try #require(await failure([:], transport))
        #expect(found.isTransient == isThere, "\(found)")
    }

    /// A service whose tokens are numbered.
    private func service(lasting seconds: Int = 3600) -> FakeTransport {
        FakeTransport { _, index in
            .fake(200, [], #"{"token_type":"Bearer","expires_in":\#(seconds),"access_token":"token\#(index)"}"#)
        }
    }

    private func form(_ request: HTTPRequest) -> Set<String> {
        Set(String(decoding: request.body, as: UTF8.self).split(separator: "&").map(String.init))
    }

    @Test("a client secret is exchanged at the tenant's endpoint")
    func clientSecret() async throws {
        let transport = service()
        let tokens = try tokens(Self.identity.merging(["AZURE_CLIENT_SECRET": "s~+/="]) { $1 }, transport)
        #expect(try await tokens.credentials().secret.text == "token0")
        let request = try #require(transport.requests.first)
        #expect(request.method == .post)
        #expect("\(request.origin)\(request.target)" == "https://login.microsoftonline.com/tenant/oauth2/v2.0/token")
        #expect(
            form(request) == [
                "client_id=client", "client_secret=s~%2B%2F%3D", "grant_type=client_credentials",
                "scope=https%3A%2F%2Fstorage.azure.com%2F.default",
            ]
        )
    }

    @Test("the token of a file is exchanged, as it is then, at the authority that the environment names")
    func workloadIdentity() async throws {
        let file = URL(filePath: home.path).appending(path: "token")
        try Data("first\n".utf8).write(to: file)
        let transport = service(lasting: 60)
        let variables = ["AZURE_FEDERATED_TOKEN_FILE": file.path, "AZURE_AUTHORITY_HOST": "login.chinacloudapi.cn"]
        let tokens = try tokens(Self.identity.merging(variables) { $1 }, transport)
        _ = try await tokens.credentials()
        try Data("second\n".utf8).write(to: file)
        try await time.sleep(for: .seconds(46))
        _ = try await tokens.credentials()
        #expect(transport.requests.map { $0.origin.host } == ["login.chinacloudapi.cn", "login.chinacloudapi.cn"])
        #expect(form(transport.requests[0]).contains("client_assertion=first"))
        #expect(form(transport.requests[1]).contains("client_assertion=second"))
    }

    @Test("a machine's identity is asked for where there is a metadata service, that of an app service at its own")
    func managedIdentity() async throws {
        let transport = FakeTransport { request, _ in
            guard request.headers["Metadata"] == "true" || request.headers["X-IDENTITY-HEADER"] == "header" else {
                return .fake(400, [], #"{"error":"invalid_request"}"#)
            }
            return .fake(200, [], #"{"access_token":"t","expires_on":"1800007200","resource":"r"}"#)
        }
        let machine = try await tokens(["AZURE_CLIENT_ID": "mine"], transport).credentials()
        #expect(machine.expiresAt.seconds == 1_800_007_200)
        #expect(transport.requests.map(\.origin.description) == ["http://169.254.169.254", "http://169.254.169.254"])
        #expect(
            transport.requests[1].target
                == "/metadata/identity/oauth2/token?api-version=2018-02-01"
                + "&resource=https%3A%2F%2Fstorage.azure.com%2F&client_id=mine"
        )
        let variables = ["IDENTITY_ENDPOINT": "http://localhost:42356/msi/token", "IDENTITY_HEADER": "header"]
        _ = try await tokens(variables, transport).credentials()
        let request = try #require(transport.requests.last)
        #expect(request.origin.description == "http://localhost:42356")
        #expect(request.target.hasPrefix("/msi/token?api-version=2019-08-01&resource="))
    }

    @Test("a token is kept, and replaced five minutes before it ends; an old one is better than none")
    func renewal() async throws {
        let isUp = Mutex(true)
        let transport = FakeTransport { _, index throws(TransportFailure) in
            guard isUp.withLock({ $0 }) else { throw TransportFailure(.tls, "down") }
            return .fake(200, [], #"{"expires_in":"3600","access_token":"token\#(index)"}"#)
        }
        let tokens = try tokens(Self.identity.merging(["AZURE_CLIENT_SECRET": "s"]) { $1 }, transport)
        #expect(try await tokens.credentials().secret.text == "token0")
        try await time.sleep(for: .seconds(3299))
        #expect(try await tokens.credentials().secret.text == "token0")
        try await time.sleep(for: .seconds(1))
        #expect(try await tokens.credentials().secret.text == "token1")
        isUp.withLock { $0 = false }
        try await time.sleep(for: .seconds(3400))
        #expect(try await tokens.credentials().secret.text == "token1")
        try await time.sleep(for: .seconds(200))
        await #expect(throws: CredentialFailure.self) { try await tokens.credentials() }
    }

    @Test("a token that was replaced already is not replaced again")
    func discarding() async throws {
        let transport = service()
        let tokens = try tokens(Self.identity.merging(["AZURE_CLIENT_SECRET": "s"]) { $1 }, transport)
        let first = try await tokens.credentials()
        await tokens.discard { $0 == first }
        let second = try await tokens.credentials()
        await tokens.discard { $0 == first }
        #expect(try await tokens.credentials() == second)
        #expect(transport.requests.count == 2)
    }

    @Test("a store whose token is refused asks for one other, for all requests together")
    func refused() async throws {
        let transport = service()
        let tokens = try tokens(Self.identity.merging(["AZURE_CLIENT_SECRET": "s"]) { $1 }, transport)
        let container = FakeContainer([("a", [1])]) { _, request in
            request.headers["Authorization"] == "Bearer token0"
                ? .answer(401, [("x-ms-error-code", "InvalidAuthenticationInfo")]) : nil
        }
        let store = container.store(authentication: .identity(tokens), width: 8)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<8 { group.addTask { _ = try await store.readAll(ObjectKey("a"), limit: 1) } }
            try await group.waitForAll()
        }
        #expect(transport.requests.count == 2)
        let never = FakeContainer([("a", [1])]) { _, _ in
            .answer(401, [("x-ms-error-code", "InvalidAuthenticationInfo")])
        }
        let network = never.transport
        let refusing = never.store(network, authentication: .identity(tokens))
        await #expect(throws: StorageError.self) { try await refusing.open(ObjectKey("a")) }
        #expect(network.requests.count == 2)
    }

    @Test("many that want a token at once send one request")
    func once() async throws {
        let transport = service()
        let tokens = try tokens(Self.identity.merging(["AZURE_CLIENT_SECRET": "s"]) { $1 }, transport)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<20 { group.addTask { _ = try await tokens.credentials() } }
            try await group.waitForAll()
        }
        #expect(transport.requests.count == 1)
    }

    @Test("what is configured and does not work ends the search, without secrets")
    func configuredFailures() async throws {
        let refusing = FakeTransport { _, _ in
            .fake(401, [], #"{"error":"invalid_client","error_description":"AADSTS7000215: wrong.\r\nTrace ID: x"}"#)
        }
        let wrong = try await failure(Self.identity.merging(["AZURE_CLIENT_SECRET": "hidden"]) { $1 }, refusing)
        #expect(wrong?.description.contains("invalid_client: AADSTS7000215: wrong.") == true)
        #expect(wrong?.description.contains("hidden") == false)
        #expect(wrong?.description.contains("Trace") == false)
        let half = try await failure(["AZURE_CLIENT_SECRET": "s", "AZURE_CLIENT_ID": "c"], refusing)
        #expect(half?.description == "AZURE_CLIENT_SECRET is set, but AZURE_TENANT_ID is not")
        let noFile = try await failure(
            Self.identity.merging(["AZURE_FEDERATED_TOKEN_FILE": "/nonexistent/token"]) { $1 },
            refusing
        )
        #expect(noFile?.description.contains("cannot read the token file") == true)
        let tenant = try await failure(
            ["AZURE_CLIENT_SECRET": "s", "AZURE_CLIENT_ID": "c", "AZURE_TENANT_ID": "../x"],
            refusing
        )
        #expect(tenant?.description.contains("AZURE_TENANT_ID") == true)
        let plain = try await failure(
            Self.identity.merging(["AZURE_CLIENT_SECRET": "s", "AZURE_AUTHORITY_HOST": "http://login.example.com"]) {
                $1
            },
            refusing
        )
        #expect(plain?.description.contains("no https:// address") == true)
    }

    @Test("without any identity it is said what was looked at")
    func nothing() async throws {
        let silence = FakeTransport { _, _ throws(TransportFailure) in
            throw TransportFailure(.connectTimeout, "timeout")
        }
        let found = try await failure([:], silence)
        for name in ["AZURE_STORAGE_CONNECTION_STRING", "client secret", "workload identity", "managed identity"] {
            #expect(found?.description.contains(name) == true, "\(name)")
        }
        let arc = try await failure(["IDENTITY_ENDPOINT": "http://localhost:40342"], silence)
        #expect(arc?.description.contains("Azure Arc") == true)
    }

    @Test(
        "answers that are no token are refused, and not repeated",
        arguments: [
            "", "hidden", "{}", #"{"access_token":"hidden"}"#, #"{"access_token":"","expires_in":1}"#,
            #"{"access_token":"hidden\n","expires_in":1}"#, #"{"access_token":"hidden","expires_in":-1}"#,
            #"{"access_token":"hidden","expires_in":99999999999999999999}"#, #"["hidden"]"#,
        ]
    )
    func answers(text: String) async throws {
        let transport = FakeTransport { _, _ in .fake(200, [], text) }
        let found = try await failure(Self.identity.merging(["AZURE_CLIENT_SECRET": "s"]) { $1 }, transport)
        #expect(found != nil)
        #expect(found?.description.contains("hidden") == false)
    }
}
