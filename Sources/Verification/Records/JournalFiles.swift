internal import BackupCatalog
internal import BackupModel
internal import ObjectStorage
internal import ZeebeFormat

/// The segment files of one copy's journal, read for their content.
struct JournalFiles {
    let place: CopyPlace
    let manifest: Manifest

    private var id: BackupIdentifier { place.id }

    /// A file that could not be read.
    struct Unreadable: Error {
        let finding: Finding
    }

    /// Names of the files, in the order of the journal.
    var names: [String] {
        manifest.segmentFiles.compactMap { name in SegmentFileName(name).map { (name: name, number: $0.fileID) } }
            .sorted { ($0.number, $0.name) < ($1.number, $1.name) }.map(\.name)
    }

    /// Proves a file and shows its entries to `visitor`.
    ///
    /// - Throws: `CancellationError`.
    func scan<Visitor: JournalEntryVisitor & Sendable>(
        _ name: String,
        with reading: SegmentReading,
        visitor: Visitor
    ) async throws -> Result<(JournalContinuity.Segment, Visitor), Unreadable> {
        let key = try place.contentKey(.segments, name)
        let target = SegmentScanTarget(checkpointPosition: manifest.descriptor?.checkpointPosition ?? Int64.max)
        do {
            let result = try await reading.scan(key, target: target, visitor: visitor)
            return .success(
                (
                    JournalContinuity.Segment(
                        fileName: name,
                        scan: result.scan,
                        hintRecordIsIntact: result.hintRecordIsIntact
                    ),
                    result.visitor
                )
            )
        } catch let error as StorageError {
            try Task.checkCancellation()
            return .failure(Unreadable(finding: try StorageFindings(id: id).finding(error, at: key)))
        }
    }

    /// What is wrong with the journal, the snapshot left aside: errors, warnings, and what lies behind the checkpoint.
    ///
    /// - Parameter isComplete: Whether all files were read; if not, nothing can be said of what was not seen.
    func findings(_ segments: [JournalContinuity.Segment], isComplete: Bool) -> [Finding] {
        let expectation = JournalExpectation(
            partitionID: id.partitionID,
            checkpointID: id.checkpointID,
            checkpointPosition: manifest.descriptor?.checkpointPosition ?? Int64.max,
            brokerVersion: manifest.descriptor?.brokerVersion ?? "",
            checkpointType: manifest.descriptor?.statedCheckpointType?.rawValue,
            snapshot: .unknown
        )
        return JournalContinuity(segments, expectation: expectation).violations.filter { violation in
            if violation.rule == .checkpointMissing { return isComplete && manifest.descriptor != nil }
            return violation.severity >= .warning || violation.isInTail
        }
        .map { violation in
            let key =
                violation.fileName.flatMap { try? place.contentKey(.segments, $0) }
                ?? (try? place.manifestKey())
            return Finding(violation, copy: id, object: key?.description ?? "")
        }
    }
}
