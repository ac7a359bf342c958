internal import SafeText

/// The rules of the entry that holds the checkpoint position (partition-data §7 and §11, X1, X4, X13 and X14).
struct CheckpointRules {
    /// Broken rules.
    private(set) var violations: [RuleViolation] = []

    private let entry: SegmentScan.Checkpoint
    private let fileName: String
    private let expectation: JournalExpectation

    /// Proves the rules of an entry that was found in a segment file.
    init(_ entry: SegmentScan.Checkpoint, in fileName: String, expectation: JournalExpectation) {
        self.entry = entry
        self.fileName = fileName
        self.expectation = expectation
        if let snapshot = expectation.snapshot.facts, snapshot.index >= entry.index {
            add(
                .snapshotTooNew,
                "the snapshot's index \(snapshot.index) is not before the checkpoint's entry \(entry.index)"
            )
        }
        let wanted = expectation.checkpointPosition
        if entry.lowestPosition != wanted {
            add(
                .checkpointMerged,
                "position \(wanted) lies inside the entry that begins at \(entry.lowestPosition): Zeebe only finds a checkpoint"
                    + " that begins its entry"
            )
        }
        guard let record = entry.record else { return }
        examine(record)
    }

    private mutating func examine(_ record: SegmentScan.CheckpointRecord) {
        let metadata = record.metadata
        guard metadata.recordType == .command, metadata.intent == .createCheckpoint else {
            let type = metadata.recordType?.name ?? "unknown type"
            add(
                .checkpointType,
                "the record at position \(expectation.checkpointPosition) is \(type) \(metadata.valueType) \(metadata.intent),"
                    + " expected COMMAND CHECKPOINT CREATE"
            )
            return
        }
        if let problem = record.valueProblem {
            add(.checkpointValue, "the checkpoint's value is not readable: \(problem)")
        } else if let id = record.checkpointID, id != expectation.checkpointID {
            add(
                .checkpointID,
                "the record is checkpoint \(id), expected \(expectation.checkpointID)"
            )
        }
        if let type = record.backupType, let stated = expectation.checkpointType, type != stated {
            add(
                .checkpointBackupType,
                "the record's checkpoint is of type \(PrintableText.form(of: type)), the manifest says \(stated)"
            )
        }
        if entry.recordCount > 1, entry.lowestPosition == expectation.checkpointPosition {
            add(
                .checkpointNotAlone,
                "\(entry.recordCount - 1) more records are in the checkpoint's entry; a restore keeps them"
            )
        }
        if !isVersion(expectation.brokerVersion, metadata.brokerVersion) {
            add(
                .brokerVersion,
                "broker \(metadata.brokerVersion) wrote the checkpoint, the manifest says"
                    + " \(PrintableText.form(of: expectation.brokerVersion))"
            )
        }
        let clockTolerance: Int64 = 5 * 60 * 1000
        if let created = expectation.createdAtMilliseconds {
            let (later, overflows) = record.timestamp.subtractingReportingOverflow(created)
            if overflows ? record.timestamp > created : later > clockTolerance {
                add(
                    .checkpointTime,
                    "the checkpoint was written \(overflows ? "ages" : "\(later / 1000) s") after the manifest was created"
                )
            }
        }
    }

    /// Whether a version as text is the numbers of a record, with or without a suffix such as `-SNAPSHOT`.
    private func isVersion(_ text: String, _ numbers: RecordMetadata.BrokerVersion) -> Bool {
        let dotted = numbers.description
        guard text.hasPrefix(dotted) else { return false }
        return !(text.utf8.dropFirst(dotted.utf8.count).first.map { 0x30...0x39 ~= $0 } ?? false)
    }

    private mutating func add(_ rule: Rule, _ detail: String) {
        violations.append(
            RuleViolation(rule, fileName: fileName, offset: entry.offset, index: entry.index, detail)
        )
    }
}
