internal import COpenSSL

/// HMAC-SHA256 (RFC 2104), the keyed hash that request signatures are made of.
public enum HMACSHA256 {
    /// Returns the code of `message` under `key`, 32 bytes.
    public static func code(of message: some Sequence<UInt8>, key: [UInt8]) -> [UInt8] {
        let message = Array(message)
        return unsafe Array(unsafeUninitializedCapacity: SHA256.byteCount) { buffer, count in
            let code = unsafe key.withUnsafeBytes { key in
                unsafe message.withUnsafeBufferPointer { message in
                    unsafe HMAC(
                        EVP_sha256(),
                        // A nil key would mean the key of the call before.
                        key.baseAddress ?? UnsafeRawPointer(buffer.baseAddress),
                        CInt(clamping: key.count),
                        message.baseAddress,
                        message.count,
                        buffer.baseAddress,
                        nil
                    )
                }
            }
            guard unsafe code != nil else { fatalError("libcrypto cannot compute HMAC-SHA256") }
            count = SHA256.byteCount
        }
    }

    /// Returns the code of the UTF-8 bytes of `message` under `key`, 32 bytes.
    public static func code(of message: String, key: [UInt8]) -> [UInt8] {
        code(of: message.utf8, key: key)
    }
}
