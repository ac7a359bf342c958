extension BackupInfo {
    /// Shows a backup as the management API does.
    ///
    /// The gateway asks for the partitions of its topology; here they are 1 to the partition count of the manifests
    /// (store-layout §11.3). A copy whose manifest cannot be read counts as absent.
    ///
    /// - Parameters:
    ///   - backup: The backup.
    ///   - call: The call, which decides what is shown of a partition.
    ///   - manifest: Returns the manifest of a copy; `nil` when it cannot be read.
    public init(
        _ backup: ClusterBackup,
        call: ManagementAPICall,
        manifest: (BackupIdentifier) -> Manifest?
    ) {
        // A partition id beyond the maximum is shown where a copy states it, but opens no thousands of absent ones.
        let known = (0...ManifestRules.maximumPartitionCount)
        let expected =
            known.contains(backup.partitionCount)
            ? backup.partitionCount : backup.copies.map(\.id.partitionID).filter(known.contains).max() ?? 0
        var details = (0..<expected).map { PartitionBackupInfo(partitionID: $0 + 1, state: .doesNotExist) }
        var reasons = ""
        var start = 0
        while start < backup.copies.count {
            let partitionID = backup.copies[start].id.partitionID
            let copies = backup.copies[start...].prefix { $0.id.partitionID == partitionID }
            start = copies.endIndex
            let best = Self.best(copies)
            let found = best.flatMap { manifest($0.id) }
            let info =
                if let best, let found {
                    PartitionBackupInfo(best.id, found, call: call)
                } else {
                    PartitionBackupInfo(partitionID: partitionID, state: .doesNotExist)
                }
            if info.state == .failed {
                reasons +=
                    "Backup on partition \(partitionID) failed due to \(found?.failureReason ?? "Unknown reason"). "
            }
            if partitionID >= 1, partitionID <= expected {
                details[Int(partitionID) - 1] = info
            } else {
                details.append(info)
            }
        }
        self.init(
            backupID: backup.checkpointID,
            state: backup.state,
            failureReason: backup.state == .failed ? reasons : nil,
            details: details
        )
    }

    /// The copy with the best state; of several the one of the lowest member, where Zeebe leaves the choice open
    /// (store-layout §11.2).
    private static func best(_ copies: ArraySlice<ClusterBackup.Copy>) -> ClusterBackup.Copy? {
        var best: ClusterBackup.Copy?
        for copy in copies where (copy.state?.rank ?? 0) > (best?.state?.rank ?? 0) { best = copy }
        return best
    }
}

extension PartitionBackupInfo {
    /// Shows a copy as a call of the management API does (store-layout §12).
    ///
    /// A tombstone is shown like a complete backup: its manifest still says all that.
    init(_ id: BackupIdentifier, _ manifest: Manifest, call: ManagementAPICall) {
        self.init(partitionID: id.partitionID, state: ClusterBackupState(manifest.state))
        createdAt = manifest.createdAt
        if manifest.state == .failed { failureReason = manifest.failureReason ?? "" }
        let descriptor = manifest.descriptor
        switch call {
        case .list:
            brokerVersion = descriptor?.brokerVersion ?? ""
        case .status:
            lastUpdatedAt = manifest.modifiedAt
            if let snapshotID = descriptor?.snapshotID, !snapshotID.isEmpty { self.snapshotID = snapshotID }
            guard manifest.state != .failed else { return }
            firstLogPosition = descriptor?.firstLogPosition
            checkpointPosition = descriptor?.checkpointPosition
            brokerID = id.member.nodeID
            brokerVersion = descriptor?.brokerVersion
        }
    }
}
