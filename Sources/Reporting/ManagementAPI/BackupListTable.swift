public import BackupModel
internal import SafeText
internal import ZeebeFormat

/// The list of backups for people.
public struct BackupListTable: Sendable {
    private let form: TerminalForm

    /// Creates a writer of lists.
    public init(_ form: TerminalForm = TerminalForm()) {
        self.form = form
    }

    /// Returns the text of a list in its order; it ends with a line break.
    public func text(_ backups: some Sequence<BackupInfo>) -> String {
        var table = TextTable([
            .right("backup"), .left("state"), .right("parts"), .left("created (UTC)"), .left("broker version"),
        ])
        var count = 0
        for backup in backups {
            count += 1
            table.add(row(backup))
        }
        guard count > 0 else { return "no backups\n" }
        let lines = table.lines(form) + ["", HumanForm.count(count, "backup")]
        return lines.joined(separator: "\n") + "\n"
    }

    private func row(_ backup: BackupInfo) -> [TextTable.Cell] {
        let completed = backup.details.count { $0.state == .completed }
        return [
            "\(backup.backupID)",
            TextTable.Cell(backup.state.rawValue, backup.state.ink),
            "\(completed)/\(backup.details.count)",
            TextTable.Cell(backup.details.compactMap(\.createdAt).min()?.secondForm ?? "-"),
            TextTable.Cell(versions(backup)),
        ]
    }

    /// The versions in the order of the partitions, each once; there is more than one after a rolling update.
    private func versions(_ backup: BackupInfo) -> String {
        var versions: [String] = []
        for version in backup.details.compactMap(\.brokerVersion) where !version.isEmpty {
            if !versions.contains(version) { versions.append(version) }
            if versions.count == 5 { break }
        }
        return versions.isEmpty ? "-" : versions.map { PrintableText.form(of: $0) }.joined(separator: ", ")
    }
}
