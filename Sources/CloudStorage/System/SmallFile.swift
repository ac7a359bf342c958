internal import Cryptography
internal import Glibc
internal import SafeText

/// Reads files of the user's configuration: keys, tokens, profiles.
public enum SmallFile {
    /// Says why a file could not be read.
    public struct Failure: Error, Equatable {
        /// Path and reason, printable.
        public let message: String
        /// Whether there is no such file.
        public let isAbsent: Bool
    }

    /// The most bytes of such a file.
    static let maximumByteCount = 1024 * 1024

    /// Reads a whole file.
    ///
    /// - Throws: `Failure`, also for a file that is too large to be what it should be.
    public static func read(_ path: String) throws(Failure) -> [UInt8] {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY)
        guard descriptor >= 0 else { throw failure(path, errno) }
        defer { _ = close(descriptor) }
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 16 * 1024)
        while true {
            let count = unsafe piece.withUnsafeMutableBytes { unsafe Glibc.read(descriptor, $0.baseAddress, $0.count) }
            if count == 0 { return bytes }
            if count < 0 {
                if errno == EINTR { continue }
                throw failure(path, errno)
            }
            bytes += piece[..<count]
            guard bytes.count <= maximumByteCount else {
                throw Failure(message: "\(PrintableText.form(of: path)) has more than 1 MiB", isAbsent: false)
            }
        }
    }

    /// Reads a secret of one line: blanks and line ends around it are left out.
    static func readSecret(_ path: String) throws(Failure) -> Secret {
        let bytes = try read(path)
        func isBlank(_ byte: UInt8) -> Bool { byte <= 0x20 }
        var trimmed = bytes[...].drop(while: isBlank)
        while let last = trimmed.last, isBlank(last) { trimmed.removeLast() }
        guard !trimmed.isEmpty else {
            throw Failure(message: "\(PrintableText.form(of: path)) is empty", isAbsent: false)
        }
        return Secret(Array(trimmed))
    }

    private static func failure(_ path: String, _ code: Int32) -> Failure {
        let reason = unsafe String(cString: strerror(code))
        return Failure(
            message: "\(PrintableText.form(of: path)): \(reason)",
            isAbsent: code == ENOENT || code == ENOTDIR
        )
    }
}
