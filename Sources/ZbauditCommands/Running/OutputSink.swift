internal import Glibc
internal import SafeText

/// Where the answer of a command goes: standard output, or a file that appears only when it is complete.
final class OutputSink {
    private let path: String?
    private let partialPath: String
    private let descriptor: Int32

    /// Opens the sink.
    ///
    /// - Throws: `CommandFailure` when the file cannot be made.
    init(_ path: String?) throws {
        self.path = path
        partialPath = (path ?? "") + ".partial"
        guard path != nil else {
            descriptor = STDOUT_FILENO
            return
        }
        descriptor = unsafe open(partialPath, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw Self.failure("make", partialPath) }
    }

    /// Writes bytes.
    func write(_ bytes: [UInt8]) throws {
        guard path != nil else {
            Console.write(bytes)
            return
        }
        guard Console.writeAll(bytes, to: descriptor) else { throw Self.failure("write", partialPath) }
    }

    /// Completes the answer: a file gets its name now.
    func finish() throws {
        guard let path else { return }
        guard fsync(descriptor) == 0, close(descriptor) == 0, unsafe rename(partialPath, path) == 0 else {
            throw Self.failure("write", path)
        }
    }

    private static func failure(_ action: String, _ path: String) -> CommandFailure {
        let reason = unsafe String(cString: strerror(errno))
        return CommandFailure(.usage, "cannot \(action) \(PrintableText.form(of: path)): \(reason)")
    }
}
