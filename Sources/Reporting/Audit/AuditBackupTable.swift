internal import BackupModel
internal import Verification
internal import ZeebeFormat

/// The backups of an audit, the newest first; of many only those that matter.
struct AuditBackupTable {
    /// The most backups that are all shown.
    static let fullLimit = 200
    /// Of more backups, this many of the newest are shown in any case.
    static let newestCount = 20

    private struct Problems {
        var errors = 0
        var warnings = 0
    }

    private let result: AuditResult
    private var problems: [Int64: Problems] = [:]

    init(_ result: AuditResult) {
        self.result = result
        for finding in result.findings {
            guard let backupID = finding.backupID else { continue }
            switch finding.severity {
            case .error: problems[backupID, default: Problems()].errors += 1
            case .warning: problems[backupID, default: Problems()].warnings += 1
            case .info: break
            }
        }
    }

    func lines(_ form: TerminalForm) -> [String] {
        guard !result.backups.isEmpty else { return [] }
        var table = TextTable([
            .right("backup"), .left("time (UTC)"), .left("state"), .left("restore"), .right("parts"), .right("size"),
            .left("problems"),
        ])
        let (shown, note) = selection
        for backup in shown { table.add(row(backup)) }
        return table.lines(form) + (note.map { form.wrapped($0) } ?? [])
    }

    /// The backups that are shown, the newest first, and what to say of the others.
    private var selection: (shown: [BackupResult], note: String?) {
        let newestFirst = result.backups.reversed()
        guard result.backups.count > Self.fullLimit else { return (Array(newestFirst), nil) }
        var shown: [BackupResult] = []
        var problematic = 0
        for (index, backup) in newestFirst.enumerated() {
            let hasProblems = problems[backup.checkpointID] != nil
            if hasProblems { problematic += 1 }
            if index < Self.newestCount || hasProblems && shown.count < Self.fullLimit { shown.append(backup) }
        }
        let total = HumanForm.count(result.backups.count)
        let isCut = problematic > shown.count { problems[$0.checkpointID] != nil }
        let note =
            isCut
            ? "\(total) backups, \(HumanForm.count(problematic)) with problems; shown are the newest \(shown.count) of these"
                + " and the newest \(Self.newestCount) of all. Use --format json for all."
            : "\(total) backups; shown are those with problems (\(HumanForm.count(problematic))) and the newest"
                + " \(Self.newestCount). Use --format json for all."
        return (shown, note)
    }

    private func row(_ backup: BackupResult) -> [TextTable.Cell] {
        let time = backup.copies.compactMap { $0.descriptor?.checkpointTimestamp }.max()
        let intact = Set(backup.copies.filter { $0.verdict == .ok }.map(\.id.partitionID)).count
        let size = backup.copies.reduce(0 as Int64) { $0.addingReportingOverflow($1.byteCount).partialValue }
        return [
            "\(backup.checkpointID)",
            TextTable.Cell(time?.minuteForm ?? "-"),
            TextTable.Cell(backup.state.rawValue, backup.state.ink),
            restorable(backup),
            "\(intact)/\(backup.partitionCount)",
            TextTable.Cell(size > 0 ? HumanForm.bytes(size) : "-"),
            problems(backup),
        ]
    }

    private func restorable(_ backup: BackupResult) -> TextTable.Cell {
        switch backup.restorable {
        case true?: TextTable.Cell("yes", .good)
        case false?: TextTable.Cell("no", .error)
        case nil: "?"
        }
    }

    private func problems(_ backup: BackupResult) -> TextTable.Cell {
        guard let problems = problems[backup.checkpointID] else { return "-" }
        return problems.errors > 0
            ? TextTable.Cell(HumanForm.count(problems.errors, "error"), .error)
            : TextTable.Cell(HumanForm.count(problems.warnings, "warning"), .warning)
    }
}

extension ClusterBackupState {
    /// The colour of a state.
    var ink: TerminalForm.Ink? {
        switch self {
        case .completed: .good
        case .failed, .incomplete: .error
        case .inProgress: .warning
        case .deleted, .doesNotExist: .faint
        }
    }
}
