internal import Cryptography
internal import ZeebeFormat

/// The JSON in which tokens come, from Entra and from the metadata services of machines alike.
enum EntraTokenAnswer {
    /// Reads `access_token`, and `expires_in` or `expires_on`, as numbers or as strings.
    ///
    /// - Throws: `CredentialFailure` when they are not in it; what the document says otherwise is not repeated, since it
    ///   may be a secret.
    static func token(_ bytes: [UInt8], from place: String, now: Timestamp) throws(CredentialFailure) -> EntraToken {
        let document = try JSONDocument(credentials: bytes, from: place)
        guard let secret = EntraToken.secret(document["access_token"]?.text) else {
            throw CredentialFailure("the answer of \(place) holds no usable token")
        }
        guard let end = end(document, now) else {
            throw CredentialFailure("the answer of \(place) does not say when the token ends")
        }
        return EntraToken(secret: secret, expiresAt: end)
    }

    /// By the time that is left, which does not depend on clocks, where it is said.
    private static func end(_ document: JSONDocument, _ now: Timestamp) -> Timestamp? {
        if let left = document["expires_in"]?.integer, (0...(1 << 40)).contains(left) {
            return now.advanced(by: .seconds(left))
        }
        return document["expires_on"]?.integer.flatMap { Timestamp(seconds: $0) }
    }
}
