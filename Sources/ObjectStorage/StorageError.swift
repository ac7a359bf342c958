internal import SafeText

/// Says that a store could not do what was asked: not that its data are wrong, but that they could not be had.
public struct StorageError: Error, Equatable, Sendable {
    /// What kind of failure it is, by what a caller can do about it.
    public enum Code: String, CaseIterable, Hashable, Sendable {
        /// Nothing is there.
        case notFound
        /// The store refuses this user.
        case permissionDenied
        /// Something is there, but no object: a directory, a named pipe, a socket, a device.
        case notAnObject
        /// A symbolic link leads out of the store. Such links are never followed.
        case leavesStore
        /// The object is no longer what it was when it was opened, or its path did not stay the same long enough.
        case changedWhileReading
        /// The text cannot be a key; see ``ObjectKey``.
        case invalidKey
        /// The store does not answer.
        case unreachable
        /// The store holds more than this program agrees to handle at once.
        case limitExceeded
        /// Any other failure of a device, a file system or a service.
        case io
        /// The task was cancelled before the store had answered, so nothing is known.
        case cancelled
        /// The run has used up what it was allowed to ask of the store, so nothing is known.
        case budgetUsedUp
        /// The bytes do not have the checksum that the store itself keeps for the object, however often they are read.
        case checksumMismatch
        /// The object is stored compressed, and its bytes are no whole stream of that compression.
        case compressionInvalid
        /// The object is stored compressed in a way that this program cannot undo, so nothing is known of its content.
        case compressionUnsupported
    }

    /// What was being done.
    public enum Action: String, Hashable, Sendable {
        /// Getting at the store as a whole.
        case connect = "open store"
        /// Listing what is in the store.
        case list
        /// Opening one object.
        case open
        /// Reading the bytes of one object.
        case read
        /// Turning text into a key.
        case useAsKey = "use as key"
        /// Starting threads for blocking calls.
        case startThreads = "start"
    }

    /// What kind of failure it is.
    public let code: Code

    /// What was being done.
    public let action: Action

    /// The key or path it was done to, in printable form (see ``PrintableText``).
    public let path: String

    /// What happened, as a phrase: "permission denied".
    public let message: String

    /// What the system below said: the name of an `errno` value, a service's own error code, or the kind of a fault in
    /// compressed bytes.
    public let cause: String?

    /// What the user can do about it, as a phrase, where that is known.
    public let advice: String?

    /// Where in the stored object, in bytes, where that is known.
    public let offset: UInt64?

    /// Creates an error about the key or path whose printable form is `path`.
    @inline(never)
    public init(
        _ code: Code,
        _ action: Action,
        _ path: String,
        message: String,
        cause: String? = nil,
        advice: String? = nil,
        offset: UInt64? = nil
    ) {
        self.code = code
        self.action = action
        self.path = path
        self.message = message
        self.cause = cause
        self.advice = advice
        self.offset = offset
    }
}

extension StorageError {
    /// Whether it ends the whole run, rather than saying something about one object.
    public var endsRun: Bool { code == .cancelled || code == .budgetUsedUp }

    /// What went wrong with a thing that the context names: "cannot open it: permission denied (EACCES); …".
    public var explanation: String { text("it") }

    private func text(_ path: String) -> String {
        "cannot \(action.rawValue) \(path): \(message)"
            + (cause.map { " (\($0))" } ?? "")
            + (advice.map { "; \($0)" } ?? "")
    }
}

extension StorageError: CustomStringConvertible {
    /// One line: action, path, what happened and what to do.
    public var description: String { text(path) }
}
