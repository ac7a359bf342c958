internal import COpenSSL

/// A hash that is computed over pieces, by the system's libcrypto.
@safe
struct MessageDigest: ~Copyable {
    // The context belongs to this value alone, which frees it.
    private let context: OpaquePointer

    /// Begins a hash.
    init(_ algorithm: Algorithm) {
        guard let context = unsafe EVP_MD_CTX_new(), unsafe EVP_DigestInit_ex(context, algorithm.method, nil) == 1
        else {
            // Neither fails but for lack of memory, or when the system's library is built without the hash.
            fatalError("libcrypto cannot compute \(algorithm)")
        }
        unsafe self.context = context
    }

    deinit {
        unsafe EVP_MD_CTX_free(context)
    }

    /// The hashes that are needed.
    enum Algorithm: Sendable {
        case sha256
        case md5

        fileprivate var method: OpaquePointer? {
            switch self {
            case .sha256: unsafe EVP_sha256()
            case .md5: unsafe EVP_md5()
            }
        }

        fileprivate var byteCount: Int {
            switch self {
            case .sha256: 32
            case .md5: 16
            }
        }

        /// The digest of `bytes`.
        func digest(of bytes: some Sequence<UInt8>) -> [UInt8] {
            let hash = MessageDigest(self)
            let isDone: Void? = bytes.withContiguousStorageIfAvailable {
                unsafe hash.update(UnsafeRawBufferPointer($0))
            }
            if isDone == nil { unsafe Array(bytes).withUnsafeBytes { unsafe hash.update($0) } }
            return hash.finish(self)
        }
    }

    /// Adds bytes.
    borrowing func update(_ bytes: UnsafeRawBufferPointer) {
        guard unsafe EVP_DigestUpdate(context, bytes.baseAddress, bytes.count) == 1 else {
            fatalError("libcrypto failed to continue a hash")
        }
    }

    /// The digest of all bytes. The hash is used up.
    consuming func finish(_ algorithm: Algorithm) -> [UInt8] {
        unsafe Array(unsafeUninitializedCapacity: algorithm.byteCount) { buffer, count in
            guard unsafe EVP_DigestFinal_ex(context, buffer.baseAddress, nil) == 1 else {
                fatalError("libcrypto failed to end a hash")
            }
            count = algorithm.byteCount
        }
    }
}
