public import BackupModel
internal import SafeText
public import Verification
public import ZeebeFormat

/// What a journal holds, for people and for scripts.
public struct JournalStatusReport: Sendable {
    private let id: BackupIdentifier
    private let status: JournalStatus

    /// Creates the report of one copy's journal.
    public init(_ id: BackupIdentifier, _ status: JournalStatus) {
        self.id = id
        self.status = status
    }

    // MARK: Text

    /// Returns the text, which ends with a line break.
    public func text(_ form: TerminalForm = TerminalForm()) -> String {
        var lines = facts.flatMap { name, value in
            let title = name + String(repeating: " ", count: max(12 - name.utf8.count, 1))
            return form.wrapped(value, first: title, ink: .faint, indentation: 12)
        }
        for gap in status.gaps {
            lines += form.wrapped(Self.text(gap), first: "gap         ", ink: .error, indentation: 12)
        }
        lines += [""] + segmentTable.lines(form) + [""] + recordTable.lines(form)
        return lines.joined(separator: "\n") + "\n"
    }

    private var facts: [(name: String, value: String)] {
        let entries = status.entries
        var facts = [
            ("backup", "\(id.checkpointID), partition \(id.partitionID), member \(id.member)"),
            ("indexes", Self.span(status.firstIndex, status.lastIndex)),
            ("positions", Self.span(status.firstPosition, status.lastPosition)),
            ("terms", Self.span(status.firstTerm, status.lastTerm)),
            ("times (UTC)", Self.span(status.firstTimestamp, status.lastTimestamp, RecordColumns.time)),
            ("checkpoint", checkpoint),
            (
                "entries",
                "\(HumanForm.count(entries.application)) with log records, \(HumanForm.count(entries.initial)) initial,"
                    + " \(HumanForm.count(entries.configuration)) configuration"
                    + (entries.other > 0 ? ", \(HumanForm.count(entries.other)) unknown" : "")
            ),
        ]
        if entries.application > 0 {
            let average = entries.byteCount / Int64(entries.application)
            facts.append(
                (
                    "entry size",
                    "\(HumanForm.bytes(average)) on average, \(HumanForm.bytes(Int64(entries.largestByteCount))) at most"
                )
            )
        }
        facts.append(("log records", HumanForm.count(status.records.total)))
        if status.records.undecodedCount > 0 {
            facts.append(("unreadable", HumanForm.count(status.records.undecodedCount, "log record")))
        }
        return facts
    }

    private var checkpoint: String {
        guard let position = status.checkpointPosition else { return "the manifest names none" }
        guard let index = status.checkpointIndex else { return "position \(position), which is not there" }
        return "position \(position), index \(index)"
    }

    private static func span(
        _ first: Int64?,
        _ last: Int64?,
        _ form: (Int64) -> String = { String($0) }
    ) -> String {
        guard let first, let last else { return "none" }
        return first == last ? form(first) : "\(form(first)) to \(form(last))"
    }

    private static func text(_ gap: JournalStatus.Gap) -> String {
        let missing = [
            gap.indexes.map { "indexes \($0.lowerBound) to \($0.upperBound)" },
            gap.positions.map { "positions \($0.lowerBound) to \($0.upperBound)" },
        ].compactMap(\.self)
        return "\(missing.joined(separator: ", ")) before \(PrintableText.form(of: gap.fileName)) goes on"
    }

    private var segmentTable: TextTable {
        var table = TextTable([
            .right("file"), .left("state"), .right("size"), .right("used"), .right("first index"), .right("last index"),
            .right("first position"), .right("last position"), .right("terms"), .right("entries"),
            .right("log records"),
        ])
        for segment in status.segments {
            let scan = segment.scan
            table.add([
                "\(segment.fileID)",
                TextTable.Cell(Self.state(segment), Self.isWhole(segment) ? nil : .error),
                TextTable.Cell(scan.map { HumanForm.bytes($0.fileSize) } ?? "-"),
                TextTable.Cell(scan.map { HumanForm.bytes($0.endOffset) } ?? "-"),
                TextTable.Cell(Self.orDash(scan?.firstIndex)), TextTable.Cell(Self.orDash(scan?.lastIndex)),
                TextTable.Cell(Self.orDash(scan?.firstPosition)), TextTable.Cell(Self.orDash(scan?.lastPosition)),
                TextTable.Cell(Self.terms(scan)),
                TextTable.Cell(HumanForm.count(scan?.recordCount ?? 0)),
                TextTable.Cell(HumanForm.count(segment.logRecordCount)),
            ])
        }
        return table
    }

    private static func orDash(_ number: Int64?) -> String {
        number.map(String.init) ?? "-"
    }

