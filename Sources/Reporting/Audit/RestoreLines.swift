internal import BackupModel
internal import Verification
internal import ZeebeFormat

/// What a restore would come to, in sentences: of backups that cannot be restored the step that fails and whether Zeebe's own
/// restore would notice; of a restore of several backups how they fit.
struct RestoreLines {
    /// The most backups that are named one by one.
    static let limit = 20

    private let result: AuditResult

    init(_ result: AuditResult) {
        self.result = result
    }

    func lines(_ form: TerminalForm) -> [String] {
        var lines: [String] = []
        // Of backups that are not COMPLETED the table says enough.
        let failing = result.backups.reversed().filter { $0.state == .completed && $0.replay.succeeds == false }
        for backup in failing.prefix(Self.limit) {
            lines += form.wrapped(
                Self.sentence(backup),
                first: "restore of \(backup.checkpointID): ",
                indentation: 2
            )
        }
        if failing.count > Self.limit {
            lines.append("… and \(HumanForm.count(failing.count - Self.limit)) more; use --format json for all")
        }
        if let restore = result.restore { lines += Self.lines(restore, form) }
        return lines
    }

    private static func sentence(_ backup: BackupResult) -> String {
        let replay = backup.replay
        let step = replay.failingStep.map { "fails at \"\($0)\"" } ?? "fails"
        let place = replay.partitionID.map { " in partition \($0)" } ?? ""
        let zeebe =
            switch replay.zeebe {
            case .passes: "Zeebe's own restore would report success all the same"
            case .fails: "Zeebe's own restore would fail too"
            case .unknown: "whether Zeebe's own restore would notice is not known"
            }
        return "\(step)\(place); \(zeebe)"
    }

    private static func lines(_ restore: RestoreResult, _ form: TerminalForm) -> [String] {
        let ids = restore.backups.map(String.init).joined(separator: ", ")
        let verdict =
            switch restore.succeeds {
            case true?: "can be restored"
            case false?: "CANNOT be restored"
            case nil: "may be restorable, but not all was checked"
            }
        var lines = form.wrapped("\(ids): \(verdict)", first: "restore of ", indentation: 2)
        for partition in restore.partitions {
            var text = "partition \(partition.partitionID): "
            if let step = partition.failingStep {
                text += "fails at \"\(step)\""
                if let backup = partition.failingBackup { text += " of backup \(backup)" }
            } else {
                let joined = partition.links.count { $0.state == .joined }
                text += partition.succeeds == true ? "every step passes" : "not all was checked"
                if !partition.links.isEmpty {
                    text += "; \(joined) of \(partition.links.count) logs join the one before"
                }
            }
            lines += form.wrapped(text, first: "  ", indentation: 4)
        }
        return lines
    }
}
