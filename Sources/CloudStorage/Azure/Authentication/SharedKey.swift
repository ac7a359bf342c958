public import Cryptography
public import ZeebeFormat

/// The authorization scheme `SharedKey` of version 2015-02-21 and later: a code over the request under the account's key.
public struct SharedKey: Equatable, Sendable {
    /// The account.
    public let account: String

    private let key: Secret

    /// The fields that have a place in what is signed. That of `Range` stays empty, since `x-ms-range` is sent instead.
    private static let fields = [
        "Content-Encoding", "Content-Language", "Content-Length", "Content-MD5", "Content-Type", "Date",
        "If-Modified-Since", "If-Match", "If-None-Match", "If-Unmodified-Since", "Range",
    ]

    /// Creates the scheme for an account and the bytes of its key.
    public init(account: String, key: Secret) {
        self.account = account
        self.key = key
    }

    /// Creates the scheme for an account and its key in base64, as the portal shows it; `nil` when it is none.
    init?(account: String, base64 text: some StringProtocol) {
        guard let bytes = [UInt8](base64: text), !bytes.isEmpty else { return nil }
        self.init(account: account, key: Secret(bytes))
    }

    /// Returns the request with the fields that prove who sends it.
    public func signed(_ request: HTTPRequest, at now: Timestamp) -> HTTPRequest {
        var request = request
        request.headers.set("x-ms-date", HTTPDate.text(now))
        let code = HMACSHA256.code(of: stringToSign(request), key: key.bytes)
        request.headers.set("Authorization", "SharedKey \(account):\(base64(unsafe code.span.bytes))")
        return request
    }

    /// What is signed: the method, the fields that have a place, those that begin with `x-ms-`, the path, and the query.
    func stringToSign(_ request: HTTPRequest) -> String {
        let places = Self.fields.map { field in
            if field == "Content-Length" { return request.body.isEmpty ? "" : String(request.body.count) }
            return request.headers[field] ?? ""
        }
        return ([request.method.rawValue] + places).joined(separator: "\n") + "\n" + Self.ownFields(request.headers)
            + resource(request)
    }

    /// Each field of the service's own as `name:value` and a line end, in order.
    private static func ownFields(_ headers: HTTPHeaders) -> String {
        var values: [String: [String]] = [:]
        for field in headers.fields {
            let name = field.name.lowercased()
            let value = field.value.split { $0 == " " || $0 == "\t" }.joined(separator: " ")
            if name.hasPrefix("x-ms-") { values[name, default: []].append(value) }
        }
        return values.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
            .map { "\($0.key):\($0.value.joined(separator: ","))\n" }
            .joined()
    }

    /// The account and the path as it is sent, so that an account in the path stands there twice; then each name of the
    /// query with its values, decoded and in order.
    private func resource(_ request: HTTPRequest) -> String {
        var values: [String: [String]] = [:]
        for item in request.query.utf8.split(separator: UInt8(ascii: "&")) {
            let parts = item.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
            let name = Self.decoded(parts[0]).lowercased()
            values[name, default: []].append(parts.count > 1 ? Self.decoded(parts[1]) : "")
        }
        let lines = values.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }.map { name, values in
            let ordered = values.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
            return "\n\(name):\(ordered.joined(separator: ","))"
        }
        return "/\(account)\(request.path)\(lines.joined())"
    }

    private static func decoded(_ text: Substring.UTF8View) -> String {
        // What is no encoding is signed as it stands.
        PercentEncoding.decoded(text).flatMap { String(validating: $0, as: UTF8.self) } ?? String(Substring(text))
    }
}
