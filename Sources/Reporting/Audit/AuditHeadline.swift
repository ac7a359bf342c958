internal import BackupCatalog
internal import BackupModel
internal import ObjectStorage
internal import Verification
internal import ZeebeFormat

/// The verdict of an audit in one sentence, which claims no more than was checked.
struct AuditHeadline {
    let text: String
    let ink: TerminalForm.Ink

    init(_ result: AuditResult) {
        let unchecked = "\(HumanForm.count(result.uncheckedCopies, "copy", plural: "copies")) not checked"
        switch result.verdict {
        case .damaged where Self.isForeign(result):
            text =
                "NOT JUDGED: this is the data of \(result.location.kind == .s3 ? "another store than S3" : "an S3 store")"
            ink = .warning
        case .ok where result.backups.isEmpty:
            text = "NOTHING CHECKED: no backup was selected"
            ink = .warning
        case .ok:
            text = "OK: \(Self.achieved(result))"
            ink = .good
        case .damaged:
            let early = result.uncheckedCopies > 0 ? "; the run ended early, \(unchecked)" : ""
            text = "DAMAGED: \(HumanForm.count(result.count(.error), "error")); \(Self.achieved(result))\(early)"
            ink = .error
        case .incompleteRun:
            text =
                "INCOMPLETE RUN: \(Self.obstacle(result) ?? unchecked), nothing wrong found so far; \(Self.achieved(result))"
            ink = .warning
        }
    }

    /// What kept objects from being read; `nil` where nothing did.
    private static func obstacle(_ result: AuditResult) -> String? {
        func count(_ obstacle: Finding.Obstacle) -> String? {
            let count = result.findings.count { $0.obstacle == obstacle }
            return count > 0 ? HumanForm.count(count, "object") : nil
        }
        if let objects = count(.unreachable) { return "the store did not give \(objects)" }
        if let objects = count(.accessDenied) { return "permission denied for \(objects)" }
        return count(.changing).map { "\($0) changed meanwhile" }
    }

    /// Whether all that was found is another store's.
    private static func isForeign(_ result: AuditResult) -> Bool {
        let native: Catalog.Dialect = result.location.kind == .s3 ? .s3 : .common
        return !result.layouts.isEmpty && !result.dialects.contains(native)
    }

    private static func achieved(_ result: AuditResult) -> String {
        let total = HumanForm.count(result.backups.count)
        switch result.depth {
        case .check:
            let whole = result.backups.count { $0.state == .completed && $0.restorable != false }
            return "nothing is missing in \(HumanForm.count(whole)) of \(total) backups;"
                + " bytes were NOT checked (zbaudit verify reads them)"
        case .verify:
            if let restore = result.restore { return together(restore) }
            let restorable = result.restorableBackups
            if let latest = restorable.last {
                return "\(HumanForm.count(restorable.count)) of \(total) backups can be restored; latest: \(latest)"
            }
            if result.backups.contains(where: { $0.restorable == nil }) {
                let backups = result.backups.count == 1 ? "the backup" : "any of \(total) backups"
                return "nothing wrong in the selected copies; whether \(backups) can be restored is not decided by them"
            }
            return "none of \(total) backups can be restored"
        }
    }

    /// Of backups that are to be restored together it does not matter that each could be restored alone.
    private static func together(_ restore: RestoreResult) -> String {
        let isOne = restore.backups.count == 1
        let backups = isOne ? "the backup" : "the \(HumanForm.count(restore.backups.count)) backups"
        let how = isOne ? "be restored" : "be restored together"
        switch restore.succeeds {
        case true?: return "\(backups) can \(how)"
        case false?: return "\(backups) CANNOT \(how)"
        case nil: return "whether \(backups) can \(how) is not decided: not all was checked"
        }
    }
}
