import CloudStorage
import Testing

@Suite("Percent-encoding")
struct PercentEncodingTests {
    @Test("every byte but the unreserved ones is encoded with capital digits")
    func component() {
        #expect(PercentEncoding.component("aZ0-._~") == "aZ0-._~")
        #expect(PercentEncoding.component(" +%/&=?*!'()é") == "%20%2B%25%2F%26%3D%3F%2A%21%27%28%29%C3%A9")
        #expect(PercentEncoding.path("a b/c+d//e") == "a%20b/c%2Bd//e")
    }

    @Test("decoding gives back what was encoded, and refuses half an escape")
    func decoding() {
        for text in ["", "a b", "ü/%41+", "\u{1F4BE}"] {
            #expect(PercentEncoding.decoded(PercentEncoding.component(text).utf8) == Array(text.utf8))
        }
        #expect(PercentEncoding.decoded("%e4%C3".utf8) == [0xE4, 0xC3])
        #expect(PercentEncoding.decoded("a+b".utf8, plusIsBlank: true) == Array("a b".utf8))
        for broken in ["%", "%4", "a%g0", "%-1"] { #expect(PercentEncoding.decoded(broken.utf8) == nil) }
    }
}

@Suite("Origins and base URLs")
struct HTTPOriginTests {
    @Test(
        "the port is left out of Host where it is the scheme's",
        arguments: [
            ("https://s3.example.com", "s3.example.com", ""), ("https://S3.Example.com:443/", "s3.example.com", ""),
            ("http://localhost:9000/a//", "localhost:9000", "/a"), ("http://[::1]:80/x/y", "[::1]", "/x/y"),
            ("HTTPS://10.0.0.1:8443", "10.0.0.1:8443", ""),
        ]
    )
    func parses(text: String, authority: String, path: String) throws {
        let base = try #require(HTTPBaseURL(text))
        #expect(base.origin.authority == authority)
        #expect(base.path == path)
    }

    @Test(
        "what is no http or https URL without user and query is refused",
        arguments: [
            "", "example.com", "ftp://example.com", "http://", "http://a:0", "http://a:65536", "http://a:x",
            "http://user:password@host", "http://host/?a=b", "http://host/#f", "http://ho st", "http://[::1",
            "http://host/ä", "http://a/\r\nX: y", "http://h\r\nX: y",
        ]
    )
    func refuses(text: String) {
        #expect(HTTPBaseURL(text) == nil)
    }
}
