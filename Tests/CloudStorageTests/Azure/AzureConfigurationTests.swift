import Cryptography
import Foundation
import TestFixtures
import Testing

@testable import CloudStorage

@Suite("Azure configuration")
struct AzureConfigurationTests {
    private let home: TemporaryDirectory

    init() throws {
        home = try TemporaryDirectory()
    }

    private static let key = "a2tra2tra2tra2tra2tra2s="
    private static let string =
        "DefaultEndpointsProtocol=https;AccountName=acct;AccountKey=\(key);EndpointSuffix=core.windows.net"
    private static let signature = "sv=2022-11-02&sr=c&sp=rl&sig=x%3D"

    private func file(_ text: String) throws -> String {
        let url = URL(filePath: home.path).appending(path: "credentials")
        try Data(text.utf8).write(to: url)
        return url.path
    }

    private func configuration(
        _ variables: [String: String] = [:],
        _ change: (inout AzureConfiguration.Flags) -> Void = { _ in }
    ) throws -> AzureConfiguration {
        var flags = AzureConfiguration.Flags()
        change(&flags)
        let silence = FakeTransport { _, _ throws(TransportFailure) in throw TransportFailure(.refused, "refused") }
        return try AzureConfiguration(
            try #require(AzureAddress("backups")),
            flags,
            ProcessEnvironment(variables: variables),
            tokenSender: azureSender(silence, dialect: EntraDialect())
        )
    }

    private func kind(_ configuration: AzureConfiguration) -> String {
        switch configuration.authentication {
        case .sharedKey(let key): "key of \(key.account)"
        case .sharedAccess: "signature"
        case .identity: "identity"
        case .anonymous: "anonymous"
        }
    }

    private func failure(_ body: () throws -> AzureConfiguration) -> String {
        do {
            _ = try body()
            return "none"
        } catch {
            return "\(error)"
        }
    }

    @Test("a file holds a connection string, a signature or a key")
    func files() throws {
        let cases = [
            (Self.string, "key of acct"), ("\n\(Self.string)\n", "key of acct"), (Self.signature, "signature"),
            ("?\(Self.signature)\n", "signature"),
            ("https://acct.blob.core.windows.net/backups?\(Self.signature)", "signature"),
            ("\(Self.key)\n", "key of acct"),
            ("BlobEndpoint=https://acct.blob.core.windows.net/;SharedAccessSignature=\(Self.signature)", "signature"),
        ]
        for (text, expected) in cases {
            let path = try file(text)
            let found = try configuration {
                $0.account = "acct"
                $0.credentialsFile = path
            }
            #expect(kind(found) == expected, "\(text)")
            #expect(found.endpoint.service.description == "https://acct.blob.core.windows.net")
        }
        for text in ["", "hello, world!", "AccountName=acct", "BlobEndpoint=https://h;SharedAccessSignature=nothing"] {
            let path = try file(text)
            let message = failure {
                try configuration {
                    $0.account = "acct"
                    $0.credentialsFile = path
                }
            }
            #expect(message.contains("credentials"), "\(text): \(message)")
            #expect(!message.contains("hello"))
        }
    }

