#if canImport(Musl)
internal import Musl
#else
internal import Glibc
#endif

/// The few file operations that a sample store needs, straight on the operating system's calls.
enum SystemFiles {
    /// Creates a directory and its parents, as far as they are missing.
    static func makeDirectory(_ path: String) throws(SampleStoreError) {
        if unsafe mkdir(path, 0o755) == 0 || errno == EEXIST { return }
        guard errno == ENOENT, let parent = parent(of: path) else { throw failure("mkdir", path) }
        try makeDirectory(parent)
        guard unsafe mkdir(path, 0o755) == 0 || errno == EEXIST else { throw failure("mkdir", path) }
    }

    /// Writes a whole file anew; `size` gives it a tail of zeros, which takes no room on disk.
    static func store(_ content: ArraySlice<UInt8>, at path: String, size: Int? = nil) throws(SampleStoreError) {
        var file = try OutputFile(creating: path)
        try file.append(content)
        if let size, size > content.count { try file.extend(to: size) }
        try file.finish()
    }

    /// Writes a whole file anew.
    static func store(_ content: [UInt8], at path: String) throws(SampleStoreError) {
        try store(content[...], at: path)
    }

    /// Reads a whole file.
    static func contents(of path: String) throws(SampleStoreError) -> [UInt8] {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure("open", path) }
        defer { _ = close(descriptor) }
        let size = Int(lseek(descriptor, 0, SEEK_END))
        guard size >= 0, lseek(descriptor, 0, SEEK_SET) == 0 else { throw failure("lseek", path) }
        var content = [UInt8](repeating: 0, count: size)
        var filled = 0
        while filled < size {
            let count = unsafe content.withUnsafeMutableBytes { buffer in
                let rest = unsafe UnsafeMutableRawBufferPointer(rebasing: buffer[filled...])
                return unsafe read(descriptor, rest.baseAddress, rest.count)
            }
            guard count > 0 else { throw failure("read", path) }
            filled += count
        }
        return content
    }

    /// The names in a directory, ascending; none when there is no such directory.
    static func names(in directory: String) -> [String] {
        guard let stream = unsafe opendir(directory) else { return [] }
        defer { unsafe _ = closedir(stream) }
        var names: [String] = []
        while let entry = unsafe readdir(stream) {
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                unsafe pointer.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted()
    }

    /// Whether there is a file or directory at a path.
    static func exists(_ path: String) -> Bool {
        unsafe access(path, F_OK) == 0
    }

    /// Deletes a file.
    static func remove(_ path: String) throws(SampleStoreError) {
        guard unsafe unlink(path) == 0 else { throw failure("unlink", path) }
    }

    /// Deletes a directory with all it holds, or a file.
    static func removeTree(_ path: String) throws(SampleStoreError) {
        for name in names(in: path) { try removeTree("\(path)/\(name)") }
        if unsafe rmdir(path) != 0 { try remove(path) }
    }

    /// Copies a directory with all it holds.
    static func copyTree(_ source: String, to target: String) throws(SampleStoreError) {
        try makeDirectory(target)
        for name in names(in: source) {
            if isDirectory("\(source)/\(name)") {
                try copyTree("\(source)/\(name)", to: "\(target)/\(name)")
            } else {
                try store(try contents(of: "\(source)/\(name)"), at: "\(target)/\(name)")
            }
        }
    }

    private static func isDirectory(_ path: String) -> Bool {
        let descriptor = unsafe open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { return false }
        _ = close(descriptor)
        return true
    }

    private static func parent(of path: String) -> String? {
        guard let slash = path.lastIndex(of: "/"), slash != path.startIndex else { return nil }
        return String(path[..<slash])
    }

    static func failure(_ call: String, _ path: String) -> SampleStoreError {
        .system(call: call, path: path, errno: errno)
    }
}
