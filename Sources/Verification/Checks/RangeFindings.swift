internal import BackupCatalog
internal import BackupModel
internal import ObjectStorage

/// Holds metadata files and range markers against the manifests, partition by partition (store-layout §10).
struct RangeFindings {
    /// What is wrong.
    private(set) var findings: [Finding] = []
    /// The ranges of all sources.
    private(set) var ranges: [RangeResult] = []

    /// - Parameter partitions: The partitions to look at; empty for all.
    init(_ catalog: Catalog, partitions: Set<Int32>) {
        var completed: [Int32: [MetadataRules.CompletedBackup]] = [:]
        var expectsMetadata: Set<Int32> = []
        for entry in catalog.entries {
            let partition = entry.id.partitionID
            guard let manifest = entry.manifest, manifest.state == .completed, let descriptor = manifest.descriptor,
                completed[partition]?.last?.checkpointID != entry.id.checkpointID
            else { continue }
            completed[partition, default: []].append(
                MetadataRules.CompletedBackup(
                    checkpointID: entry.id.checkpointID,
                    checkpointPosition: descriptor.checkpointPosition,
                    firstLogPosition: descriptor.firstLogPosition,
                    isOfReleaseWithMetadata: SemanticVersion(descriptor.brokerVersion)?.isAtLeast(8, 9) ?? true
                )
            )
            if Self.writesMetadata(descriptor) { expectsMetadata.insert(partition) }
        }
        let all = Set(completed.keys).union(catalog.metadata.keys).union(catalog.markers.keys)
        for partition in all.sorted() where partitions.isEmpty || partitions.contains(partition) {
            let backups = completed[partition] ?? []
            addManifestRanges(partition, backups)
            addMetadata(catalog, partition, backups, isExpected: expectsMetadata.contains(partition))
            addMarkers(catalog, partition)
        }
    }

    /// Whether the broker wrote metadata with such a backup: continuous backups of 8.9 and later, not its alphas.
    private static func writesMetadata(_ descriptor: BackupDescriptor) -> Bool {
        guard descriptor.checkpointType == .scheduledBackup, let version = SemanticVersion(descriptor.brokerVersion)
        else {
            return false
        }
        return version.isAtLeast(8, 9) && (version.preRelease == nil || version.isAtLeast(8, 10))
    }

    private mutating func addManifestRanges(_ partition: Int32, _ backups: [MetadataRules.CompletedBackup]) {
        var current: RangeResult?
        var lastPosition: Int64 = 0
        for backup in backups {
            let continues = backup.firstLogPosition.map { $0 > 0 && $0 - 1 <= lastPosition } ?? false
            if current != nil, continues {
                current?.end = backup.checkpointID
            } else {
                if let current { ranges.append(current) }
                current = RangeResult(
                    partitionID: partition,
                    start: backup.checkpointID,
                    end: backup.checkpointID,
                    source: .manifests
                )
            }
            lastPosition = backup.checkpointPosition
        }
        if let current { ranges.append(current) }
    }

    private mutating func addMetadata(
        _ catalog: Catalog,
        _ partition: Int32,
        _ backups: [MetadataRules.CompletedBackup],
        isExpected: Bool
    ) {
        let object = "metadata/\(partition)/metadata.json"
        switch catalog.metadata[partition] {
        case .readable(let metadata):
            let stated = MetadataRules.check(metadata, partitionID: partition, object: object, completed: backups)
            // Of a backup whose manifest could not be had nothing is known, also not that it is gone.
            findings += stated.filter { finding in
                finding.code != .rangeMetadataStale || !isUnknown(catalog, partition, finding.backupID)
            }
            ranges += metadata.ranges.map {
                RangeResult(partitionID: partition, start: $0.start, end: $0.end, source: .metadata)
            }
        case .unreadable(let reason, let obstacle):
            add(
                .rangeMetadataUnreadable,
                partition,
                object,
                obstacle == nil
                    ? "not readable: \(reason). Zeebe goes on without it: backups can be restored by id, not by time"
                    : "not read: \(reason). Whether backups can be restored by time is not known",
                obstacle
            )
        case nil where isExpected:
            add(
                .rangeMetadataMissing,
                partition,
                object,
                "partition \(partition) has scheduled backups but no metadata: they can be restored by id, not by time"
            )
        case nil:
            break
        }
    }

    private func isUnknown(_ catalog: Catalog, _ partition: Int32, _ backupID: Int64?) -> Bool {
        catalog.entries.contains { entry in
            guard entry.id.partitionID == partition, entry.id.checkpointID == backupID,
                case .failure(let problem) = entry.content
            else { return false }
            return problem.obstacle != nil
        }
    }

    private mutating func addMarkers(_ catalog: Catalog, _ partition: Int32) {
        guard let markers = catalog.markers[partition] else { return }
        let marked = MarkedRanges(markers)
        findings += marked.findings(partitionID: partition, directory: "ranges/\(partition)")
        ranges += marked.ranges.map {
            RangeResult(partitionID: partition, start: $0.start, end: $0.end, source: .markers)
        }
    }

    private mutating func add(
        _ code: FindingCode,
        _ partition: Int32,
        _ object: String,
        _ message: String,
        _ obstacle: Finding.Obstacle? = nil
    ) {
        var finding = Finding(code, object: object, message)
        finding.partitionID = partition
        finding.obstacle = obstacle
        findings.append(finding)
    }
}
