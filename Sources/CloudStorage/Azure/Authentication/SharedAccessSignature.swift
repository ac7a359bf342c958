internal import Cryptography
public import ZeebeFormat

/// A shared access signature: the part of a URL that gives whoever has it some rights for some time.
///
/// It is sent as it is, and is a secret as a whole.
public struct SharedAccessSignature: Equatable, Sendable {
    /// What gives it its rights.
    public enum Kind: String, Sendable {
        /// The account's key, for the whole account.
        case account
        /// The account's key, for one container or blob.
        case service
        /// A user's or program's identity.
        case userDelegation = "user delegation"
    }

    private let query: Secret
    private let values: [String: Secret]

    /// Takes the signature out of a text: the signature itself, with or without `?`, or a whole URL that ends in it.
    ///
    /// - Returns: `nil` when there is none, or a character that no URL may hold.
    public init?(_ text: some StringProtocol) {
        let bytes = Array(text.utf8)
        let query = bytes.lastIndex(of: UInt8(ascii: "?")).map { bytes[($0 + 1)...] } ?? bytes[...]
        guard !query.isEmpty, query.allSatisfy({ (0x21..<0x7F).contains($0) && $0 != UInt8(ascii: "#") }) else {
            return nil
        }
        var values: [String: Secret] = [:]
        for item in query.split(separator: UInt8(ascii: "&")) {
            let parts = item.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2, let value = PercentEncoding.decoded(parts[1]) else { return nil }
            values[String(decoding: parts[0], as: UTF8.self)] = Secret(value)
        }
        guard values["sig"]?.isEmpty == false, values["sv"] != nil else { return nil }
        self.values = values
        self.query = Secret(Array(query))
    }

    /// What gives it its rights.
    public var kind: Kind {
        if values["ss"] != nil { return .account }
        return values["skoid"] == nil ? .service : .userDelegation
    }

    /// When it ends; `nil` where a policy of the container says so, or the form is unknown.
    public var expiry: Timestamp? { moment("se") }

    /// When it begins; `nil` when it is valid from the start.
    public var start: Timestamp? { moment("st") }

    /// Whether it holds a permission, `r` to read and `l` to list; `nil` where a policy of the container says so.
    public func permits(_ permission: Character) -> Bool? {
        values["sp"].map { $0.text.contains(permission) }
    }

    /// Whether it may be sent over connections that are not protected.
    public var permitsPlainHTTP: Bool {
        values["spr"].map { $0.text.split(separator: ",").contains("http") } ?? true
    }

    /// Returns the request with the signature at the end of its query.
    public func signed(_ request: HTTPRequest) -> HTTPRequest {
        var request = request
        request.query += (request.query.isEmpty ? "" : "&") + query.text
        return request
    }

    /// A day, or a moment with or without seconds.
    private func moment(_ name: String) -> Timestamp? {
        guard let text = values[name]?.text else { return nil }
        for completed in [text, text.replacingLast("Z", with: ":00Z"), text + "T00:00:00Z"] {
            if let moment = try? Timestamp(iso8601: completed) { return moment }
        }
        return nil
    }
}

extension String {
    fileprivate func replacingLast(_ end: String, with other: String) -> String {
        hasSuffix(end) ? String(dropLast(end.count)) + other : self
    }
}
