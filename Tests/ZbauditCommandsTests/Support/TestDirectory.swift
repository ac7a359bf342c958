import Foundation
import Glibc

/// A temporary directory, and short ways to put things into it that no backup store should hold.
///
/// It removes itself, also what nobody may enter.
final class TestDirectory: Sendable {
    /// Path of the directory.
    let path: String

    /// Makes an empty directory.
    init() throws {
        let url = FileManager.default.temporaryDirectory.appending(path: "zbaudit-commands-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        path = url.path
    }

    deinit {
        if (try? FileManager.default.removeItem(atPath: path)) != nil { return }
        // Directories without permissions, or names that are no text.
        var id: pid_t = 0
        let script = "chmod -R u+rwx \"$0\" 2>/dev/null; rm -rf -- \"$0\""
        let arguments = ["sh", "-c", script, path].map { (text: String) in strdup(text) }
        if posix_spawn(&id, "/bin/sh", nil, nil, arguments + [nil], environ) == 0 { waitpid(id, nil, 0) }
        for text in arguments { free(text) }
    }

    /// The path of something in the directory.
    func callAsFunction(_ name: String) -> String { "\(path)/\(name)" }

    /// Writes a file, with the directories that it lies in.
    func write(_ bytes: some Sequence<UInt8>, to name: String) throws {
        try makeParent(of: name)
        try Data(bytes).write(to: URL(filePath: self(name)))
    }

    /// Writes a text file, with the directories that it lies in.
    func write(_ text: String, to name: String) throws {
        try write(text.utf8, to: name)
    }

    /// Reads a file.
    func bytes(of name: String) throws -> [UInt8] {
        [UInt8](try Data(contentsOf: URL(filePath: self(name))))
    }

    /// Makes a directory, with those that it lies in.
    func makeDirectory(_ name: String) throws {
        try FileManager.default.createDirectory(atPath: self(name), withIntermediateDirectories: true)
    }

    /// Removes a file or a whole directory.
    func remove(_ name: String) throws {
        try FileManager.default.removeItem(atPath: self(name))
    }

    /// Moves something.
    func move(_ name: String, to target: String) throws {
        try makeParent(of: target)
        try FileManager.default.moveItem(atPath: self(name), toPath: self(target))
    }

    /// Copies a file or a whole directory.
    func copy(_ name: String, to target: String) throws {
        try makeParent(of: target)
        try FileManager.default.copyItem(atPath: self(name), toPath: self(target))
    }

    /// Names in a directory, sorted.
    func names(in name: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: self(name)).sorted()
    }

    /// Makes a symbolic link.
    func link(_ name: String, to target: String) throws {
        try makeParent(of: name)
        try FileManager.default.createSymbolicLink(atPath: self(name), withDestinationPath: target)
    }

    /// Makes a named pipe.
    func makePipe(_ name: String) throws {
        guard mkfifo(self(name), 0o644) == 0 else { throw CocoaError(.fileWriteUnknown) }
    }

    /// Makes a socket.
    func makeSocket(_ name: String) throws {
        guard mknod(self(name), S_IFSOCK | 0o644, 0) == 0 else { throw CocoaError(.fileWriteUnknown) }
    }

    /// Makes an empty file whose name is any bytes.
    func makeFile(named name: [UInt8], in directory: String) throws {
        let path = Array(self(directory).utf8) + [UInt8(ascii: "/")] + name + [0]
        let descriptor = path.map { CChar(bitPattern: $0) }.withUnsafeBufferPointer { name in
            name.baseAddress.map { open($0, O_CREAT | O_WRONLY, 0o644) } ?? -1
        }
        guard descriptor >= 0 else { throw CocoaError(.fileWriteUnknown) }
        close(descriptor)
    }

    /// Sets the size of a file; what it grows by are zeros that take no room on the disk.
    func resize(_ name: String, to size: Int64) throws {
        guard truncate(self(name), Int(size)) == 0 else { throw CocoaError(.fileWriteUnknown) }
    }

    /// Sets permissions.
    func setMode(_ mode: mode_t, of name: String) throws {
        guard chmod(self(name), mode) == 0 else { throw CocoaError(.fileWriteNoPermission) }
    }

    private func makeParent(of name: String) throws {
        let parent = URL(filePath: self(name)).deletingLastPathComponent().path
        try FileManager.default.createDirectory(atPath: parent, withIntermediateDirectories: true)
    }
}
