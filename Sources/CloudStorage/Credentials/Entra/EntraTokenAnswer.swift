internal import Cryptography
internal import ZeebeFormat

/// The JSON in which tokens come, from Entra and from the metadata services of machines alike.
enum EntraTokenAnswer {
    /// Reads `access_token`, and `expires_in` or `expires_on`, as numbers or as strings.
    ///
    /// - Throws: `CredentialFailure` when they are not in it; what the document says otherwise is not repeated, since it
    ///   may be a secret.
    static func token(_ bytes: [UInt8], from place: String, now: Timestamp) throws(CredentialFailure) -> EntraToken {
        do throws(FormatError) {
            let values = try texts(unsafe bytes.span.bytes)
            guard let token = values["access_token"], !token.isEmpty,
                token.utf8.allSatisfy({ (0x21..<0x7F).contains($0) })
            else { throw FormatError("there is no access_token in it", at: 0) }
            guard let end = end(values, now) else { throw FormatError("it does not say when the token ends", at: 0) }
            return EntraToken(secret: Secret(token), expiresAt: end)
        } catch {
            throw CredentialFailure("the answer of \(place) cannot be read: \(error.description)")
        }
    }

    /// By the time that is left, which does not depend on clocks, where it is said.
    private static func end(_ values: [String: String], _ now: Timestamp) -> Timestamp? {
        if let left = values["expires_in"].flatMap({ Int64($0) }), (0...(1 << 40)).contains(left) {
            return now.advanced(by: .seconds(left))
        }
        return values["expires_on"].flatMap { Int64($0) }.flatMap { Timestamp(seconds: $0) }
    }

    /// The members of an object whose values are strings or numbers.
    static func texts(_ bytes: RawSpan) throws(FormatError) -> [String: String] {
        var parser = JSONPullParser(bytes, limits: .init(depth: 8, values: 1000))
        var texts: [String: String] = [:]
        try parser.beginObject()
        while let key = try parser.nextKey() {
            let name = parser.string(key)
            switch try parser.nextToken() {
            case .string(let text)?: texts[name] = parser.string(text)
            case .number(let number)? where number.isInteger: texts[name] = String(try parser.int64(number))
            case .beginObject?, .beginArray?:
                let outer = parser.depth - 1
                while parser.depth > outer { _ = try parser.nextToken() }
            default: break
            }
        }
        return texts
    }
}
