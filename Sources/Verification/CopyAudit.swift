internal import BackupCatalog
internal import BackupModel
internal import ObjectStorage
internal import ZeebeFormat

/// Audits one COMPLETED copy of a partition backup.
struct CopyAudit {
    let store: any ObjectStore
    let catalog: Catalog
    let depth: AuditDepth
    let buffers: BufferPool
    /// For files that are decompressed while they are opened.
    let permits: Permits
    let progress: Progress
    let place: CopyPlace
    let manifest: Manifest
    let listing: CopyListing
    /// The positions of checkpoints in the partition's metadata file.
    let metadataPositions: [Int64: Int64]
    /// The checkpoint position of the backup before, to whose log this one may be joined.
    let predecessorPosition: Int64?
    /// Whether a restore of several backups may take it.
    let isPartOfChain: Bool
    /// Findings about the manifest itself.
    let manifestFindings: [Finding]

    private var id: BackupIdentifier { place.id }

    /// Files of one copy that are opened ahead of their turn: enough to keep all readers busy, few enough to keep
    /// descriptors few.
    static let filesAhead = 32

    /// What came of a copy.
    struct Outcome: Sendable {
        var result: CopyResult
        var findings: [Finding]
        /// What its log offers to a restore of several backups; `nil` when it was not read.
        var chain: ChainCopy?
    }

    func run() async throws -> Outcome {
        progress.update {
            $0.copiesStarted += 1
            $0.bytesPlanned += listing.byteCount
        }
        let presence = try await PresenceCheck(
            store: store,
            place: place,
            manifest: manifest,
            listing: listing,
            depth: depth
        ).run()
        var findings = manifestFindings + presence.findings
        var content: Content?
        if let descriptor = manifest.descriptor {
            let names = snapshotNames(descriptor)
            findings += names?.violations.map(snapshotFinding) ?? []
            if depth == .verify {
                let verified = try await verify(descriptor, names, presence)
                findings += verified.findings
                content = verified
            } else {
                findings += segmentNameFindings()
                findings += try await checkListedChecksums(descriptor, names, presence)
            }
        }
        if !manifestFindings.contains(where: \.isDamage), findings.contains(where: \.isDamage),
            try await isChanged()
        {
            findings = manifestFindings + [changedFinding]
            content = nil
        }
        let isDamaged = findings.contains(where: \.isDamage)
        let hasUncheckedContent =
            content?.hasUncheckedContent ?? false
            || findings.contains { $0.obstacle != nil || $0.code == .restoreVersionUnsupported }
        let replay = RestoreReplay(
            findings,
            opening: content?.opening,
            isComplete: content != nil && !hasUncheckedContent
        )
        let object = place.manifestText
        let result = CopyResult(
            id: id,
            state: manifest.state,
            verdict: isDamaged ? .damaged : hasUncheckedContent ? .notChecked : .ok,
            place: object,
            descriptor: manifest.descriptor,
            snapshotFileCount: manifest.snapshotFiles.count,
            segmentFileCount: manifest.segmentFiles.count,
            byteCount: listing.byteCount,
            journal: content?.journal,
            replay: replay
        )
        return Outcome(
            result: result,
            findings: findings,
            chain: isPartOfChain ? content.map { chain($0, replay, object) } : nil
        )
    }

    /// Whether the backup is not any more what the catalog says. Retention may delete it while this runs, and writes that
    /// into the manifest, or removes the manifest, before anything else (store-layout §16.2).
    private func isChanged() async throws -> Bool {
        var traffic = Traffic()
        let now = try await ManifestReading.read(place, from: store, &traffic)
        progress.update {
            $0.objectsRead += traffic.objectsRead
            $0.bytesRead += traffic.bytesRead
        }
        switch now {
        case .success(let manifest): return manifest != self.manifest
        // One that cannot be had now says nothing new.
        case .failure(let problem): return problem.obstacle == nil || problem.obstacle == .changing
        }
    }

    private var changedFinding: Finding {
        var finding = Finding(
            .objectUnreadable,
            copy: id,
            object: place.manifestText,
            "the backup was deleted or written anew while this ran: nothing is known of it"
        )
        finding.obstacle = .changing
        return finding
    }

    private func chain(_ content: Content, _ replay: RestoreReplay, _ object: String) -> ChainCopy {
        var positions: ClosedRange<Int64>?
        if let first = content.journal.firstPosition, let last = content.journal.lastPosition, first <= last {
            positions = first...last
        }
        return ChainCopy(
            id: id,
            object: object,
            checkpoint: content.checkpointRecord,
            predecessor: content.predecessorRecord,
            positions: positions,
            isIntact: replay.failingSteps.isDisjoint(with: .ofLog)
        )
    }

