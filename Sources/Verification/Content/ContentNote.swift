internal import BackupModel
internal import ZeebeFormat

/// Something about a content that deserves a look; it is information, not a finding.
public struct ContentNote: Sendable {
    /// The backup that it is about.
    public var checkpointID: Int64
    /// The partition; `nil` when it is about the backup as a whole.
    public var partitionID: Int32?
    /// What it is.
    public var subject: Subject

    /// What a note is about.
    public enum Subject: Sendable {
        /// The partition's state has lost almost all of its entries since an earlier backup.
        case nearlyEmpty(Shrinkage)
        /// The definitions that were deployed are not the same on all partitions.
        case deploymentsDiffer(DeploymentDifference)
        /// The broker of this version numbers column families in another way, so that they have no names.
        case numbersOnly(brokerVersion: String)
        /// Write-ahead logs hold entries that are not counted.
        case logNotCounted([PartitionContent.UncountedLog])
    }

    /// How a state has shrunk.
    public struct Shrinkage: Sendable, Equatable {
        /// The earlier backup.
        public var earlierCheckpointID: Int64
        /// What it had.
        public var earlier: ContentCounts
        /// What is left; `nil` when the later backup has no snapshot.
        public var now: ContentCounts?

        /// Creates a shrinkage.
        public init(earlierCheckpointID: Int64, earlier: ContentCounts, now: ContentCounts?) {
            self.earlierCheckpointID = earlierCheckpointID
            self.earlier = earlier
            self.now = now
        }
    }

    /// Creates a note.
    public init(checkpointID: Int64, partitionID: Int32?, _ subject: Subject) {
        self.checkpointID = checkpointID
        self.partitionID = partitionID
        self.subject = subject
    }
}

extension ContentNote {
    /// A loss of fewer entries says nothing: a small state comes and goes.
    static let leastLoss = 100

    /// The notes that follow from the contents of backups, ascending by id: each partition is held against the backup
    /// before it of which the content is known.
    static func notes(on backups: [BackupContent]) -> [ContentNote] {
        var notes: [ContentNote] = []
        var earlier: [Int32: (checkpointID: Int64, counts: ContentCounts)] = [:]
        for backup in backups {
            for partition in backup.partitions {
                func note(_ subject: Subject) {
                    notes.append(
                        ContentNote(checkpointID: backup.checkpointID, partitionID: partition.partitionID, subject)
                    )
                }
                if let before = earlier[partition.partitionID],
                    let shrinkage = shrinkage(of: partition, before.checkpointID, before.counts)
                {
                    note(.nearlyEmpty(shrinkage))
                }
                if let counts = partition.counts {
                    earlier[partition.partitionID] = (backup.checkpointID, counts)
                    if !counts.isNamed {
                        note(.numbersOnly(brokerVersion: partition.descriptor?.brokerVersion ?? ""))
                    }
                }
                if !partition.uncountedLogs.isEmpty { note(.logNotCounted(partition.uncountedLogs)) }
            }
        }
        return notes
    }

    private static func shrinkage(
        of partition: PartitionContent,
        _ earlierCheckpointID: Int64,
        _ earlier: ContentCounts
    ) -> Shrinkage? {
        let now: ContentCounts?
        switch partition.outcome {
        case .read(let counts): now = counts
        case .noSnapshot: now = nil
        case .unreadable, .notCompleted: return nil
        }
        let (before, left) = (earlier.entries, now?.entries ?? 0)
        guard before - left >= leastLoss, left < before / 10 else { return nil }
        return Shrinkage(earlierCheckpointID: earlierCheckpointID, earlier: earlier, now: now)
    }
}
