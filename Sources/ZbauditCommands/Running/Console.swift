internal import Glibc

/// Standard output for data, standard error for everything else.
enum Console {
    /// Whether standard output is a terminal: then people read it.
    static var isOutputTerminal: Bool { isatty(STDOUT_FILENO) == 1 }

    /// Whether standard error is a terminal: then a progress bar makes sense.
    static var isErrorTerminal: Bool { isatty(STDERR_FILENO) == 1 }

    /// Columns of the terminal on a descriptor; 80 when it is none.
    static func columns(of descriptor: Int32) -> Int {
        var size = winsize()
        guard unsafe ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col >= 40 else { return 80 }
        return Int(size.ws_col)
    }

    /// Whether colours are wanted: on a terminal, unless `NO_COLOR` is set.
    static var usesColours: Bool {
        guard isOutputTerminal else { return false }
        return unsafe getenv("NO_COLOR").map { unsafe $0.pointee == 0 } ?? true
    }

    /// Lets a write to a reader that has gone fail instead of ending the process: the exit status shall still tell the
    /// verdict.
    static func ignoreBrokenPipes() {
        _ = signal(SIGPIPE, SIG_IGN)
    }

    /// Writes text to standard output, for texts that are no answer to wait for: help, versions.
    static func write(_ text: String) {
        _ = writeAll(Array(text.utf8), to: STDOUT_FILENO)
    }

    /// Writes a line for the user to standard error.
    static func complain(_ message: String, prefixed: Bool = true) {
        _ = writeAll(Array(((prefixed ? "zbaudit: " : "") + message + "\n").utf8), to: STDERR_FILENO)
    }

    /// Writes text as it is to standard error.
    static func writeError(_ text: String) {
        _ = writeAll(Array(text.utf8), to: STDERR_FILENO)
    }

    /// Ends the process.
    static func exit(_ status: ExitStatus) -> Never {
        Glibc.exit(status.rawValue)
    }

    /// Ends the process at once, without waiting for anything.
    static func exitNow(_ status: ExitStatus) -> Never {
        _exit(status.rawValue)
    }

    static func writeAll(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
        var offset = 0
        while offset < bytes.count {
            let written = unsafe bytes[offset...].withUnsafeBytes {
                unsafe Glibc.write(descriptor, $0.baseAddress, $0.count)
            }
            if written < 0 {
                if errno == EINTR { continue }
                return false
            }
            offset += written
        }
        return true
    }
}
