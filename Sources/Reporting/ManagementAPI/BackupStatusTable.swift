public import BackupModel
internal import SafeText
internal import ZeebeFormat

/// One backup and its partitions for people.
public struct BackupStatusTable: Sendable {
    private let form: TerminalForm

    /// Creates a writer of backups.
    public init(_ form: TerminalForm = TerminalForm()) {
        self.form = form
    }

    /// Returns the text of a backup, which ends with a line break.
    public func text(_ backup: BackupInfo) -> String {
        let state = form.paint(backup.state.rawValue, backup.state.ink)
        var lines = ["backup \(backup.backupID): \(state)", ""]
        var table = TextTable([
            .right("partition"), .left("state"), .left("created (UTC)"), .right("checkpoint"), .right("broker"),
            .left("version"), .left("snapshot"),
        ])
        for partition in backup.details { table.add(row(partition)) }
        lines += table.lines(form)
        for partition in backup.details {
            guard let reason = partition.failureReason else { continue }
            let text = reason.isEmpty ? "no reason given" : PrintableText.form(of: reason)
            lines += form.wrapped(text, first: "partition \(partition.partitionID) failed: ", indentation: 2)
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private func row(_ partition: PartitionBackupInfo) -> [TextTable.Cell] {
        [
            "\(partition.partitionID)",
            TextTable.Cell(partition.state.rawValue, partition.state.ink),
            TextTable.Cell(partition.createdAt?.secondForm ?? "-"),
            TextTable.Cell(partition.checkpointPosition.map { String($0) } ?? "-"),
            TextTable.Cell(partition.brokerID.map { String($0) } ?? "-"),
            text(partition.brokerVersion),
            text(partition.snapshotID),
        ]
    }

    private func text(_ value: String?) -> TextTable.Cell {
        guard let value, !value.isEmpty else { return "-" }
        return TextTable.Cell(PrintableText.form(of: value))
    }
}
