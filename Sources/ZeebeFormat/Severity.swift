/// How bad a finding is.
public enum Severity: String, Sendable, CaseIterable, Comparable {
    /// A fact worth knowing; nothing is wrong.
    case info
    /// Something is wrong that does not by itself prevent a restore.
    case warning
    /// Something selected is damaged or cannot be restored.
    case error

    private var rank: Int {
        switch self {
        case .info: 0
        case .warning: 1
        case .error: 2
        }
    }

    /// Orders by how bad: info, warning, error.
    public static func < (left: Severity, right: Severity) -> Bool { left.rank < right.rank }
}

extension Rule {
    /// The severity that partition-data §12.3 gives to a violation.
    public var severity: Severity {
        switch self {
        case .descriptorHint, .descriptorVersion1, .checkpointNotAlone, .checkpointBackupType, .combinedChecksum,
            .firstLogPosition, .entrySource, .tableGap, .tableBounds, .orphanTable, .writeAheadLogNotEmpty,
            .optionsMissing, .databaseCheckpoint, .databaseVersion, .unsupported:
            .warning
        case .snapshotEntry, .brokerVersion, .checkpointTime, .entryTime:
            .info
        default:
            .error
        }
    }
}
