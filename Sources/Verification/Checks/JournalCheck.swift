internal import BackupCatalog
internal import BackupModel
internal import ObjectStorage
internal import ZeebeFormat

/// Reads every segment of a journal once; `JournalContinuity` then joins what was seen.
struct JournalCheck {
    let reading: SegmentReading
    let place: CopyPlace
    let target: SegmentScanTarget
    let segments: [String]
    let absentSegments: [String]

    private var id: BackupIdentifier { place.id }

    private var undeclared: UndeclaredCompression { UndeclaredCompression(store: reading.store, place: place) }

    struct Outcome: Sendable {
        var findings: [Finding] = []
        var segments: [JournalContinuity.Segment] = []
    }

    func run() async throws -> Outcome {
        var outcome = Outcome()
        outcome.segments = absentSegments.map { JournalContinuity.Segment(fileName: $0, scan: nil) }
        let read = try await withThrowingTaskGroup(of: (JournalContinuity.Segment, Finding?).self) { group in
            var collected: [(JournalContinuity.Segment, Finding?)] = []
            for (index, name) in segments.enumerated() {
                if index >= CopyAudit.filesAhead, let one = try await group.next() { collected.append(one) }
                group.addTask { try await readSegment(name) }
            }
            for try await one in group { collected.append(one) }
            return collected
        }
        for (segment, finding) in read {
            outcome.segments.append(segment)
            if let finding { outcome.findings.append(finding) }
        }
        return outcome
    }

    private func readSegment(_ name: String) async throws -> (JournalContinuity.Segment, Finding?) {
        let key = try place.contentKey(.segments, name)
        do {
            let result = try await reading.scan(key, target: target)
            var finding: Finding?
            if case .damaged = result.scan.state { finding = try await undeclared.finding(.segments, name) }
            if result.scan.oversizedRecordCount > 0 {
                finding = Finding(
                    .objectTooLarge,
                    copy: id,
                    object: key.description,
                    evidence: [.number("records", result.scan.oversizedRecordCount)],
                    "\(result.scan.oversizedRecordCount) records are larger than"
                        + " \(SegmentScanner<NoVisitor>.maximumRecordByteCount) bytes: their checksums are right, their content"
                        + " was not looked into"
                )
            }
            return (
                JournalContinuity.Segment(
                    fileName: name,
                    scan: result.scan,
                    hintRecordIsIntact: result.hintRecordIsIntact
                ),
                finding
            )
        } catch let error as StorageError {
            try Task.checkCancellation()
            return (
                JournalContinuity.Segment(fileName: name, scan: nil),
                try StorageFindings(id: id).finding(error, at: key)
            )
        }
    }
}
