import Foundation
import Testing
import ZeebeFormat

@testable import CloudStorage

/// Random requests as azure-storage-blob sends them. `Tests/servers/azure/run.sh` makes them and says by a variable of the
/// environment where they are.
@Suite("Shared key, random requests")
struct SharedKeyRandomTests {
    private struct Signed: Decodable {
        var service: String
        var account: String
        var key: String
        var container: String
        var blob: String?
        var url: String
        var query: [[String]]
        var headers: [[String]]
        var date: String
        var authorization: String
    }

    private static let path = ProcessInfo.processInfo.environment["ZBAUDIT_AZURE_REQUESTS"]

    private static let lines: [Substring] = {
        guard let path else {
            print("NOT CHECKED: no requests signed by azure-storage-blob; Tests/servers/azure/run.sh makes them")
            return []
        }
        return ((try? String(contentsOfFile: path, encoding: .utf8)) ?? "").split(separator: "\n")
    }()

    @Test("there are some, where they are asked for")
    func some() {
        if Self.path != nil { #expect(Self.lines.count > 100) }
    }

    @Test("path and signature are those of azure-storage-blob")
    func signatures() throws {
        for line in Self.lines {
            let signed = try JSONDecoder().decode(Signed.self, from: Data(line.utf8))
            let service = try #require(HTTPBaseURL(signed.service))
            let endpoint = AzureEndpoint(service, container: signed.container)
            #expect(endpoint.account == signed.account, "\(line)")
            let path = endpoint.path(blob: signed.blob)
            let theirs = try #require(HTTPBaseURL(signed.url.prefix { $0 != "?" }))
            // Theirs leaves more characters as they are, which the service decodes to the same name.
            #expect(PercentEncoding.decoded(theirs.path.utf8) == PercentEncoding.decoded(path.utf8), "\(line)")
            let key = try #require(SharedKey(account: signed.account, base64: signed.key))
            let request = HTTPRequest(
                .get,
                service.origin,
                path: String(signed.url.prefix { $0 != "?" }.dropFirst("\(service.origin)".count)),
                query: PercentEncoding.query(signed.query.map { (name: $0[0], value: $0[1]) }),
                headers: HTTPHeaders(signed.headers.map { ($0[0], $0[1]) })
            )
            let moment = try #require(HTTPDate.parse(signed.date))
            #expect(key.signed(request, at: moment).headers["Authorization"] == signed.authorization, "\(line)")
        }
    }
}
