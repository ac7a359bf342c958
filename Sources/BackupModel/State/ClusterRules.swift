internal import ZeebeFormat

/// What the states of a backup's copies say, as findings (store-layout §11, §16.3; product contract, area `backup`).
public struct ClusterRules: Sendable {
    /// Returns the findings about the states of one cluster backup.
    ///
    /// - Parameters:
    ///   - backup: The backup.
    ///   - isSelectedByID: Whether somebody asked for this very backup: that it cannot be restored is then an error.
    ///   - newestCompleted: The newest completed checkpoint of each partition.
    ///   - place: Returns the printable key of a copy's manifest.
    public static func check(
        _ backup: ClusterBackup,
        isSelectedByID: Bool,
        newestCompleted: [Int32: Int64],
        place: (BackupIdentifier) -> String
    ) -> [Finding] {
        var findings: [Finding] = []
        for copy in backup.copies {
            let isCovered = backup.state(of: copy.id.partitionID) == .completed
            let escalated: Severity? = isSelectedByID && !isCovered ? .error : nil
            switch copy.state {
            case .failed:
                findings.append(
                    Finding(
                        .backupFailed,
                        severity: escalated,
                        copy: copy.id,
                        object: place(copy.id),
                        "the backup of partition \(copy.id.partitionID) FAILED and cannot be restored"
                    )
                )
            case .inProgress:
                let isAbandoned = newestCompleted[copy.id.partitionID].map { $0 > copy.id.checkpointID } ?? false
                findings.append(
                    Finding(
                        isAbandoned ? .backupAbandoned : .backupInProgress,
                        severity: escalated,
                        copy: copy.id,
                        object: place(copy.id),
                        isAbandoned
                            ? "IN_PROGRESS, but a newer backup of partition \(copy.id.partitionID) is complete: its writer is gone"
                            : "IN_PROGRESS: still running, or its writer died; nothing in the store tells which"
                    )
                )
            case .deleted:
                findings.append(
                    Finding(
                        .backupDeleted,
                        severity: escalated,
                        copy: copy.id,
                        object: place(copy.id),
                        "marked as DELETED; its files are being removed and cannot be restored"
                    )
                )
            case .completed, nil:
                break
            }
        }
        findings += severalCopies(backup, place: place)
        findings += missingPartitions(backup, isSelectedByID: isSelectedByID)
        findings += partitionCounts(backup)
        return findings
    }

    private static func severalCopies(_ backup: ClusterBackup, place: (BackupIdentifier) -> String) -> [Finding] {
        var findings: [Finding] = []
        for (first, second) in zip(backup.copies, backup.copies.dropFirst())
        where first.id.partitionID == second.id.partitionID {
            if findings.last?.partitionID == first.id.partitionID { continue }
            let members = backup.copies.filter { $0.id.partitionID == first.id.partitionID }
            let list = members.map { "\($0.id.member) (\($0.state?.rawValue ?? "unreadable"))" }.joined(separator: ", ")
            var finding = Finding(
                .backupSeveralCopies,
                copy: first.id,
                object: place(first.id),
                "partition \(first.id.partitionID) has \(members.count) copies, of members \(list); one completed copy is enough"
            )
            finding.memberID = nil
            findings.append(finding)
        }
        return findings
    }

    /// Of more missing partitions one finding tells.
    private static let partitionsNamedOneByOne = 20

    private static func missingPartitions(_ backup: ClusterBackup, isSelectedByID: Bool) -> [Finding] {
        guard !backup.missingPartitions.isEmpty, backup.state != .deleted else { return [] }
        let ranges = backup.missingPartitions.prefix(partitionsNamedOneByOne).map {
            $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound)–\($0.upperBound)"
        }
        let isCut = ranges.count < backup.missingPartitions.count
        let list = ranges.joined(separator: ", ") + (isCut ? " …" : "")
        let present = Set(backup.copies.map(\.id.partitionID))
        let areOthersCompleted = present.allSatisfy { backup.state(of: $0) == .completed }
        if areOthersCompleted, !backup.isPartitionCountInferred {
            guard backup.missingPartitionCount <= partitionsNamedOneByOne else {
                var finding = Finding(
                    .backupPartitionMissing,
                    "\(backup.missingPartitionCount) of \(backup.partitionCount) partitions have no manifest, although all"
                        + " others are COMPLETED: \(list)"
                )
                finding.backupID = backup.checkpointID
                return [finding]
            }
            return backup.missingPartitions.flatMap { $0 }.map { partition in
                var finding = Finding(
                    .backupPartitionMissing,
                    "partition \(partition) of \(backup.partitionCount) has no manifest, although all others are COMPLETED"
                )
                finding.backupID = backup.checkpointID
                finding.partitionID = partition
                return finding
            }
        }
        var finding = Finding(
            .backupIncomplete,
            severity: isSelectedByID ? .error : nil,
            "no manifest for partition \(list) of \(backup.partitionCount); the state of the backup is \(backup.state.rawValue)"
        )
        finding.backupID = backup.checkpointID
        return [finding]
    }

    private static func partitionCounts(_ backup: ClusterBackup) -> [Finding] {
        let completed = backup.copies.filter { $0.state == .completed }
        let counts = Set(completed.compactMap(\.numberOfPartitions)).sorted()
        guard counts.count > 1 else { return [] }
        var finding = Finding(
            .backupPartitionCountDiffers,
            "the manifests disagree on the number of partitions: \(counts.map(String.init).joined(separator: ", "))"
        )
        finding.backupID = backup.checkpointID
        return [finding]
    }
}
