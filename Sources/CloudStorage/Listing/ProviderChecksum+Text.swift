internal import Cryptography
internal import ObjectStorage

extension ProviderChecksum {
    /// Reads an MD5 as services write it: base64 of 16 bytes.
    ///
    /// - Returns: `nil` when it is none, or there is none.
    init?(md5 text: String?) {
        guard let bytes = text.flatMap({ [UInt8](base64: $0) }), bytes.count == MD5.byteCount else { return nil }
        self = .md5(bytes)
    }

    /// Reads a CRC-32C as services write it: base64 of four bytes, the most significant first.
    ///
    /// - Returns: `nil` when it is none, or there is none.
    init?(crc32c text: String?) {
        guard let bytes = text.flatMap({ [UInt8](base64: $0) }), bytes.count == 4 else { return nil }
        self = .crc32c(bytes.reduce(0) { $0 << 8 | UInt32($1) })
    }
}
