import FoundationEssentials
import Glibc
import ObjectStorage

/// A directory that is removed with all that is in it when nobody holds it any more.
final class TemporaryDirectory: Sendable {
    /// The absolute path, free of links.
    let path: String

    init() throws {
        var template = Array("/tmp/zbaudit-test-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil, let real = realpath(template, nil) else { throw Failure(call: "mkdtemp") }
        defer { free(real) }
        path = String(cString: real)
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }

    /// A call that failed while a test was prepared.
    struct Failure: Error {
        let call: String
        let errno = Glibc.errno
    }

    /// Makes a directory and those around it.
    func makeDirectory(_ name: String) throws {
        var made = path
        for component in name.split(separator: "/") {
            made += "/" + component
            if mkdir(made, 0o755) != 0, errno != EEXIST { throw Failure(call: "mkdir \(made)") }
        }
    }

    /// Writes a file, and the directories around it.
    func write(_ name: String, _ bytes: [UInt8] = [1, 2, 3]) throws {
        if let end = name.lastIndex(of: "/") { try makeDirectory(String(name[..<end])) }
        try write(bytesOfName: Array(name.utf8), bytes)
    }

    /// Writes a file whose name may be any bytes; its directory must exist.
    func write(bytesOfName name: [UInt8], _ bytes: [UInt8] = [1, 2, 3]) throws {
        guard let file = fopen(cPath(name), "w") else { throw Failure(call: "fopen") }
        defer { fclose(file) }
        guard fwrite(bytes, 1, bytes.count, file) == bytes.count else { throw Failure(call: "fwrite") }
    }

    /// Makes a directory whose name may be any bytes.
    func makeDirectory(bytesOfName name: [UInt8]) throws {
        guard mkdir(cPath(name), 0o755) == 0 else { throw Failure(call: "mkdir") }
    }

    func append(_ bytes: [UInt8], to name: String) throws {
        guard let file = fopen(path + "/" + name, "a") else { throw Failure(call: "fopen") }
        defer { fclose(file) }
        guard fwrite(bytes, 1, bytes.count, file) == bytes.count else { throw Failure(call: "fwrite") }
    }

    func truncate(_ name: String, to size: Int) throws {
        guard Glibc.truncate(path + "/" + name, size) == 0 else { throw Failure(call: "truncate") }
    }

    func remove(_ name: String) throws {
        guard Glibc.remove(path + "/" + name) == 0 else { throw Failure(call: "remove") }
    }

    func rename(_ name: String, to other: String) throws {
        guard Glibc.rename(path + "/" + name, path + "/" + other) == 0 else { throw Failure(call: "rename") }
    }

    func link(_ name: String, to target: String) throws {
        guard symlink(target, path + "/" + name) == 0 else { throw Failure(call: "symlink") }
    }

    func setMode(_ name: String, _ mode: mode_t) throws {
        guard chmod(path + "/" + name, mode) == 0 else { throw Failure(call: "chmod") }
    }

    /// Sets the time at which a file was last written.
    func setModified(_ name: String, seconds: Int, nanoseconds: Int) throws {
        let time = timespec(tv_sec: seconds, tv_nsec: nanoseconds)
        guard utimensat(AT_FDCWD, path + "/" + name, [time, time], 0) == 0 else { throw Failure(call: "utimensat") }
    }

    func makePipe(_ name: String) throws {
        guard mkfifo(path + "/" + name, 0o600) == 0 else { throw Failure(call: "mkfifo") }
    }

    func makeSocket(_ name: String) throws {
        guard mknod(path + "/" + name, S_IFSOCK | 0o600, 0) == 0 else { throw Failure(call: "mknod") }
    }

    private func cPath(_ name: [UInt8]) -> [CChar] {
        (Array(path.utf8) + [UInt8(ascii: "/")] + name + [0]).map { CChar(bitPattern: $0) }
    }
}

/// Whether the tests run as a user for whom permissions do not count.
let isSuperuser = geteuid() == 0

/// The number of file descriptors that this process has open.
func openDescriptorCount() throws -> Int {
    try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count
}
