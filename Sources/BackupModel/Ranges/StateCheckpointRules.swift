public import ZeebeFormat

/// Holds the checkpoints that a snapshot's state knows against the manifests and `metadata.json` of its partition: all three
/// tell of the same commands in the same log (partition-data §10.2, store-layout §10.1).
///
/// What one of them does not know is no fault: the state is older than its backup, and retention removes backups.
public struct StateCheckpointRules: Sendable {
    /// What contradicts the state; warnings.
    public private(set) var findings: [Finding] = []

    /// Most contradictions that are told one by one.
    private static let limit = 5

    /// Proves the rules.
    ///
    /// - Parameters:
    ///   - state: The state in the snapshot of a backup.
    ///   - id: The backup.
    ///   - object: Key of its manifest, printable.
    ///   - manifestPosition: Returns the checkpoint position in the COMPLETED manifests of a checkpoint of the partition.
    ///   - metadataPositions: The positions of checkpoints in the partition's metadata file.
    public init(
        _ state: DatabaseState,
        of id: BackupIdentifier,
        object: String,
        manifestPosition: (Int64) -> Int64?,
        metadataPositions: [Int64: Int64]
    ) {
        var known: [Int64: Int64] = [:]
        for checkpoint in [state.checkpoint, state.backup].compactMap(\.self) + state.checkpoints {
            known[checkpoint.id] = checkpoint.position
        }
        for (checkpointID, position) in known.sorted(by: { $0.key < $1.key }) where findings.count < Self.limit {
            if let other = manifestPosition(checkpointID), other != position {
                findings.append(
                    Finding(
                        .snapshotStateInconsistent,
                        rule: Rule.databaseCheckpoint.rawValue,
                        severity: .warning,
                        copy: id,
                        object: object,
                        evidence: [.number("checkpoint", checkpointID), .number("position", position)],
                        "the state puts checkpoint \(checkpointID) at position \(position), the manifest of that backup at"
                            + " \(other): they are not of one history"
                    )
                )
            }
            if let other = metadataPositions[checkpointID], other != position {
                findings.append(
                    Finding(
                        .rangeMetadataStale,
                        severity: .warning,
                        copy: id,
                        object: "metadata/\(id.partitionID)/metadata.json",
                        evidence: [.number("checkpoint", checkpointID), .number("position", position)],
                        "the file puts checkpoint \(checkpointID) at position \(other), the state in the snapshot of backup"
                            + " \(id.checkpointID) at \(position)"
                    )
                )
            }
        }
    }
}
