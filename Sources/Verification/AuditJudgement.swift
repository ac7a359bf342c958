internal import BackupCatalog
internal import BackupModel
internal import ObjectStorage
internal import SafeText
internal import ZeebeFormat

/// Joins what is known of manifests, copies and the store to a result. Pure: everything has been read.
struct AuditJudgement {
    let catalog: Catalog
    let request: AuditRequest
    let scope: AuditScope
    let chains: ChainPlan
    var contents: OutcomeCollector.Contents
    let finishedAt: Timestamp
    let filesProvedByListing: Int64
    let traffic: Traffic

    /// Makes the result out of what was found, which is given up on the way: with very many backups, memory does not hold
    /// both.
    mutating func takeResult() -> AuditResult {
        let uncheckedCopies = scope.completed.count { contents.results[$0] == nil }
        // What compares whole lists comes first, while nothing of the result takes memory yet.
        let range = RangeFindings(catalog, partitions: request.selection.partitions)
        let other = StoreFindings(catalog, contents).all + range.findings + positionFindings
        var findings: [Finding] = []
        swap(&findings, &contents.findings)
        findings += other
        var backups: [BackupResult] = []
        backups.reserveCapacity(scope.backups.count)
        var newestCompleted: [Int32: Int64] = [:]
        for entry in catalog.entries where entry.manifest?.state == .completed {
            newestCompleted[entry.id.partitionID] = entry.id.checkpointID
        }
        var copiesAhead = scope.copies[...]
        for backup in scope.backups {
            var copies: [CopyResult] = []
            copies.reserveCapacity(backup.copies.count)
            // Copies and backups are both in the order of checkpoints.
            while let index = copiesAhead.first, catalog.entries[index].id.checkpointID == backup.checkpointID {
                copiesAhead.removeFirst()
                copies.append(contents.results[index] ?? unauditedCopy(catalog.entries[index], &findings))
            }
            let clusterFindings = ClusterRules.check(
                backup,
                isSelectedByID: scope.selectedByID.contains(backup.checkpointID),
                newestCompleted: newestCompleted,
                place: { id in catalog.index(of: id).map { catalog.entries[$0].place.manifestText } ?? "" }
            )
            findings += clusterFindings.filter(isSelected)
            backups.append(judge(backup, copies, clusterFindings))
        }
        contents.results = []
        findings += noneRestorable(backups)
        let chain = ChainJudgement(chains, contents.chain, isAsked: request.isForRestore)
        findings += chain.findings
        findings.sort(by: Self.isBefore)
        return AuditResult(
            toolVersion: request.toolVersion,
            location: catalog.location,
            layouts: catalog.layouts.sorted(),
            dialects: catalog.dialects.sorted(),
            depth: request.depth,
            startedAt: request.now,
            finishedAt: finishedAt,
            backups: backups,
            restore: request.isForRestore
                ? chain.restore(backups, isPartial: request.selection.isPartOfBackups) : nil,
            ranges: range.ranges,
            findings: findings,
            traffic: traffic,
            filesProvedByListing: filesProvedByListing,
            uncheckedCopies: uncheckedCopies
        )
    }

    /// Backups in ascending order, those of the store first; within a backup the worst first.
    private static func isBefore(_ left: Finding, _ right: Finding) -> Bool {
        if left.backupID != right.backupID { return (left.backupID ?? Int64.min) < (right.backupID ?? Int64.min) }
        if left.severity != right.severity { return left.severity > right.severity }
        let leftPartition = left.partitionID ?? 0
        let rightPartition = right.partitionID ?? 0
        if leftPartition != rightPartition { return leftPartition < rightPartition }
        if left.memberID != right.memberID {
            return (left.memberID?.description ?? "") < (right.memberID?.description ?? "")
        }
        if left.code != right.code { return left.code.rawValue < right.code.rawValue }
        return (left.object ?? "", left.rule ?? "") < (right.object ?? "", right.rule ?? "")
    }

    private func isSelected(_ finding: Finding) -> Bool {
        let selection = request.selection
        if let partition = finding.partitionID, !selection.partitions.isEmpty, !selection.partitions.contains(partition)
        {
            return false
        }
        if let member = finding.memberID, !selection.members.isEmpty, !selection.members.contains(member) {
            return false
        }
        return true
    }

    // MARK: One copy

    /// Returns what is wrong with a manifest by itself.
    static func manifestFindings(_ entry: Catalog.Entry, _ catalog: Catalog, now: Timestamp) -> [Finding] {
        let object = entry.place.manifestText
        switch entry.content {
        case .success(let manifest):
            let findings =
                ManifestRules.check(
                    manifest,
                    place: entry.id,
                    object: object,
                    now: now,
                    isFilesystem: catalog.location.kind == .filesystem
                ) + placeFindings(entry, manifest, catalog, object)
            let mismatch = ObjectMetadataRules.finding(entry.metadataDifferences, place: entry.id, object: object)
            return mismatch.map { findings + [$0] } ?? findings
        case .failure(let problem):
            if let dialect = problem.foreignDialect {
                let kind = catalog.location.kind.rawValue
                return [
                    Finding(
                        .storeLayoutMismatch,
                        copy: entry.id,
                        object: object,
                        "the manifest is one of \(dialect.writers); the \(kind) store of Zeebe fails on it when it lists backups"
                    )
                ]
            }
            var finding = Finding(problem.code, copy: entry.id, object: object, problem.message)
            finding.obstacle = problem.obstacle
            return [finding]
        }
    }

