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
            let document = try JSONDocument(bytes)
            guard let key = document["AccessKeyId"]?.text, let secret = document["SecretAccessKey"]?.text else {
                throw FormatError("there is no AccessKeyId or SecretAccessKey in it", at: 0)
            }
            return AWSCredentials(
                accessKeyID: key,
                secretAccessKey: Secret(secret),
                sessionToken: document["Token"]?.text.map { Secret($0) },
                expiresAt: try document["Expiration"]?.text.map { text throws(FormatError) in
                    try Timestamp(iso8601: text)
                }
            )
        } catch {
            throw CredentialFailure("the answer of \(place) cannot be read: \(error.description)")
        }
    }
}
