/// Why a path below a base directory leads nowhere.
enum PathProblem: Error, Equatable {
    /// A system call failed.
    case system(Errno)
    /// A symbolic link points to nothing.
    case danglingLink
    /// A symbolic link leads out of the base.
    case leavesBase
    /// What was a directory a moment ago no longer is.
    case replaced

    /// The error for a caller who asked for `path`.
    @inline(never)
    func storageError(_ action: StorageError.Action, _ path: String) -> StorageError {
        switch self {
        case .system(let errno):
            StorageError(errno, action, path)
        case .danglingLink:
            StorageError(.notFound, action, path, message: "a symbolic link on the way points to nothing")
        case .leavesBase:
            StorageError(
                .leavesStore,
                action,
                path,
                message: "a symbolic link on the way leads out of the store; such links are not followed",
                advice: "replace the link by what it points to"
            )
        case .replaced:
            StorageError(
                .changedWhileReading,
                action,
                path,
                message: "something on the way was replaced meanwhile",
                advice: "try again when nothing writes to the store"
            )
        }
    }
}