    @Test("connection strings name the service of any cloud, and that of the emulator")
    func connectionStrings() throws {
        func service(_ text: String) throws -> String {
            let found = try configuration(["AZURE_STORAGE_CONNECTION_STRING": text])
            #expect(kind(found).hasPrefix("key of") || kind(found) == "signature")
            return found.endpoint.service.description
        }
        #expect(try service(Self.string) == "https://acct.blob.core.windows.net")
        #expect(
            try service("accountname=acct; accountkey=\(Self.key);endpointsuffix=core.chinacloudapi.cn;")
                == "https://acct.blob.core.chinacloudapi.cn"
        )
        #expect(try service("UseDevelopmentStorage=true") == "http://127.0.0.1:10000/devstoreaccount1")
        #expect(
            try service("UseDevelopmentStorage=true;DevelopmentStorageProxyUri=http://azurite")
                == "http://azurite:10000/devstoreaccount1"
        )
        #expect(
            try service("AccountName=acct;AccountKey=\(Self.key);BlobEndpoint=http://10.0.0.1:10000/acct;")
                == "http://10.0.0.1:10000/acct"
        )
    }

    @Test("the order of the environment: connection string, key, signature, identity")
    func environment() throws {
        var variables = [
            "AZURE_STORAGE_CONNECTION_STRING": Self.string, "AZURE_STORAGE_ACCOUNT": "other",
            "AZURE_STORAGE_KEY": Self.key, "AZURE_STORAGE_SAS_TOKEN": Self.signature,
        ]
        #expect(kind(try configuration(variables)) == "key of acct")
        variables["AZURE_STORAGE_CONNECTION_STRING"] = nil
        #expect(kind(try configuration(variables)) == "key of other")
        variables["AZURE_STORAGE_KEY"] = nil
        #expect(kind(try configuration(variables)) == "signature")
        variables["AZURE_STORAGE_SAS_TOKEN"] = nil
        #expect(kind(try configuration(variables)) == "identity")
        #expect(try configuration(variables).endpoint.service.description == "https://other.blob.core.windows.net")
        #expect(kind(try configuration(variables) { $0.isAnonymous = true }) == "anonymous")
    }

    @Test("credentials of the environment for another account are not used; those of a file are an error")
    func conflicts() throws {
        let variables = ["AZURE_STORAGE_CONNECTION_STRING": Self.string]
        let other = try configuration(variables) { $0.account = "other" }
        #expect(kind(other) == "identity")
        #expect(other.endpoint.service.description == "https://other.blob.core.windows.net")
        let address = try configuration(variables) { $0.endpoint = "https://other.blob.core.windows.net" }
        #expect(kind(address) == "identity")
        #expect(kind(try configuration(variables) { $0.account = "acct" }) == "key of acct")
        let path = try file(Self.string)
        let message = failure {
            try configuration {
                $0.account = "other"
                $0.credentialsFile = path
            }
        }
        #expect(message.contains("is for the account acct, not for other"))
        let contradiction = failure {
            try configuration {
                $0.account = "other"
                $0.endpoint = "https://acct.blob.core.windows.net"
            }
        }
        #expect(contradiction.contains("is the address of the account acct, not of other"))
    }

    @Test("what is missing or makes no sense is said")
    func failures() throws {
        #expect(failure { try configuration() }.contains("--account"))
        #expect(
            failure { try configuration { $0.account = "Not An Account" } }.contains("no name of a storage account")
        )
        #expect(
            failure { try configuration { $0.endpoint = "ftp://x" } }.contains("--endpoint is no http or https URL")
        )
        let signed = failure { try configuration { $0.endpoint = "https://x/c?sig=hidden" } }
        #expect(signed.contains("--endpoint") && !signed.contains("hidden"))
        let noAccount = failure {
            try configuration(["AZURE_STORAGE_KEY": Self.key]) { $0.endpoint = "https://backups.example.com" }
        }
        #expect(noAccount.contains("give --account"))
        #expect(
            failure { try configuration(["AZURE_STORAGE_ACCOUNT": "acct", "AZURE_STORAGE_KEY": "%"]) }
                .contains("AZURE_STORAGE_KEY is not base64")
        )
        #expect(
            failure { try configuration(["AZURE_STORAGE_CONNECTION_STRING": "x"]) }.contains("no connection string")
        )
    }

    @Test("what can be stolen is not sent over plain HTTP, except to this machine")
    func plainHTTP() throws {
        let remote = "http://azure.example.com/acct"
        #expect(failure { try configuration { $0.endpoint = remote } }.contains("https"))
        let signed = ["AZURE_STORAGE_SAS_TOKEN": Self.signature + "&spr=https"]
        #expect(failure { try configuration(signed) { $0.endpoint = remote } }.contains("https"))
        #expect(kind(try configuration(signed) { $0.endpoint = "http://127.0.0.1:1/acct" }) == "signature")
        let permitted = ["AZURE_STORAGE_SAS_TOKEN": Self.signature + "&spr=https,http"]
        #expect(kind(try configuration(permitted) { $0.endpoint = remote }) == "signature")
        // The key itself is never sent.
        #expect(kind(try configuration(["AZURE_STORAGE_KEY": Self.key]) { $0.endpoint = remote }) == "key of acct")
    }
}
