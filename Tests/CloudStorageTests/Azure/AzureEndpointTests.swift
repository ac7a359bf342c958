import Testing

@testable import CloudStorage

@Suite("Azure addresses")
struct AzureEndpointTests {
    @Test("containers and base paths")
    func addresses() {
        #expect(AzureAddress("backups") == AzureAddress("backups/"))
        #expect(AzureAddress("backups")?.base == "")
        #expect(AzureAddress("backups/a/b/")?.base == "a/b/")
        #expect(AzureAddress("$root")?.container == "$root")
    }

    @Test(
        "what cannot be a container is refused",
        arguments: [
            "", "/", "ab", "Backups", "back_ups", "back.ups", "a b c", "acct.blob.core.windows.net/c", "backups//a",
            "bäckups",
            "$ro-ot", String(repeating: "a", count: 64),
        ]
    )
    func refused(text: String) {
        #expect(AzureAddress(text) == nil)
    }

    @Test(
        "the account is in the host's name, in the path, or named",
        arguments: [
            ("https://acct.blob.core.windows.net", nil, "acct", "https://acct.blob.core.windows.net", "/c"),
            (
                "https://acct-secondary.blob.core.windows.net/", nil, "acct",
                "https://acct-secondary.blob.core.windows.net", "/c"
            ),
            ("https://acct.z01.blob.storage.azure.net", nil, "acct", "https://acct.z01.blob.storage.azure.net", "/c"),
            ("https://acct.blob.core.usgovcloudapi.net", nil, "acct", "https://acct.blob.core.usgovcloudapi.net", "/c"),
            (
                "http://127.0.0.1:10000/devstoreaccount1", nil, "devstoreaccount1",
                "http://127.0.0.1:10000/devstoreaccount1", "/devstoreaccount1/c"
            ),
            ("http://127.0.0.1:10000", "acct", "acct", "http://127.0.0.1:10000/acct", "/acct/c"),
            ("http://azurite:10000", "acct", "acct", "http://azurite:10000/acct", "/acct/c"),
            ("https://[::1]", "acct", "acct", "https://[::1]/acct", "/acct/c"),
            ("https://backups.example.com", "acct", "acct", "https://backups.example.com", "/c"),
            ("https://backups.example.com", nil, nil, "https://backups.example.com", "/c"),
        ] as [(String, String?, String?, String, String)]
    )
    func accounts(address: String, named: String?, account: String?, service: String, path: String) throws {
        let endpoint = AzureEndpoint(try #require(HTTPBaseURL(address)), account: named, container: "c")
        #expect(endpoint.account == account)
        #expect(endpoint.service.description == service)
        #expect(endpoint.path() == path)
        #expect(endpoint.path(blob: "a b/*~") == path + "/a%20b/%2A~")
    }
}
