internal import BackupModel
public import ZeebeFormat

/// What people ask a backup's content for, by the column family that has one entry for each (partition-data annex D).
public enum ContentKind: String, Sendable, CaseIterable {
    case processDefinitions
    case processInstances
    case jobs
    case timers
    case messages
    case incidents
    case userTasks
    case variables

    /// The column family.
    public var family: ColumnFamily {
        switch self {
        case .processDefinitions: .processDefinitions
        case .processInstances: .processInstances
        case .jobs: .jobs
        case .timers: .timers
        case .messages: .messages
        case .incidents: .incidents
        case .userTasks: .userTasks
        case .variables: .variables
        }
    }
}

extension SemanticVersion {
    /// Whether the numbers of column families mean what annex D says (partition-data §10.1): from 8.3.6, 8.4.2 and 8.5.0
    /// on. Pre-releases of these are taken for older ones.
    var hasNamedColumnFamilies: Bool {
        guard !isAtLeast(8, 6) else { return true }
        let first: Int
        switch (major, minor) {
        case (8, 3): first = 6
        case (8, 4): first = 2
        case (8, 5): first = 0
        default: return false
        }
        return patch > first || (patch == first && preRelease == nil)
    }
}
