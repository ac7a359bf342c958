internal import BackupCatalog
internal import BackupModel
internal import ObjectStorage
internal import ZeebeFormat

/// Audits one COMPLETED copy of a partition backup.
struct CopyAudit {
    let store: any ObjectStore
    let depth: AuditDepth
    let buffers: BufferPool
    let progress: Progress
    let id: BackupIdentifier
    let manifest: Manifest
    let listing: CopyListing
    /// Findings about the manifest itself.
    let manifestFindings: [Finding]

    /// Files of one copy that are opened ahead of their turn: enough to keep all readers busy, few enough to keep
    /// descriptors few.
    static let filesAhead = 32

    /// What came of a copy.
    struct Outcome: Sendable {
        var result: CopyResult
        var findings: [Finding]
    }

    func run() async throws -> Outcome {
        progress.update {
            $0.copiesStarted += 1
            $0.bytesPlanned += listing.byteCount
        }
        let presence = try await PresenceCheck(
            store: store,
            id: id,
            manifest: manifest,
            listing: listing,
            depth: depth
        ).run()
        var findings = manifestFindings + presence.findings
        var journal: JournalFacts?
        var hasUncheckedContent = false
        if let descriptor = manifest.descriptor {
            let names = snapshotNames(descriptor)
            findings += names?.violations.map(snapshotFinding) ?? []
            if depth == .verify {
                let content = try await verify(descriptor, names, presence)
                findings += content.findings
                journal = content.journal
                hasUncheckedContent = content.hasUncheckedContent
            } else {
                findings += segmentNameFindings()
            }
        }
        let isDamaged = findings.contains(where: \.isDamage)
        hasUncheckedContent = hasUncheckedContent || findings.contains(where: \.isAccessDenied)
        let result = CopyResult(
            id: id,
            state: manifest.state,
            verdict: isDamaged ? .damaged : hasUncheckedContent ? .notChecked : .ok,
            place: try SplitLayout.manifestKey(id).description,
            descriptor: manifest.descriptor,
            snapshotFileCount: manifest.snapshotFiles.count,
            segmentFileCount: manifest.segmentFiles.count,
            byteCount: listing.byteCount,
            journal: journal
        )
        return Outcome(result: result, findings: findings)
    }

    private func snapshotNames(_ descriptor: BackupDescriptor) -> SnapshotNameRules? {
        guard let snapshotID = descriptor.snapshotID, !manifest.snapshotFiles.isEmpty else { return nil }
        return SnapshotNameRules(snapshotID: snapshotID, fileNames: manifest.snapshotFiles)
    }

    private func segmentNameFindings() -> [Finding] {
        let segments = manifest.segmentFiles.map { JournalContinuity.Segment(fileName: $0, scan: nil) }
        return JournalContinuity.nameViolations(segments, partitionID: id.partitionID).map(journalFinding)
    }

    // MARK: Content

    private struct Content {
        var findings: [Finding] = []
        var journal: JournalFacts?
        var hasUncheckedContent = false
    }

    private func verify(
        _ descriptor: BackupDescriptor,
        _ names: SnapshotNameRules?,
        _ presence: PresenceCheck.Outcome
    ) async throws -> Content {
        let journalCheck = JournalCheck(
            reading: SegmentReading(store: store, buffers: buffers, progress: progress),
            id: id,
            target: SegmentScanTarget(
                checkpointPosition: descriptor.checkpointPosition,
                snapshotIndex: names?.id?.index
            ),
            segments: presence.segments.map(\.name),
            absentSegments: presence.absentSegments
        )
        async let journalOutcome = journalCheck.run()
        let snapshotOutcome = try await verifySnapshot(descriptor, names, presence)
        let journal = try await journalOutcome
        let continuity = JournalContinuity(
            journal.segments,
            expectation: expectation(descriptor, names, isBootstrap: snapshotOutcome.isBootstrap)
        )
        var content = Content()
        content.findings = snapshotOutcome.findings + snapshotOutcome.violations.map(snapshotFinding)
        content.findings += journal.findings + continuity.violations.map(journalFinding)
        content.findings += stateFindings(snapshotOutcome, descriptor, names, continuity)
        content.journal = continuity.facts
        content.hasUncheckedContent = continuity.hasUncheckedContent || snapshotOutcome.hasUncheckedContent
        return content
    }

