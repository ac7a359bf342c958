/// The rules of a journal's first record against snapshot and manifest (partition-data §11, X2, X3, X5 and X12).
struct JournalBeginningRules {
    /// Broken rules.
    private(set) var violations: [RuleViolation] = []

    private let expectation: JournalExpectation
    private let firstPosition: Int64?

    /// Proves the rules.
    ///
    /// - Parameters:
    ///   - ordered: The segments by their numbers.
    ///   - firstPosition: Position of the first log record; `nil` when it cannot be told.
    init(_ ordered: [JournalContinuity.Segment], expectation: JournalExpectation, firstPosition: Int64?) {
        self.expectation = expectation
        self.firstPosition = firstPosition
        guard ordered.first?.scan?.descriptor != nil else { return }
        examineFirstIndex(ordered)
        examineSnapshotEntry(ordered)
    }

    private mutating func examineFirstIndex(_ ordered: [JournalContinuity.Segment]) {
        guard let first = ordered.first, let scan = first.scan, let descriptor = scan.descriptor else { return }
        let firstIndex = descriptor.firstIndex
        if let snapshot = expectation.snapshot.facts, snapshot.index > 0 {
            if firstIndex > 1, firstIndex - 1 > snapshot.index {
                violations.append(
                    RuleViolation(
                        .firstIndex,
                        fileName: first.fileName,
                        index: firstIndex,
                        "the journal begins at index \(firstIndex), the snapshot ends at index \(snapshot.index): the records"
                            + " between are missing"
                    )
                )
            }
        } else if firstIndex != 1, expectation.snapshot != .unknown {
            let why = expectation.snapshot == .none ? "there is no snapshot" : "the snapshot is of index 0"
            violations.append(
                RuleViolation(
                    .firstIndex,
                    fileName: first.fileName,
                    index: firstIndex,
                    "the journal begins at index \(firstIndex), expected 1 since \(why)"
                )
            )
        }
        if let stated = expectation.firstLogPosition, stated > 0, let found = firstPosition, stated != found {
            violations.append(
                RuleViolation(
                    .firstLogPosition,
                    fileName: first.fileName,
                    "the manifest says that the log begins at position \(stated), it begins at \(found)"
                )
            )
        }
    }

    private mutating func examineSnapshotEntry(_ ordered: [JournalContinuity.Segment]) {
        guard let snapshot = expectation.snapshot.facts, !snapshot.isBootstrap,
            let entry = ordered.lazy.compactMap({ $0.scan?.snapshotEntry }).first
        else { return }
        if entry.term != snapshot.term {
            violations.append(
                RuleViolation(
                    .snapshotEntry,
                    index: snapshot.index,
                    "the snapshot's term is \(snapshot.term), the entry at its index is of term \(entry.term)"
                )
            )
        } else if let lowest = entry.lowestPosition, lowest > snapshot.lowestNeededPosition {
            violations.append(
                RuleViolation(
                    .snapshotEntry,
                    index: snapshot.index,
                    "the entry at the snapshot's index begins at position \(lowest), behind the snapshot's position"
                        + " \(snapshot.lowestNeededPosition)"
                )
            )
        }
    }
}
