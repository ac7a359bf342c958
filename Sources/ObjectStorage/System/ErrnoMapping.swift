extension StorageError.Code {
    /// What kind of failure an `errno` value stands for, when it comes from a call on a file of a store.
    init(_ errno: Errno) {
        self =
            switch errno {
            // A name too long for the file system, or below something that is no directory, cannot be there.
            case .noEntry, .notDirectory, .nameTooLong: .notFound
            case .permissionDenied, .notPermitted: .permissionDenied
            // What opening a socket, a device without driver or a ring of links gives.
            case .isDirectory, .noDevice, .noDeviceOrAddress, .tooManyLinks: .notAnObject
            // A file server has replaced or removed the file.
            case .badFileHandle: .changedWhileReading
            case .timedOut, .hostDown, .hostUnreachable, .networkDown, .networkUnreachable, .notConnected,
                .connectionRefused, .connectionReset:
                .unreachable
            default: .io
            }
    }
}

extension StorageError {
    /// Creates the error for an `errno` value.
    @inline(never)
    init(_ errno: Errno, _ action: Action, _ path: String) {
        self.init(
            Code(errno),
            action,
            path,
            message: errno.text.prefix(1).lowercased() + errno.text.dropFirst(),
            cause: errno.name,
            advice: errno.advice
        )
    }
}

extension Errno {
    /// The name in the C headers, for those that a user may want to look up.
    var name: String {
        switch self {
        case .again: "EAGAIN"
        case .badFileHandle: "ESTALE"
        case .connectionRefused: "ECONNREFUSED"
        case .connectionReset: "ECONNRESET"
        case .deviceFailure: "EIO"
        case .hostDown: "EHOSTDOWN"
        case .hostUnreachable: "EHOSTUNREACH"
        case .interrupted: "EINTR"
        case .invalidArgument: "EINVAL"
        case .isDirectory: "EISDIR"
        case .nameTooLong: "ENAMETOOLONG"
        case .networkDown: "ENETDOWN"
        case .networkUnreachable: "ENETUNREACH"
        case .noDevice: "ENODEV"
        case .noDeviceOrAddress: "ENXIO"
        case .noEntry: "ENOENT"
        case .noMemory: "ENOMEM"
        case .notConnected: "ENOTCONN"
        case .notDirectory: "ENOTDIR"
        case .notPermitted: "EPERM"
        case .permissionDenied: "EACCES"
        case .structureNeedsCleaning: "EUCLEAN"
        case .timedOut: "ETIMEDOUT"
        case .tooManyLinks: "ELOOP"
        case .tooManyOpenFiles: "EMFILE"
        case .tooManyOpenFilesInSystem: "ENFILE"
        default: "errno \(rawValue)"
        }
    }

    /// What the user can do, where more can be said than the message says.
    fileprivate var advice: String? {
        switch self {
        case .permissionDenied, .notPermitted:
            "run as a user who may read it, or give this user the permission to read files and enter directories"
        case .tooManyOpenFiles, .tooManyOpenFilesInSystem: "raise the limit of open files (ulimit -n)"
        case .deviceFailure, .structureNeedsCleaning:
            "the device or its file system fails: see the kernel's log, and copy the store off it before anything else"
        case .badFileHandle: "read it again when nothing writes to the store"
        case .again, .noMemory: "free memory, or raise the limit of processes and threads (ulimit -u)"
        case _ where StorageError.Code(self) == .unreachable: "check the connection to the file server, then try again"
        default: nil
        }
    }
}
