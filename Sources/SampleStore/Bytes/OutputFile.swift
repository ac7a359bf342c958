#if canImport(Musl)
internal import Musl
#else
internal import Glibc
#endif

/// A file being written from its start.
struct OutputFile: ~Copyable {
    private var descriptor: CInt
    private let path: String

    /// Creates the file, or empties the one that is there.
    init(creating path: String) throws(SampleStoreError) {
        descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        self.path = path
        guard descriptor >= 0 else { throw SystemFiles.failure("open", path) }
    }

    deinit {
        if descriptor >= 0 { _ = close(descriptor) }
    }

    /// Appends bytes.
    func append(_ content: ArraySlice<UInt8>) throws(SampleStoreError) {
        var done = 0
        while done < content.count {
            let count = unsafe content.withUnsafeBytes { buffer in
                let rest = unsafe UnsafeRawBufferPointer(rebasing: buffer[done...])
                return unsafe write(descriptor, rest.baseAddress, rest.count)
            }
            guard count > 0 else { throw SystemFiles.failure("write", path) }
            done += count
        }
    }

    /// Makes the file `size` bytes long; what is added reads as zeros.
    func extend(to size: Int) throws(SampleStoreError) {
        guard ftruncate(descriptor, off_t(size)) == 0 else { throw SystemFiles.failure("ftruncate", path) }
    }

    /// Closes the file; nothing can be written after that.
    mutating func finish() throws(SampleStoreError) {
        let open = descriptor
        descriptor = -1
        guard close(open) == 0 else { throw SystemFiles.failure("close", path) }
    }
}
