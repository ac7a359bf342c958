internal import Glibc
internal import SafeText

/// Where the answer of a command goes: standard output, a file that appears only when it is complete, or a pipe or device,
/// which is written to as it is.
final class OutputSink {
    /// Says that nobody reads any more: there is no use in writing on.
    struct ReaderGone: Error {}

    /// What the user named.
    private let path: String?
    /// What is written until the answer is complete; `nil` where it goes straight to its place.
    private let partialPath: String?
    private let descriptor: Int32
    private var isFinished = false

    /// Opens the sink.
    ///
    /// - Throws: `CommandFailure` when the file cannot be made.
    init(_ path: String?) throws {
        self.path = path
        guard let path else {
            partialPath = nil
            descriptor = STDOUT_FILENO
            return
        }
        switch Self.type(of: path) {
        // What could not take the answer's name in the end is better known now than after hours of reading.
        case S_IFDIR?: throw Self.failure("write", path, EISDIR)
        case S_IFREG?, nil:
            let partialPath = path + ".partial"
            self.partialPath = partialPath
            descriptor = unsafe open(partialPath, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
            guard descriptor >= 0 else { throw Self.failure("make", partialPath) }
        default:
            // A file given this name would replace the pipe or device itself.
            partialPath = nil
            descriptor = unsafe open(path, O_WRONLY | O_CLOEXEC | O_NOCTTY)
            guard descriptor >= 0 else { throw Self.failure("open", path) }
        }
    }

    deinit {
        guard path != nil, !isFinished else { return }
        close(descriptor)
        if let partialPath { unsafe unlink(partialPath) }
    }

    /// Writes bytes.
    ///
    /// - Throws: `ReaderGone` when the reader of standard output or a pipe has closed it; `CommandFailure` for any other
    ///   failure.
    func write(_ bytes: [UInt8]) throws {
        guard !Console.writeAll(bytes, to: descriptor) else { return }
        if partialPath == nil, errno == EPIPE { throw ReaderGone() }
        throw Self.failure("write", partialPath ?? path ?? "to standard output")
    }

    /// Ends the answer: a file gets its name now.
    func finish() throws {
        guard let path else { return }
        if let partialPath {
            guard fsync(descriptor) == 0, unsafe rename(partialPath, path) == 0 else {
                throw Self.failure("write", path)
            }
        }
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

    /// The type of what a path leads to, links followed; `nil` where nothing is.
    private static func type(of path: String) -> mode_t? {
        var status = stat()
        return unsafe stat(path, &status) == 0 ? status.st_mode & S_IFMT : nil
    }

    private static func failure(_ action: String, _ path: String, _ code: Int32 = errno) -> CommandFailure {
        let reason = unsafe String(cString: strerror(code))
        return CommandFailure(.usage, "cannot \(action) \(PrintableText.form(of: path)): \(reason)")
    }
}
