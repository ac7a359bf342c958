import Cryptography
import Foundation
import TestFixtures
import Testing
import ZeebeFormat

@testable import CloudStorage

/// The vectors that AWS gives out with its own signing library; they lie beside the checkout.
@Suite("AWS Signature Version 4, vectors")
struct SigV4VectorTests {
    private static let folders: [String] = {
        guard let folder = SharedDirectory.folder("vectors/aws-sigv4/v4"),
            let names = try? FileManager.default.contentsOfDirectory(atPath: folder.path)
        else { return [] }
        return names.sorted()
    }()

    private struct Context: Decodable {
        struct Credentials: Decodable {
            var access_key_id: String
            var secret_access_key: String
            var token: String?
        }

        var credentials: Credentials
        var normalize: Bool
        var omit_session_token: Bool?
        var region: String
        var service: String
        var sign_body: Bool
        var timestamp: String
    }

    @Test("all 38 are there")
    func count() {
        if SharedDirectory.url != nil { #expect(Self.folders.count == 38) }
    }

    @Test("canonical request, string to sign and signature are AWS's", arguments: folders)
    func vector(_ name: String) throws {
        let folder = try #require(SharedDirectory.folder("vectors/aws-sigv4/v4/\(name)"))
        func file(_ name: String) throws -> String {
            String(decoding: try Data(contentsOf: folder.appending(path: name)), as: UTF8.self)
        }
        let context = try JSONDecoder().decode(
            Context.self,
            from: Data(contentsOf: folder.appending(path: "context.json"))
        )
        let now = try Timestamp(iso8601: context.timestamp)
        let request = try self.request(file("request.txt"), isNormalised: context.normalize)
        let signature = SigV4(region: context.region, service: context.service, sendsBodyHash: context.sign_body)
        let isTokenSigned = context.omit_session_token != true
        let credentials = AWSCredentials(
            accessKeyID: context.credentials.access_key_id,
            secretAccessKey: Secret(context.credentials.secret_access_key),
            sessionToken: isTokenSigned ? context.credentials.token.map { Secret($0) } : nil
        )
        let signed = signature.signed(request, credentials, at: now)
        var unsigned = signed
        unsigned.headers = HTTPHeaders(
            signed.headers.fields.filter { $0.name != "Authorization" }.map { ($0.name, $0.value) }
        )
        let canonical = signature.canonicalRequest(unsigned).text
        #expect(canonical == (try file("header-canonical-request.txt")))
        #expect(signature.stringToSign(canonical, at: now) == (try file("header-string-to-sign.txt")))
        let authorization = try #require(signed.headers["Authorization"])
        #expect(authorization.hasSuffix("Signature=\(try file("header-signature.txt"))"))
        let expected = try file("header-signed-request.txt").split(separator: "\n").first {
            $0.hasPrefix("Authorization:")
        }
        #expect(expected.map { String($0.dropFirst("Authorization:".count)) } == authorization)
    }

    /// Takes a request as it stands in the vectors: target not encoded, header lines maybe folded.
    private func request(_ text: String, isNormalised: Bool) throws -> HTTPRequest {
        let parts = text.split(separator: "\n\n", maxSplits: 1, omittingEmptySubsequences: false)
        var lines: [String] = []
        for line in parts[0].split(separator: "\n") {
            if line.first == " ", let last = lines.indices.last {
                lines[last] += line
            } else {
                lines.append(String(line))
            }
        }
        let first = try #require(lines.first)
        let target = try #require(first.firstRange(of: " ")?.upperBound)
        let end = try #require(first.ranges(of: " HTTP/").last?.lowerBound)
        let pieces = first[target..<end].split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        var headers = HTTPHeaders()
        var host = ""
        for line in lines.dropFirst() {
            let field = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            if field[0].lowercased() == "host" {
                host = String(field[1])
            } else {
                headers.add(String(field[0]), String(field[1]))
            }
        }
        return HTTPRequest(
            try #require(HTTPRequest.Method(rawValue: String(first[..<first.index(before: target)]))),
            HTTPOrigin(.https, host),
            path: PercentEncoding.path(isNormalised ? Self.normalised(String(pieces[0])) : String(pieces[0])),
            query: pieces.count > 1 ? Self.encodedQuery(pieces[1]) : "",
            headers: headers,
            body: parts.count > 1 ? Array(parts[1].utf8) : []
        )
    }

    /// Encodes what is not encoded yet.
    private static func encodedQuery(_ query: Substring) -> String {
        query.split(separator: "&").map { item in
            item.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map { part in
                PercentEncoding.component(String(decoding: PercentEncoding.decoded(part.utf8) ?? [], as: UTF8.self))
            }.joined(separator: "=")
        }.joined(separator: "&")
    }

    /// Removes dot segments and repeated slashes, which services other than S3 do.
    private static func normalised(_ path: String) -> String {
        var parts: [Substring] = []
        for part in path.split(separator: "/") where part != "." {
            if part == ".." { _ = parts.popLast() } else { parts.append(part) }
        }
        let joined = "/" + parts.joined(separator: "/")
        return path.hasSuffix("/") && joined != "/" ? joined + "/" : joined
    }
}
