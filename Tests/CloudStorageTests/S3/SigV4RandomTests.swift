import Cryptography
import Foundation
import Testing
import ZeebeFormat

@testable import CloudStorage

/// Random requests that botocore signed. `Tests/signing/run.sh` makes them and says by a variable of the environment where
/// they are.
@Suite("AWS Signature Version 4, random requests")
struct SigV4RandomTests {
    private struct Signed: Decodable {
        var method: String
        var host: String
        var path: String
        var query: String
        var headers: [String: String]
        var body: String
        var key: String
        var secret: String
        var token: String?
        var region: String
        var service: String
        var time: String
        var authorization: String
    }

    private static let lines: [Substring] = {
        guard let path = ProcessInfo.processInfo.environment["ZBAUDIT_SIGNED_REQUESTS"] else {
            print("NOT CHECKED: no requests signed by botocore; Tests/signing/run.sh makes them")
            return []
        }
        let text = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
        return text.split(separator: "\n")
    }()

    @Test("there are some, where they are asked for")
    func some() {
        if ProcessInfo.processInfo.environment["ZBAUDIT_SIGNED_REQUESTS"] != nil { #expect(Self.lines.count > 100) }
    }

    @Test("the signature is botocore's")
    func signatures() throws {
        for line in Self.lines {
            let signed = try JSONDecoder().decode(Signed.self, from: Data(line.utf8))
            let base = try #require(HTTPBaseURL("https://\(signed.host)"))
            let request = HTTPRequest(
                try #require(HTTPRequest.Method(rawValue: signed.method)),
                base.origin,
                path: signed.path,
                query: signed.query,
                headers: HTTPHeaders(signed.headers.map { ($0.key, $0.value) }),
                body: Array(signed.body.utf8)
            )
            let signature = SigV4(
                region: signed.region,
                service: signed.service,
                sendsBodyHash: signed.service == "s3"
            )
            let credentials = AWSCredentials(
                accessKeyID: signed.key,
                secretAccessKey: Secret(signed.secret),
                sessionToken: signed.token.map { Secret($0) }
            )
            let ours = signature.signed(request, credentials, at: try Timestamp(iso8601: signed.time))
            #expect(ours.headers["Authorization"] == signed.authorization, "\(line)")
        }
    }

    @Test("paths are encoded as botocore's peer encodes keys")
    func paths() throws {
        for line in Self.lines {
            let signed = try JSONDecoder().decode(Signed.self, from: Data(line.utf8))
            let key = try #require(PercentEncoding.decoded(signed.path.utf8))
            #expect(PercentEncoding.path(String(decoding: key, as: UTF8.self)) == signed.path)
        }
    }
}
