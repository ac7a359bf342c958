internal import Cryptography
public import ZeebeFormat

/// AWS Signature Version 4, in the header `Authorization`.
///
/// All fields of the request are signed, and its path and query as they are sent, byte by byte: S3 does not normalise
/// paths.
public struct SigV4: Sendable {
    /// The region in the signature.
    public var region: String

    /// The service in the signature: `s3`, `sts`.
    public var service: String

    /// Whether the hash of the body is sent in a field of its own, as S3 demands.
    public var sendsBodyHash: Bool

    private static let algorithm = "AWS4-HMAC-SHA256"

    /// Creates a signature for one service in one region.
    public init(region: String, service: String, sendsBodyHash: Bool = false) {
        self.region = region
        self.service = service
        self.sendsBodyHash = sendsBodyHash
    }

    /// Returns the request with the fields that prove who sends it.
    public func signed(_ request: HTTPRequest, _ credentials: AWSCredentials, at now: Timestamp) -> HTTPRequest {
        var request = request
        request.headers.set("X-Amz-Date", Self.time(now))
        if let token = credentials.sessionToken { request.headers.set("X-Amz-Security-Token", token.text) }
        if sendsBodyHash { request.headers.set("x-amz-content-sha256", Self.bodyHash(request)) }
        let (canonical, names) = canonicalRequest(request)
        let signature = signature(of: canonical, credentials.secretAccessKey, at: now)
        request.headers.set(
            "Authorization",
            "\(Self.algorithm) Credential=\(credentials.accessKeyID)/\(scope(now)), SignedHeaders=\(names),"
                + " Signature=\(signature)"
        )
        return request
    }

    // MARK: Steps

    /// The request in the form that is hashed, and the names of its fields.
    func canonicalRequest(_ request: HTTPRequest) -> (text: String, names: String) {
        var fields: [String: [String]] = ["host": [request.origin.authority]]
        for field in request.headers.fields {
            fields[field.name.lowercased(), default: []].append(Self.collapsed(field.value))
        }
        let names = fields.keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        let lines = names.map { "\($0):\(fields[$0, default: []].joined(separator: ","))\n" }
        let signedNames = names.joined(separator: ";")
        let text = [
            request.method.rawValue, request.path, Self.canonicalQuery(request.query), lines.joined(), signedNames,
            Self.bodyHash(request),
        ].joined(separator: "\n")
        return (text, signedNames)
    }

    func stringToSign(_ canonicalRequest: String, at now: Timestamp) -> String {
        [Self.algorithm, Self.time(now), scope(now), SHA256.digest(of: canonicalRequest.utf8).hexadecimal]
            .joined(separator: "\n")
    }

    private func signature(of canonicalRequest: String, _ secret: Secret, at now: Timestamp) -> String {
        var key = Array("AWS4".utf8) + secret.bytes
        for part in [Self.date(now), region, service, "aws4_request"] { key = HMACSHA256.code(of: part, key: key) }
        return HMACSHA256.code(of: stringToSign(canonicalRequest, at: now), key: key).hexadecimal
    }

    private func scope(_ now: Timestamp) -> String {
        "\(Self.date(now))/\(region)/\(service)/aws4_request"
    }

    /// Names and values in order; each has its sign, also where it has no value.
    private static func canonicalQuery(_ query: String) -> String {
        let items = query.utf8.split(separator: UInt8(ascii: "&")).map {
            item -> (Substring.UTF8View, Substring.UTF8View) in
            guard let sign = item.firstIndex(of: UInt8(ascii: "=")) else { return (item, item[item.endIndex...]) }
            return (item[..<sign], item[item.index(after: sign)...])
        }
        return
            items
            .sorted { left, right in
                left.0.elementsEqual(right.0)
                    ? left.1.lexicographicallyPrecedes(right.1) : left.0.lexicographicallyPrecedes(right.0)
            }
            .map { "\(Substring($0.0))=\(Substring($0.1))" }
            .joined(separator: "&")
    }

    private static func bodyHash(_ request: HTTPRequest) -> String {
        SHA256.digest(of: request.body).hexadecimal
    }

    /// The value without blanks around it, and with one where there are several.
    private static func collapsed(_ value: String) -> String {
        value.split { $0 == " " || $0 == "\t" }.joined(separator: " ")
    }

    /// `20150830T123600Z`
    static func time(_ now: Timestamp) -> String {
        let whole = Timestamp(seconds: now.seconds) ?? now
        return String(whole.description.filter { $0 != "-" && $0 != ":" })
    }

    /// `20150830`
    private static func date(_ now: Timestamp) -> String { String(time(now).prefix(8)) }
}

/// Signs with credentials that are looked for when needed and replaced in time.
struct SigV4Signer: RequestSigner {
    let signature: SigV4
    let credentials: AWSCredentialCache

    func signed(_ request: HTTPRequest, at now: Timestamp) async throws(CredentialFailure) -> HTTPRequest {
        signature.signed(request, try await credentials.credentials(), at: now)
    }

    func renewCredentials(in refused: HTTPRequest) async -> Bool {
        // Keys without a token never expire: looking again would find the same.
        guard let token = refused.headers["X-Amz-Security-Token"] else { return false }
        await credentials.discard { $0.sessionToken?.text == token }
        return true
    }
}

/// Signs with credentials that are there.
struct FixedSigner: RequestSigner {
    private let signature: SigV4
    private let credentials: AWSCredentials

    init(_ signature: SigV4, _ credentials: AWSCredentials) {
        self.signature = signature
        self.credentials = credentials
    }

    func signed(_ request: HTTPRequest, at now: Timestamp) async throws(CredentialFailure) -> HTTPRequest {
        signature.signed(request, credentials, at: now)
    }

    func renewCredentials(in refused: HTTPRequest) async -> Bool { false }
}