    /// Returns what is odd about the place of a manifest in an S3 store (store-layout §3.3).
    private static func placeFindings(
        _ entry: Catalog.Entry,
        _ manifest: Manifest,
        _ catalog: Catalog,
        _ object: String
    ) -> [Finding] {
        guard catalog.location.kind == .s3 else { return [] }
        var findings: [Finding] = []
        if catalog.shadowed.contains(entry.id) {
            findings.append(
                Finding(
                    .manifestShadowed,
                    copy: entry.id,
                    object: CopyPlace(entry.id, .legacyS3).manifestText,
                    "there is a manifest of this backup in both layouts; 8.9 and later read \(object) and never this one"
                )
            )
        }
        if let finding = S3PlaceRules.check(
            manifest,
            of: entry.id,
            object: object,
            isLegacyPlace: entry.layout == .legacyS3
        ) {
            findings.append(finding)
        }
        return findings
    }

    /// Judges a copy of which no content was looked at.
    private func unauditedCopy(_ entry: Catalog.Entry, _ findings: inout [Finding]) -> CopyResult {
        let manifestFindings = Self.manifestFindings(entry, catalog, now: request.now)
        findings += manifestFindings
        let manifest = entry.manifest
        return CopyResult(
            id: entry.id,
            state: manifest?.state,
            verdict: manifestFindings.contains(where: \.isDamage) ? .damaged : .notChecked,
            place: entry.place.manifestText,
            descriptor: manifest?.descriptor,
            snapshotFileCount: manifest?.snapshotFiles.count ?? 0,
            segmentFileCount: manifest?.segmentFiles.count ?? 0,
            byteCount: 0,
            journal: nil,
            replay: manifest.map { $0.state == .completed } ?? true
                ? RestoreReplay(manifestFindings, opening: nil, isComplete: false) : .notCompleted
        )
    }

    // MARK: One backup

    private func judge(_ backup: ClusterBackup, _ copies: [CopyResult], _ findings: [Finding]) -> BackupResult {
        BackupResult(
            checkpointID: backup.checkpointID,
            state: backup.state,
            partitionCount: backup.partitionCount,
            replay: replay(backup, copies, findings),
            copies: copies
        )
    }

    /// Replays the restore of the backup: every partition needs one intact COMPLETED copy (store-layout §15.1).
    private func replay(_ backup: ClusterBackup, _ copies: [CopyResult], _ findings: [Finding]) -> BackupReplay {
        var partitions: [BackupReplay.Partition] = []
        for copy in copies {
            let id = copy.id.partitionID
            if partitions.last?.id != id {
                partitions.append(BackupReplay.Partition(id: id, copies: [], hasMoreCopies: false))
            }
            partitions[partitions.count - 1].copies.append((copy.state == .completed, copy.replay))
        }
        if !request.selection.members.isEmpty {
            for place in partitions.indices {
                let partition = partitions[place]
                let all = backup.copies.count { $0.id.partitionID == partition.id }
                partitions[place].hasMoreCopies = all > partition.copies.count
            }
        }
        return BackupReplay(
            partitions,
            firstMissingPartition: backup.missingPartitions.first?.lowerBound,
            areCountsDifferent: findings.contains { $0.code == .backupPartitionCountDiffers },
            isPartial: request.selection.isPartOfBackups
        )
    }

    private func noneRestorable(_ backups: [BackupResult]) -> [Finding] {
        // Data in the form of another store says nothing of what that store can restore.
        guard !catalog.isOnlyForeignLayout, scope.selectedByID.isEmpty, !backups.isEmpty,
            backups.allSatisfy({ $0.restorable == false })
        else {
            return []
        }
        let what = request.selection.isEverything ? "no backup in this store" : "none of the selected backups"
        return [Finding(.backupNoneRestorable, "\(what) can be restored")]
    }

    private var positionFindings: [Finding] {
        var order = PositionOrder()
        for entry in catalog.entries {
            guard let manifest = entry.manifest, manifest.state == .completed, let descriptor = manifest.descriptor
            else {
                continue
            }
            order.add(
                partitionID: entry.id.partitionID,
                checkpointID: entry.id.checkpointID,
                position: descriptor.checkpointPosition
            )
        }
        let selected = Set(scope.backups.map(\.checkpointID))
        return order.findings.filter {
            isSelected($0) && $0.backupID.map(selected.contains) ?? request.selection.isEverything
        }
    }
}
