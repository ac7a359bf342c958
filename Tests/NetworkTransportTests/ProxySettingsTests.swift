#if Cloud
import CloudStorage
@testable import NetworkTransport
import Testing

@Suite("Proxies")
struct ProxySettingsTests {
    private func proxy(_ url: String, _ variables: [String: String]) throws -> String? {
        let settings = ProxySettings(ProcessEnvironment(variables: variables))
        let base = try #require(HTTPBaseURL(url))
        return try settings.proxy(for: base.origin).map { "\($0.host):\($0.port)" }
    }

    @Test("each scheme has its variable, small letters go first, ALL_PROXY is for both")
    func schemes() throws {
        let variables = ["HTTPS_PROXY": "http://a:1", "HTTP_PROXY": "b:2", "https_proxy": "http://c:3/"]
        #expect(try proxy("https://x", variables) == "c:3")
        #expect(try proxy("http://x", variables) == "b:2")
        #expect(try proxy("http://x", ["ALL_PROXY": "http://d"]) == "d:80")
        #expect(try proxy("https://x", [:]) == nil)
    }

    @Test(
        "NO_PROXY names hosts, domains and ports",
        arguments: [
            ("*", true), ("s3.example.com", true), ("example.com", true), (".example.com", true),
            ("*.example.com", true), ("EXAMPLE.com ", true), ("xample.com", false), ("other, example.com", true),
            ("example.com:443", true), ("example.com:80", false), ("", false), (",", false),
        ]
    )
    func exceptions(list: String, isDirect: Bool) throws {
        let found = try proxy("https://s3.example.com", ["HTTPS_PROXY": "http://p:8080", "NO_PROXY": list])
        #expect((found == nil) == isDirect)
    }

    @Test(
        "this machine and its metadata are never behind a proxy",
        arguments: [
            "127.0.0.1", "127.9.8.7", "localhost", "metadata.google.internal", "[::1]", "169.254.169.254",
            "169.254.170.2", "[fd00:ec2::23]",
            "[FD00:EC2:0::254]", "[fe80::1]", "[::ffff:127.0.0.1]",
        ]
    )
    func local(host: String) throws {
        #expect(try proxy("http://\(host)", ["HTTP_PROXY": "http://p:1"]) == nil)
    }

    @Test(
        "names that begin like addresses are names, and other addresses are behind the proxy",
        arguments: [
            "127.evil.example", "127.0.0.1.evil.example", "169.254.evil.example", "[fd00:ec2::24]", "128.0.0.1",
        ]
    )
    func notLocal(host: String) throws {
        #expect(try proxy("http://\(host)", ["HTTP_PROXY": "http://p:1"]) == "p:1")
    }

    @Test(
        "NO_PROXY names addresses and networks, of IPv6 too",
        arguments: [
            ("10.1.2.3", "10.0.0.0/8", true), ("10.1.2.3", "10.1.2.3/32", true), ("10.1.2.3", "0.0.0.0/0", true),
            ("10.1.2.3", "10.1.3.0/24", false), ("10.1.3.3", "10.1.2.0/23", true), ("10.1.4.3", "10.1.2.0/23", false),
            ("10.1.2.3", "10.0.0.0/33", false), ("10.1.2.3", "10.0.0.0/+8", false), ("10.1.2.3", "::/0", false),
            ("10.1.2.3", "10.1.2.3", true), ("10.1.2.3", "10.1.2.3:443", true), ("10.1.2.3", "10.1.2.3:80", false),
            ("10.1.2.3", "2.3", false), ("10.evil.example", "10.0.0.0/8", false),
            ("[fd00::1]", "fd00::/8", true), ("[fd00::1]", "[fd00::]/8", true), ("[fd00::1]", "fe00::/8", false),
            ("[fd00::1]", "fd00::1", true), ("[fd00::1]", "[fd00:0::1]", true), ("[fd00::1]", "fd00::2", false),
            ("[fd00::1]", "[fd00::1]:443", true), ("[fd00::1]", "[fd00::1]:80", false),
        ]
    )
    func addresses(host: String, list: String, isDirect: Bool) throws {
        let found = try proxy("https://\(host)", ["HTTPS_PROXY": "http://p:8080", "NO_PROXY": list])
        #expect((found == nil) == isDirect)
    }

    @Test("a proxy's address of IPv6 loses its brackets, which are no part of it")
    func addressOfProxy() throws {
        #expect(try proxy("https://x", ["HTTPS_PROXY": "http://[::1]:3128"]) == "::1:3128")
    }

    @Test("a proxy that makes no sense is in nobody's way who does not need it")
    func needless() throws {
        let variables = ["ALL_PROXY": "socks5://p:1", "HTTPS_PROXY": "http://p:2", "NO_PROXY": "near"]
        #expect(try proxy("https://x", variables) == "p:2")
        #expect(try proxy("http://near", variables) == nil)
        #expect(try proxy("http://127.0.0.1", variables) == nil)
        #expect(throws: ProxySettings.InvalidProxy.self) { try proxy("http://x", variables) }
    }

    @Test("user and password are decoded")
    func credentials() throws {
        let settings = ProxySettings(ProcessEnvironment(variables: ["HTTPS_PROXY": "http://us%40er:pa%3Ass:w@p:1"]))
        let found = try settings.proxy(for: HTTPOrigin(.https, "x"))
        #expect(found?.user == "us@er")
        #expect(found?.password == "pa:ss:w")
    }

    @Test(
        "what is no proxy is refused without its text",
        arguments: ["socks5://p:1", "https://secret@p:1", "http://", "p:x"]
    )
    func refused(text: String) {
        do throws(ProxySettings.InvalidProxy) {
            let settings = ProxySettings(ProcessEnvironment(variables: ["HTTPS_PROXY": text]))
            try settings.check(HTTPOrigin(.https, "x"))
            Issue.record("expected an error")
        } catch {
            #expect(error.description.contains("HTTPS_PROXY"))
            #expect(!error.description.contains("secret"))
        }
    }
}
#endif
