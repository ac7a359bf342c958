import Testing
import ZeebeFormat

@testable import CloudStorage

@Suite("Shared access signatures")
struct SharedAccessSignatureTests {
    @Test(
        "the signature is found alone, behind a question mark, and at the end of a URL",
        arguments: ["", "?", "https://a.blob.core.windows.net/c?", "https://a.blob.core.windows.net/?"]
    )
    func forms(front: String) throws {
        let text = "sv=2022-11-02&ss=b&srt=co&sp=rl&se=2026-01-01T00:00:00Z&sig=a%2Fb%3D"
        let signature = try #require(SharedAccessSignature(front + text))
        #expect(signature.signed(HTTPRequest(.get, HTTPOrigin(.https, "h"), path: "/c")).query == text)
        let listing = HTTPRequest(.get, HTTPOrigin(.https, "h"), path: "/c", query: "comp=list")
        #expect(signature.signed(listing).query == "comp=list&" + text)
    }

    @Test(
        "what is none is refused",
        arguments: [
            "", "?", "sv=1", "sig=x", "sv=2022-11-02&sig=", "sv=2022-11-02&sig", "sv=2022-11-02&sig=a b",
            "sv=2022-11-02&sig=a\nb", "sv=2022-11-02&sig=a#b", "sv=2022-11-02&sig=%ZZ", "AccountKey=abc=",
        ]
    )
    func refused(text: String) {
        #expect(SharedAccessSignature(text) == nil)
    }

    @Test("kind, times and permissions")
    func values() throws {
        let account = try #require(
            SharedAccessSignature("sv=2022-11-02&ss=b&sp=rl&st=2026-01-01&se=2026-01-02T03:04Z&sig=x")
        )
        #expect(account.kind == .account)
        #expect(account.start == (try Timestamp(iso8601: "2026-01-01T00:00:00Z")))
        #expect(account.expiry == (try Timestamp(iso8601: "2026-01-02T03:04:00Z")))
        #expect(account.permits("r") == true)
        #expect(account.permits("w") == false)
        #expect(account.permitsPlainHTTP)
        let delegation = try #require(SharedAccessSignature("sv=2022-11-02&sr=c&skoid=1&sp=r&spr=https&se=x&sig=x"))
        #expect(delegation.kind == .userDelegation)
        #expect(delegation.expiry == nil)
        #expect(!delegation.permitsPlainHTTP)
        let policy = try #require(SharedAccessSignature("sv=2022-11-02&sr=c&si=policy&spr=https,http&sig=x"))
        #expect(policy.kind == .service)
        #expect(policy.permits("l") == nil)
        #expect(policy.permitsPlainHTTP)
    }

    @Test("nothing of it is printed")
    func secret() throws {
        let signature = try #require(SharedAccessSignature("sv=2022-11-02&sr=c&sp=rl&sig=hidden"))
        var dumped = ""
        dump(signature, to: &dumped)
        #expect(!"\(signature)\(String(reflecting: signature))\(dumped)".contains("hidden"))
    }
}
