internal import Glibc
internal import SafeText

/// Where the answer of a command goes: standard output, or a file that appears only when it is complete.
final class OutputSink {
    /// Says that nobody reads any more: there is no use in writing on.
    struct ReaderGone: Error {}

    private let path: String?
    private let partialPath: String
    private let descriptor: Int32
    private var isFinished = false

    /// Opens the sink.
    ///
    /// - Throws: `CommandFailure` when the file cannot be made.
    init(_ path: String?) throws {
        self.path = path
        partialPath = (path ?? "") + ".partial"
        guard let path else {
            descriptor = STDOUT_FILENO
            return
        }
        // What could not take the answer's name in the end is better known now than after hours of reading.
        if Self.isDirectory(path) { throw Self.failure("write", path, EISDIR) }
        descriptor = unsafe open(partialPath, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw Self.failure("make", partialPath) }
    }

    deinit {
        guard path != nil, !isFinished else { return }
        close(descriptor)
        unsafe unlink(partialPath)
    }

    /// Writes bytes.
    ///
    /// - Throws: `ReaderGone` when the reader of standard output has closed it; `CommandFailure` for any other failure.
    func write(_ bytes: [UInt8]) throws {
        guard !Console.writeAll(bytes, to: descriptor) else { return }
        if path == nil, errno == EPIPE { throw ReaderGone() }
        throw Self.failure("write", path == nil ? "to standard output" : partialPath)
    }

    /// Ends the answer: a file gets its name now.
    func finish() throws {
        guard let path else { return }
        guard fsync(descriptor) == 0, unsafe rename(partialPath, path) == 0 else { throw Self.failure("write", path) }
        close(descriptor)
        isFinished = true
    }

    /// Writes an answer by `body` and completes it. A reader of standard output that goes away ends the writing
    /// quietly, as with any filter.
    ///
    /// - Throws: `CommandFailure` when it cannot be written, and what `body` throws.
    func complete(_ body: (OutputSink) throws -> Void) throws {
        do {
            try body(self)
            try finish()
        } catch is ReaderGone {
            // Nobody is left to tell.
        }
    }

    private static func isDirectory(_ path: String) -> Bool {
        var status = stat()
        return unsafe stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }

    private static func failure(_ action: String, _ path: String, _ code: Int32 = errno) -> CommandFailure {
        let reason = unsafe String(cString: strerror(code))
        return CommandFailure(.usage, "cannot \(action) \(PrintableText.form(of: path)): \(reason)")
    }
}
