internal import ArgumentParser
internal import BackupCatalog
internal import ObjectStorage
internal import Verification

/// The exit codes of the product's contract; scripts rely on them.
enum ExitStatus: Int32, Error, Sendable {
    /// The asked depth was reached; no finding at or above the threshold.
    case success = 0
    /// A fault of the program.
    case internalError = 1
    /// A usage or configuration error.
    case usage = 2
    /// Something selected is damaged or cannot be restored.
    case damaged = 3
    /// Findings of severity warning only, and `--fail-on warning` was given.
    case warnings = 4
    /// A budget or time limit ended the run; nothing wrong found so far.
    case incomplete = 5
    /// The asked store, backup or partition was not found.
    case notFound = 6
    /// The store is unreachable.
    case unreachable = 7
    /// Permission denied.
    case permissionDenied = 8
    /// Unsupported layout or version, or not a backup store.
    case unsupported = 9
    /// Ended by Ctrl-C.
    case interrupted = 130
    /// Ended by a termination signal.
    case terminated = 143
}

/// Why a command cannot answer: an exit status, and what to tell the user.
struct CommandFailure: Error, Sendable {
    let status: ExitStatus
    let message: String

    init(_ status: ExitStatus, _ message: String) {
        self.status = status
        self.message = message
    }

    /// Turns whatever a command throws into an exit status and a message.
    init(_ error: any Error) {
        switch error {
        case let failure as CommandFailure:
            self = failure
        case let error as StorageError:
            self.init(Self.status(of: error), error.description)
        case let error as Audit.NothingSelected:
            self.init(.notFound, error.description)
        case is CancellationError:
            self.init(.interrupted, "interrupted before anything was checked")
        default:
            self.init(.internalError, "internal error: \(error)")
        }
    }

    private static func status(of error: StorageError) -> ExitStatus {
        switch error.code {
        case .notFound: .notFound
        case .permissionDenied: .permissionDenied
        case .notAnObject, .leavesStore, .invalidKey, .compressionUnsupported: .unsupported
        case .checksumMismatch, .compressionInvalid: .damaged
        case .cancelled: .interrupted
        case .budgetUsedUp: .incomplete
        case .changedWhileReading, .unreachable, .limitExceeded, .io: .unreachable
        }
    }
}