    private func verifySnapshot(
        _ descriptor: BackupDescriptor,
        _ names: SnapshotNameRules?,
        _ presence: PresenceCheck.Outcome
    ) async throws -> SnapshotCheck.Outcome {
        guard let names else { return SnapshotCheck.Outcome() }
        return try await SnapshotCheck(
            store: store,
            reading: FileChecksum(store: store, buffers: buffers, progress: progress),
            id: id,
            descriptor: descriptor,
            names: names,
            files: presence.snapshot,
            listedNames: Set(manifest.snapshotFiles)
        ).run()
    }

    /// What the decoded state contradicts.
    private func stateFindings(
        _ snapshot: SnapshotCheck.Outcome,
        _ descriptor: BackupDescriptor,
        _ names: SnapshotNameRules?,
        _ continuity: JournalContinuity
    ) -> [Finding] {
        guard let state = snapshot.state else { return [] }
        let rules = DatabaseStateRules(
            state,
            expectation: DatabaseStateRules.Expectation(
                partitionID: id.partitionID,
                checkpointID: id.checkpointID,
                checkpointPosition: descriptor.checkpointPosition,
                processedPosition: snapshot.isBootstrap ? nil : names?.id?.processedPosition,
                firstPosition: continuity.facts.firstPosition,
                brokerVersion: descriptor.brokerVersion
            )
        )
        return rules.violations.map(snapshotFinding)
            + state.problems.map {
                Finding(
                    .snapshotStateInconsistent,
                    severity: .warning,
                    copy: id,
                    object: object(.snapshot, nil),
                    "an entry of the state cannot be read: \($0)"
                )
            }
    }

    private func expectation(
        _ descriptor: BackupDescriptor,
        _ names: SnapshotNameRules?,
        isBootstrap: Bool
    ) -> JournalExpectation {
        let snapshot: JournalExpectation.Snapshot
        if let snapshotID = names?.id {
            let exported = snapshotID.exportedPosition
            snapshot = .facts(
                JournalExpectation.SnapshotFacts(
                    index: snapshotID.index,
                    term: snapshotID.term,
                    lowestNeededPosition: exported == 0
                        ? snapshotID.processedPosition : min(snapshotID.processedPosition, exported),
                    isBootstrap: isBootstrap
                )
            )
        } else {
            snapshot = descriptor.snapshotID == nil ? .none : .unknown
        }
        return JournalExpectation(
            partitionID: id.partitionID,
            checkpointID: id.checkpointID,
            checkpointPosition: descriptor.checkpointPosition,
            firstLogPosition: descriptor.firstLogPosition,
            brokerVersion: descriptor.brokerVersion,
            createdAtMilliseconds: manifest.createdAt.millisecondsSinceEpoch,
            checkpointType: descriptor.statedCheckpointType?.rawValue,
            snapshot: snapshot
        )
    }

    // MARK: Findings

    private func snapshotFinding(_ violation: RuleViolation) -> Finding {
        Finding(violation, copy: id, object: object(.snapshot, violation.fileName))
    }

    private func journalFinding(_ violation: RuleViolation) -> Finding {
        Finding(violation, copy: id, object: object(.segments, violation.fileName))
    }

    /// The key of the file that breaks a rule, or of the manifest when several do.
    private func object(_ fileSet: SplitLayout.FileSet, _ name: String?) -> String {
        let key = name.flatMap { try? SplitLayout.contentKey(id, fileSet, $0) } ?? (try? SplitLayout.manifestKey(id))
        return key?.description ?? ""
    }
}
