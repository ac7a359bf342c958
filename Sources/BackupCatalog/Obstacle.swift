public import BackupModel
public import ObjectStorage

extension Finding.Obstacle {
    /// The obstacle that a store's failure is; `nil` when it says something about the data.
    public init?(_ error: StorageError) {
        switch error.code {
        case .permissionDenied: self = .accessDenied
        case .unreachable: self = .unreachable
        case .changedWhileReading: self = .changing
        default: return nil
        }
    }
}
