public import Cryptography
internal import SafeText
internal import ZeebeFormat

/// A key of the customer's own with which S3 encrypts objects (SSE-C, store-layout §9.2).
///
/// The store remembers nothing of it: every request for an object must bring it.
public struct SSECustomerKey: Sendable {
    private let key: Secret

    /// Reads a key from a file: 32 bytes, or their base64 as it stands in a broker's configuration.
    ///
    /// - Throws: `CredentialFailure` when it is none.
    public init(file path: String) throws(CredentialFailure) {
        let bytes: [UInt8]
        do throws(SmallFile.Failure) {
            bytes = try SmallFile.read(path)
        } catch {
            throw CredentialFailure("cannot read the SSE-C key \(error.message)")
        }
        guard let key = Self.key(bytes).flatMap(Self.init) else {
            throw CredentialFailure(
                "\(PrintableText.form(of: path)) is no SSE-C key: it has neither 32 bytes nor the base64 of 32 bytes"
            )
        }
        self = key
    }

    /// Creates a key of exactly 32 bytes; `nil` for any other number.
    public init?(_ key: Secret) {
        guard key.bytes.count == Self.byteCount else { return nil }
        self.key = key
    }

    private static let byteCount = 32

    private static func key(_ bytes: [UInt8]) -> Secret? {
        if bytes.count == byteCount { return Secret(bytes) }
        guard let text = String(validating: bytes, as: UTF8.self), let decoded = [UInt8](base64: text) else {
            return nil
        }
        return Secret(decoded)
    }

    /// Adds the three fields to a request for an object.
    func add(to headers: inout HTTPHeaders) {
        let digest = MD5.digest(of: key.bytes)
        headers.set("x-amz-server-side-encryption-customer-algorithm", "AES256")
        headers.set("x-amz-server-side-encryption-customer-key", base64(unsafe key.bytes.span.bytes))
        headers.set("x-amz-server-side-encryption-customer-key-MD5", base64(unsafe digest.span.bytes))
    }
}
