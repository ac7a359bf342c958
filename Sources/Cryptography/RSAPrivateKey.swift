internal import COpenSSL

/// An RSA private key that signs with SHA-256: the `RS256` of JSON Web Tokens.
///
/// `@unchecked Sendable`: the key is never changed after it was read, and libcrypto lets any number of threads sign with
/// one key, each in a context of its own.
@safe
public final class RSAPrivateKey: @unchecked Sendable {
    private let key: OpaquePointer

    /// The most bytes that are taken for a key in PEM form; the largest keys in use need a tenth of it.
    public static let maximumByteCount = 64 * 1024

    /// Reads a key in PEM form, either PKCS#8 (`PRIVATE KEY`) or PKCS#1 (`RSA PRIVATE KEY`), unencrypted.
    ///
    /// - Throws: `CryptographyError` when it is none, is encrypted, or has fewer than 2048 bits.
    public init(pem: Secret) throws(CryptographyError) {
        guard pem.bytes.count <= Self.maximumByteCount else {
            throw CryptographyError("the private key has more than \(Self.maximumByteCount) bytes")
        }
        // The buffer object keeps the pointer to the text, so all that uses it happens while the text stays in place.
        let read = unsafe pem.bytes.withUnsafeBytes { bytes -> OpaquePointer? in
            guard let source = unsafe BIO_new_mem_buf(bytes.baseAddress, CInt(bytes.count)) else { return nil }
            defer { _ = unsafe BIO_free(source) }
            // Without this function libcrypto would ask for the password of an encrypted key on the terminal.
            return unsafe PEM_read_bio_PrivateKey(source, nil, { _, _, _, _ in -1 }, nil)
        }
        ERR_clear_error()
        guard let key = unsafe read else {
            throw CryptographyError("it is no unencrypted private key in PEM form (PKCS#8 or PKCS#1)")
        }
        unsafe self.key = key
        guard unsafe EVP_PKEY_get_base_id(key) == EVP_PKEY_RSA else {
            throw CryptographyError("the private key is not one of RSA")
        }
        let bitCount = unsafe EVP_PKEY_get_bits(key)
        guard bitCount >= 2048 else {
            throw CryptographyError("the private key has \(bitCount) bits, expected 2048 or more")
        }
    }

    deinit {
        unsafe EVP_PKEY_free(key)
    }

    /// Signs a message: RSASSA-PKCS1-v1_5 with SHA-256 (RFC 8017 §8.2).
    ///
    /// - Throws: `CryptographyError` when libcrypto refuses the key.
    public func signature(of message: [UInt8]) throws(CryptographyError) -> [UInt8] {
        guard let context = unsafe EVP_MD_CTX_new() else { throw CryptographyError("libcrypto has no memory") }
        defer {
            unsafe EVP_MD_CTX_free(context)
            ERR_clear_error()
        }
        var length = 0
        guard unsafe EVP_DigestSignInit(context, nil, EVP_sha256(), nil, key) == 1,
            unsafe message.withUnsafeBufferPointer({
                unsafe EVP_DigestSign(context, nil, &length, $0.baseAddress, $0.count)
            }) == 1
        else { throw CryptographyError("libcrypto refuses to sign with this key") }
        var isSigned = false
        let signature = unsafe [UInt8](unsafeUninitializedCapacity: length) { buffer, count in
            isSigned =
                unsafe message.withUnsafeBufferPointer {
                    unsafe EVP_DigestSign(context, buffer.baseAddress, &length, $0.baseAddress, $0.count)
                } == 1
            count = isSigned ? length : 0
        }
        guard isSigned else { throw CryptographyError("libcrypto failed to sign") }
        return signature
    }
}
