import Cryptography
import Foundation
import Testing
import ZeebeFormat

@testable import CloudStorage

@Suite("Shared key")
struct SharedKeyTests {
    private let key = SharedKey(account: "myaccount", key: Secret([1, 2, 3]))

    @Test("Microsoft's example of what is signed")
    func documentedExample() {
        let request = HTTPRequest(
            .get,
            HTTPOrigin(.https, "myaccount.blob.core.windows.net"),
            path: "/mycontainer",
            query: "restype=container&comp=metadata&timeout=20",
            headers: HTTPHeaders([("x-ms-version", "2015-02-21"), ("x-ms-date", "Fri, 26 Jun 2015 23:39:12 GMT")])
        )
        #expect(
            key.stringToSign(request)
                == "GET\n\n\n\n\n\n\n\n\n\n\n\nx-ms-date:Fri, 26 Jun 2015 23:39:12 GMT\nx-ms-version:2015-02-21\n"
                + "/myaccount/mycontainer\ncomp:metadata\nrestype:container\ntimeout:20"
        )
    }

    @Test("an account in the path stands there twice; ranges are signed as the service's own field only")
    func pathStyle() {
        let endpoint = AzureEndpoint(
            HTTPBaseURL(HTTPOrigin(.http, "127.0.0.1", port: 10_000), path: "/myaccount"),
            container: "c"
        )
        let request = HTTPRequest(
            .get,
            endpoint.service.origin,
            path: endpoint.path(blob: "a b/ü+%"),
            headers: HTTPHeaders([("x-ms-range", "bytes=0-1"), ("If-Match", "\"0x1\"")])
        )
        #expect(
            key.stringToSign(request)
                == "GET\n\n\n\n\n\n\n\n\"0x1\"\n\n\n\nx-ms-range:bytes=0-1\n/myaccount/myaccount/c/a%20b/%C3%BC%2B%25"
        )
    }

    @Test("names of the query are lower case and in order, values decoded and in order")
    func query() {
        let request = HTTPRequest(
            .get,
            HTTPOrigin(.https, "h"),
            path: "/",
            query: "b=2&A=%2Fx+y&b=1&c&a=%41"
        )
        #expect(key.stringToSign(request).hasSuffix("\n/myaccount/\na:/x+y,A\nb:1,2\nc:"))
    }

    @Test("the date is that of the service's clock, the signature the code of what is signed")
    func signed() throws {
        let now = try Timestamp(iso8601: "2015-06-26T23:39:12Z")
        let signed = key.signed(HTTPRequest(.get, HTTPOrigin(.https, "h"), path: "/c"), at: now)
        #expect(signed.headers["x-ms-date"] == "Fri, 26 Jun 2015 23:39:12 GMT")
        let code = HMACSHA256.code(of: key.stringToSign(signed), key: [1, 2, 3])
        #expect(signed.headers["Authorization"] == "SharedKey myaccount:\(base64(code.span.bytes))")
        #expect(!"\(key)".contains("1, 2, 3"))
    }

    @Test(
        "dates are written as HTTP wants them",
        arguments: [
            "1994-11-06T08:49:37Z", "2000-02-29T00:00:00Z", "1970-01-01T00:00:00Z", "1969-12-31T23:59:59Z",
            "2026-01-09T03:04:05.678Z",
        ]
    )
    func dates(text: String) throws {
        let moment = try Timestamp(iso8601: text)
        let written = HTTPDate.text(moment)
        #expect(HTTPDate.parse(written) == Timestamp(seconds: moment.seconds))
        let formatter = DateFormatter()
        formatter.locale = Locale(identifier: "en_US_POSIX")
        formatter.timeZone = TimeZone(secondsFromGMT: 0)
        formatter.dateFormat = "EEE, dd MMM yyyy HH:mm:ss 'GMT'"
        #expect(written == formatter.string(from: Date(timeIntervalSince1970: TimeInterval(moment.seconds))))
    }
}
