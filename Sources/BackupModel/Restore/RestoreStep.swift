/// The steps of restoring one partition, in their order: those that Zeebe takes (store-layout §15.1, §15.2), then those that
/// it leaves out and that decide whether a broker can start from what was restored (partition-data §11).
public enum RestoreStep: UInt8, Sendable, CaseIterable, Comparable {
    /// A COMPLETED copy is there.
    case findBackup
    /// Its manifest can be read and says what is needed.
    case readManifest
    /// The partition counts of all manifests agree.
    case compareCounts
    /// All files of both file sets are fetched into one directory.
    case fetchFiles
    /// The snapshot's id and the checksums of all its files are right.
    case restoreSnapshot
    /// The copied segments open, and every record up to the checkpoint is there.
    case openLog
    /// A record is at the checkpoint position and begins its entry; what follows is cut off.
    case findCheckpoint
    /// In a restore of several backups: the log goes on where that of the backup before ends.
    case joinLogs
    /// Left out by Zeebe: that record is this backup's checkpoint command, so that the log ends with it.
    case confirmCheckpoint
    /// Left out by Zeebe: the log begins no later than behind the snapshot's last record.
    case meetSnapshot
    /// Left out by Zeebe: the database in the snapshot is whole.
    case openDatabase
    /// Left out by Zeebe: processing and every exporter can go on from the state's positions.
    case resume

    /// Name in JSON.
    public var name: String {
        switch self {
        case .findBackup: "find-backup"
        case .readManifest: "read-manifest"
        case .compareCounts: "compare-counts"
        case .fetchFiles: "fetch-files"
        case .restoreSnapshot: "restore-snapshot"
        case .openLog: "open-log"
        case .findCheckpoint: "find-checkpoint"
        case .joinLogs: "join-logs"
        case .confirmCheckpoint: "confirm-checkpoint"
        case .meetSnapshot: "meet-snapshot"
        case .openDatabase: "open-database"
        case .resume: "resume"
        }
    }

    /// Orders by the time at which the step is taken.
    public static func < (left: RestoreStep, right: RestoreStep) -> Bool { left.rawValue < right.rawValue }
}

extension RestoreStep: CustomStringConvertible {
    /// What the step does, for people.
    public var description: String {
        switch self {
        case .findBackup: "find a COMPLETED backup"
        case .readManifest: "read the manifest"
        case .compareCounts: "compare the partition counts"
        case .fetchFiles: "fetch the files"
        case .restoreSnapshot: "restore the snapshot"
        case .openLog: "open the log and read it up to the checkpoint"
        case .findCheckpoint: "find the checkpoint in the log"
        case .joinLogs: "join the log to that of the backup before"
        case .confirmCheckpoint: "confirm that the log ends with this backup's checkpoint"
        case .meetSnapshot: "let the log follow on the snapshot"
        case .openDatabase: "open the database"
        case .resume: "resume processing and exporting"
        }
    }
}

/// Some of the steps.
public struct RestoreStepSet: OptionSet, Hashable, Sendable {
    /// One bit for each step.
    public let rawValue: UInt16

    /// Creates a set from its bits.
    public init(rawValue: UInt16) { self.rawValue = rawValue }

    /// Creates the set of some steps.
    public init(_ steps: RestoreStep...) { rawValue = steps.reduce(0) { $0 | 1 << UInt16($1.rawValue) } }

    /// The steps in which only manifest and log of a backup take part: those that matter to the second and later backups of
    /// a restore of several, whose snapshots are fetched and ignored (store-layout §15.2).
    public static let ofLog = RestoreStepSet(
        .findBackup,
        .readManifest,
        .compareCounts,
        .fetchFiles,
        .openLog,
        .findCheckpoint,
        .joinLogs,
        .confirmCheckpoint
    )

    /// The first of them.
    public var first: RestoreStep? {
        RestoreStep(rawValue: UInt8(truncatingIfNeeded: rawValue.trailingZeroBitCount))
    }
}
