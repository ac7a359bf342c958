#if Cloud
import CloudStorage
@testable import NetworkTransport
import Testing

@Suite("Proxies")
struct ProxySettingsTests {
    private func proxy(_ url: String, _ variables: [String: String]) throws -> String? {
        let settings = try ProxySettings(ProcessEnvironment(variables: variables))
        let base = try #require(HTTPBaseURL(url))
        return settings.proxy(for: base.origin).map { "\($0.host):\($0.port)" }
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
        arguments: ["127.0.0.1", "localhost", "169.254.169.254"]
    )
    func local(host: String) throws {
        #expect(try proxy("http://\(host)", ["HTTP_PROXY": "http://p:1"]) == nil)
    }

    @Test("user and password are decoded")
    func credentials() throws {
        let settings = try ProxySettings(ProcessEnvironment(variables: ["HTTPS_PROXY": "http://us%40er:pa%3Ass:w@p:1"]))
        let found = settings.proxy(for: HTTPOrigin(.https, "x"))
        #expect(found?.user == "us@er")
        #expect(found?.password == "pa:ss:w")
    }

    @Test(
        "what is no proxy is refused without its text",
        arguments: ["socks5://p:1", "https://secret@p:1", "http://", "p:x"]
    )
    func refused(text: String) {
        do throws(ProxySettings.InvalidProxy) {
            _ = try ProxySettings(ProcessEnvironment(variables: ["HTTPS_PROXY": text]))
            Issue.record("expected an error")
        } catch {
            #expect(error.description.contains("HTTPS_PROXY"))
            #expect(!error.description.contains("secret"))
        }
    }
}
#endif
