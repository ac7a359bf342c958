public import BackupModel
public import ZeebeFormat

/// How deep an audit looks.
public enum AuditDepth: String, Sendable, CaseIterable {
    /// Is everything there? Names and sizes; no payload is read.
    case check
    /// Is every byte right? All payload is read and proved.
    case verify
}

/// What an audit is to look at, and how.
public struct AuditRequest: Sendable {
    /// How deep to look.
    public var depth: AuditDepth
    /// What to look at.
    public var selection: Selection
    /// Whether the selected backups are to be restored together: each goes on from the one before (store-layout §15.2).
    public var isForRestore: Bool
    /// How many files are read at once.
    public var width: Int
    /// The current time.
    public var now: Timestamp
    /// Version of the program, for the report.
    public var toolVersion: String

    /// Creates a request.
    public init(
        depth: AuditDepth,
        selection: Selection,
        isForRestore: Bool = false,
        width: Int,
        now: Timestamp,
        toolVersion: String
    ) {
        self.depth = depth
        self.selection = selection
        self.isForRestore = isForRestore
        self.width = width
        self.now = now
        self.toolVersion = toolVersion
    }
}

/// The part of a store that somebody asks about; empty lists stand for everything.
public struct Selection: Sendable, Equatable {
    /// The backups.
    public var backups: [BackupSelector]
    /// The partitions.
    public var partitions: Set<Int32>
    /// The members whose copies count.
    public var members: Set<MemberID>

    /// Creates a selection.
    public init(backups: [BackupSelector] = [], partitions: Set<Int32> = [], members: Set<MemberID> = []) {
        self.backups = backups
        self.partitions = partitions
        self.members = members
    }

    /// Whether everything is selected.
    public var isEverything: Bool { backups.isEmpty && partitions.isEmpty && members.isEmpty }

    /// Whether copies of a backup are left out, so that nothing can be said of the backup as a whole.
    public var isPartOfBackups: Bool { !partitions.isEmpty || !members.isEmpty }

    /// Whether a copy is selected by partition and member.
    public func includes(_ id: BackupIdentifier) -> Bool {
        (partitions.isEmpty || partitions.contains(id.partitionID)) && (members.isEmpty || members.contains(id.member))
    }
}

/// One way to name backups.
public enum BackupSelector: Hashable, Sendable, CustomStringConvertible {
    /// The backup with this id.
    case id(Int64)
    /// The newest backup that is COMPLETED, or the newest of all where none is.
    case latest
    /// The oldest backup that is COMPLETED, or the oldest of all where none is.
    case oldest
    /// The backups whose ids begin with these digits.
    case prefix(String)

    /// Parses `latest`, `oldest`, digits, or digits followed by `*`; `nil` for anything else.
    public init?(_ text: String) {
        switch text {
        case "latest": self = .latest
        case "oldest": self = .oldest
        default:
            if text.hasSuffix("*") {
                let digits = text.dropLast()
                guard digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
                self = .prefix(String(digits))
            } else {
                guard let id = Int64(canonical: text) else { return nil }
                self = .id(id)
            }
        }
    }

    /// Whether it names one backup, so that the user asked for that very one.
    public var isSpecific: Bool {
        if case .prefix = self { false } else { true }
    }

    /// The selector as the user writes it.
    public var description: String {
        switch self {
        case .id(let id): String(id)
        case .latest: "latest"
        case .oldest: "oldest"
        case .prefix(let digits): "\(digits)*"
        }
    }

    /// Returns the backups that it names.
    ///
    /// - Parameter backups: All backups, ascending by id.
    public func resolve(_ backups: [ClusterBackup]) -> [Int64] {
        switch self {
        case .id(let id): backups.contains { $0.checkpointID == id } ? [id] : []
        case .latest: (backups.last { $0.state == .completed } ?? backups.last).map { [$0.checkpointID] } ?? []
        case .oldest: (backups.first { $0.state == .completed } ?? backups.first).map { [$0.checkpointID] } ?? []
        case .prefix(let digits): backups.map(\.checkpointID).filter { String($0).hasPrefix(digits) }
        }
    }
}