    private func snapshotNames(_ descriptor: BackupDescriptor) -> SnapshotNameRules? {
        guard let snapshotID = descriptor.snapshotID, !manifest.snapshotFiles.isEmpty else { return nil }
        return SnapshotNameRules(snapshotID: snapshotID, fileNames: manifest.snapshotFiles)
    }

    private func segmentNameFindings() -> [Finding] {
        let segments = manifest.segmentFiles.map { JournalContinuity.Segment(fileName: $0, scan: nil) }
        return JournalContinuity.nameViolations(segments, partitionID: id.partitionID).map(journalFinding)
    }

    /// The store's own CRC-32C of the snapshot's files. Of files that are stored compressed it is not that of the file.
    private var snapshotChecksums: [String: UInt32] {
        manifest.compressions.isEmpty
            ? listing.snapshotChecksums : listing.snapshotChecksums.filter { manifest.compressions[$0.key] == nil }
    }

    /// What the checksums in the store's listing contradict, where there are any.
    private func checkListedChecksums(
        _ descriptor: BackupDescriptor,
        _ names: SnapshotNameRules?,
        _ presence: PresenceCheck.Outcome
    ) async throws -> [Finding] {
        guard let names else { return [] }
        let outcome = try await ListedChecksumCheck(
            store: store,
            progress: progress,
            place: place,
            descriptor: descriptor,
            names: names,
            listedNames: Set(manifest.snapshotFiles),
            files: presence.snapshot,
            checksums: snapshotChecksums
        ).run()
        return outcome.findings + outcome.violations.map(snapshotFinding)
    }

    // MARK: Content

    /// The copy's files as they were before they were stored.
    private var files: any ObjectStore {
        DecompressingStore.files(of: manifest, at: place, in: store, permits, progress)
    }

    private struct Content {
        var findings: [Finding] = []
        var journal = JournalFacts()
        var opening: JournalOpening?
        var checkpointRecord: SegmentScan.RecordIdentity?
        var predecessorRecord: SegmentScan.RecordIdentity?
        var hasUncheckedContent = false
    }

    private func verify(
        _ descriptor: BackupDescriptor,
        _ names: SnapshotNameRules?,
        _ presence: PresenceCheck.Outcome
    ) async throws -> Content {
        let files = files
        let journalCheck = JournalCheck(
            reading: SegmentReading(store: files, buffers: buffers, progress: progress),
            place: place,
            target: SegmentScanTarget(
                checkpointPosition: descriptor.checkpointPosition,
                predecessorPosition: predecessorPosition,
                snapshotIndex: names?.id?.index
            ),
            segments: presence.segments.map(\.name),
            absentSegments: presence.absentSegments
        )
        async let journalOutcome = journalCheck.run()
        let snapshotOutcome = try await verifySnapshot(descriptor, names, presence, files)
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
        content.opening = JournalOpening(journal.segments, checkpointPosition: descriptor.checkpointPosition)
        content.checkpointRecord = continuity.checkpointRecord
        content.predecessorRecord = continuity.predecessorRecord
        content.hasUncheckedContent = continuity.hasUncheckedContent || snapshotOutcome.hasUncheckedContent
        return content
    }

    private func verifySnapshot(
        _ descriptor: BackupDescriptor,
        _ names: SnapshotNameRules?,
        _ presence: PresenceCheck.Outcome,
        _ files: any ObjectStore
    ) async throws -> SnapshotCheck.Outcome {
        guard let names else { return SnapshotCheck.Outcome() }
        return try await SnapshotCheck(
            store: files,
            reading: FileChecksum(store: files, buffers: buffers, progress: progress),
            place: place,
            descriptor: descriptor,
            names: names,
            files: presence.snapshot,
            compressedNames: Set(manifest.compressions.keys),
            listedNames: Set(manifest.snapshotFiles),
            providerChecksums: ProviderChecksumRule(place: place, snapshotChecksums)
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
        return rules.violations.map(snapshotFinding) + checkpointFindings(state)
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

    /// What manifests and metadata say otherwise of the checkpoints that the state knows.
    private func checkpointFindings(_ state: DatabaseState) -> [Finding] {
        StateCheckpointRules(
            state,
            of: id,
            object: object(.snapshot, nil),
            manifestPosition: { catalog.completedPosition(of: $0, partitionID: id.partitionID) },
            metadataPositions: metadataPositions
        ).findings
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
        let key = name.flatMap { try? place.contentKey(fileSet, $0) } ?? (try? place.manifestKey())
        return key?.description ?? ""
    }
}
