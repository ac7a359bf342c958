internal import BackupCatalog
internal import ObjectStorage
public import Verification
internal import ZeebeFormat

/// An audit for people: the verdict in words, the backups, the findings with what to do, and what it took.
public struct AuditTable: Sendable {
    private let form: TerminalForm

    /// Creates a writer of results.
    public init(_ form: TerminalForm = TerminalForm()) {
        self.form = form
    }

    /// Returns the text of a result, which ends with a line break.
    public func text(_ result: AuditResult) -> String {
        let headline = AuditHeadline(result)
        let about =
            "\(result.depth.rawValue) of \(result.location) (\(result.location.kind.rawValue)),"
            + " \(result.startedAt.secondForm) UTC"
        let sections = [
            [form.paint(headline.text, headline.ink), form.paint(about, .faint)],
            AuditBackupTable(result).lines(form),
            RestoreLines(result).lines(form),
            FindingList(result).lines(form),
            [traffic(result)],
        ]
        return sections.filter { !$0.isEmpty }.map { $0.joined(separator: "\n") }.joined(separator: "\n\n") + "\n"
    }

    private func traffic(_ result: AuditResult) -> String {
        let traffic = result.traffic
        let seconds = result.finishedAt.seconds(since: result.startedAt)
        var text = "\(HumanForm.count(traffic.objectsListed, "object")) listed, "
        text += "\(HumanForm.count(traffic.objectsRead)) read; \(HumanForm.bytes(traffic.bytesRead))"
        if traffic.requests > 0 { text += " by \(HumanForm.count(traffic.requests, "request"))" }
        text += " in \(HumanForm.duration(seconds: max(seconds, 0)))"
        if seconds > 0 { text += " (\(HumanForm.rate(bytesPerSecond: Double(traffic.bytesRead) / seconds)))" }
        if result.filesProvedByListing > 0 {
            text +=
                "\n\(HumanForm.count(result.filesProvedByListing, "snapshot file")) proved by the CRC-32C in the store's"
            text += " listing, without reading them"
        }
        return text
    }
}