    private static func terms(_ scan: SegmentScan?) -> String {
        guard let first = scan?.firstTerm, let last = scan?.lastTerm else { return "-" }
        return first == last ? "\(first)" : "\(first)-\(last)"
    }

    /// The state of a segment file in one word.
    private static func state(_ segment: JournalStatus.Segment) -> String {
        guard let scan = segment.scan else { return "unreadable" }
        switch scan.state {
        case .empty: return "empty"
        case .prepared: return "prepared"
        case .described: return scan.stoppingFault == nil ? "intact" : "damaged"
        case .damaged: return "damaged"
        }
    }

    private static func isWhole(_ segment: JournalStatus.Segment) -> Bool {
        !["unreadable", "damaged"].contains(state(segment))
    }

    private var recordTable: TextTable {
        var table = TextTable([.left("value type"), .left("intent"), .left("type"), .right("log records")])
        for (kind, count) in status.records.kinds {
            table.add([
                TextTable.Cell(kind.valueType.description), TextTable.Cell(kind.intent.description),
                TextTable.Cell(kind.recordType?.name ?? "UNKNOWN"), TextTable.Cell(HumanForm.count(count)),
            ])
        }
        return table
    }

    // MARK: JSON

    /// Writes one JSON object.
    public func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("backupId", id.checkpointID)
            writer.member("partitionId", Int(id.partitionID))
            writer.member("memberId", id.member.description)
            writer.member("firstIndex", status.firstIndex)
            writer.member("lastIndex", status.lastIndex)
            writer.member("firstPosition", status.firstPosition)
            writer.member("lastPosition", status.lastPosition)
            writer.member("firstTerm", status.firstTerm)
            writer.member("lastTerm", status.lastTerm)
            writer.member("firstTimestamp", status.firstTimestamp)
            writer.member("lastTimestamp", status.lastTimestamp)
            writer.member("checkpointPosition", status.checkpointPosition)
            writer.member("checkpointIndex", status.checkpointIndex)
            writeEntries(to: &writer)
            writer.member("logRecords", status.records.total)
            writer.member("undecodedLogRecords", status.records.undecodedCount)
            writeSegments(to: &writer)
            writeGaps(to: &writer)
            writeRecords(to: &writer)
        }
    }

    private func writeEntries(to writer: inout JSONWriter) {
        writer.key("entries")
        writer.object { writer in
            writer.member("application", status.entries.application)
            writer.member("initial", status.entries.initial)
            writer.member("configuration", status.entries.configuration)
            writer.member("unknown", status.entries.other)
            writer.member("largestBytes", status.entries.largestByteCount)
            writer.member("bytes", status.entries.byteCount)
        }
    }

    private func writeSegments(to writer: inout JSONWriter) {
        writer.key("segments")
        writer.array { writer in
            for segment in status.segments {
                let scan = segment.scan
                writer.object { writer in
                    writer.member("file", segment.fileName)
                    writer.member("fileId", Int(segment.fileID))
                    writer.member("state", Self.state(segment))
                    writer.member("bytes", scan?.fileSize)
                    writer.member("usedBytes", scan?.endOffset)
                    writer.member("firstIndex", scan?.firstIndex)
                    writer.member("lastIndex", scan?.lastIndex)
                    writer.member("firstPosition", scan?.firstPosition)
                    writer.member("lastPosition", scan?.lastPosition)
                    writer.member("firstTerm", scan?.firstTerm)
                    writer.member("lastTerm", scan?.lastTerm)
                    writer.member("entries", scan?.recordCount)
                    writer.member("logRecords", segment.logRecordCount)
                }
            }
        }
    }

    private func writeGaps(to writer: inout JSONWriter) {
        writer.key("gaps")
        writer.array { writer in
            for gap in status.gaps {
                writer.object { writer in
                    writer.member("before", gap.fileName)
                    writer.member("firstMissingIndex", gap.indexes?.lowerBound)
                    writer.member("lastMissingIndex", gap.indexes?.upperBound)
                    writer.member("firstMissingPosition", gap.positions?.lowerBound)
                    writer.member("lastMissingPosition", gap.positions?.upperBound)
                }
            }
        }
    }

    private func writeRecords(to writer: inout JSONWriter) {
        writer.key("records")
        writer.array { writer in
            for (kind, count) in status.records.kinds {
                writer.object { writer in
                    writer.member("valueType", kind.valueType.description)
                    writer.member("intent", kind.intent.description)
                    writer.member("recordType", kind.recordType?.name ?? "UNKNOWN")
                    writer.member("count", count)
                }
            }
        }
    }
}
