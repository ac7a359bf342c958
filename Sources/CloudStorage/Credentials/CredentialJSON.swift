internal import Cryptography
internal import ZeebeFormat

/// The JSON in which containers and machines get their credentials.
enum CredentialJSON {
    /// Reads `AccessKeyId`, `SecretAccessKey`, `Token` and `Expiration`.
    ///
    /// - Throws: `CredentialFailure` when they are not in it; what the document says otherwise is not repeated, since it
    ///   may be a secret.
    static func credentials(_ bytes: [UInt8], from place: String) throws(CredentialFailure) -> AWSCredentials {
        do throws(FormatError) {
            let values = try texts(unsafe bytes.span.bytes).filter { !$0.value.isEmpty }
            guard let key = values["AccessKeyId"], let secret = values["SecretAccessKey"] else {
                throw FormatError("there is no AccessKeyId or SecretAccessKey in it", at: 0)
            }
            return AWSCredentials(
                accessKeyID: key,
                secretAccessKey: Secret(secret),
                sessionToken: values["Token"].map { Secret($0) },
                expiresAt: try values["Expiration"].map { text throws(FormatError) in try Timestamp(iso8601: text) }
            )
        } catch {
            throw CredentialFailure("the answer of \(place) cannot be read: \(error.description)")
        }
    }

    /// The members of an object whose values are strings.
    static func texts(_ bytes: RawSpan) throws(FormatError) -> [String: String] {
        var parser = JSONPullParser(bytes, limits: .init(depth: 8, values: 1000))
        var texts: [String: String] = [:]
        try parser.beginObject()
        while let key = try parser.nextKey() {
            let name = parser.string(key)
            switch try parser.nextToken() {
            case .string(let text)?: texts[name] = parser.string(text)
            case .beginObject?, .beginArray?:
                let outer = parser.depth - 1
                while parser.depth > outer { _ = try parser.nextToken() }
            default: break
            }
        }
        return texts
    }
}
