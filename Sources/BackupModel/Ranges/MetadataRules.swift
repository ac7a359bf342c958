internal import SafeText
internal import ZeebeFormat

/// Holds `metadata.json` of one partition against itself and against the manifests (store-layout §10.3).
public struct MetadataRules: Sendable {
    /// A completed backup of the partition.
    public struct CompletedBackup: Sendable {
        /// The checkpoint.
        public var checkpointID: Int64
        /// Its position.
        public var checkpointPosition: Int64
        /// Position of the first record in its segments.
        public var firstLogPosition: Int64?
        /// Whether its broker keeps such a file: one from before 8.9 did not, and the file never knows its backups.
        public var isOfReleaseWithMetadata: Bool

        /// Creates a completed backup.
        public init(
            checkpointID: Int64,
            checkpointPosition: Int64,
            firstLogPosition: Int64?,
            isOfReleaseWithMetadata: Bool = true
        ) {
            self.isOfReleaseWithMetadata = isOfReleaseWithMetadata
            self.checkpointID = checkpointID
            self.checkpointPosition = checkpointPosition
            self.firstLogPosition = firstLogPosition
        }
    }

    /// Returns what is wrong with the metadata of a partition.
    ///
    /// - Parameters:
    ///   - metadata: The metadata.
    ///   - partitionID: The partition by the place of the file.
    ///   - object: Key of the file, printable.
    ///   - completed: The completed backups of the partition, ascending by checkpoint id.
    public static func check(
        _ metadata: PartitionMetadata,
        partitionID: Int32,
        object: String,
        completed: [CompletedBackup]
    ) -> [Finding] {
        var findings: [Finding] = []
        func add(_ code: FindingCode, backup: Int64? = nil, _ message: String) {
            var finding = Finding(code, object: object, message)
            finding.partitionID = partitionID
            finding.backupID = backup
            findings.append(finding)
        }
        if metadata.partitionID != partitionID {
            add(
                .rangeMetadataUnreadable,
                "the file is of partition \(metadata.partitionID), its place is that of \(partitionID)"
            )
            return findings
        }
        if !metadata.unknownProperties.isEmpty {
            let names = metadata.unknownProperties.map { PrintableText.form(of: $0) }.joined(separator: ", ")
            add(
                .rangeMetadataUnreadable,
                "unknown properties: \(names). Zeebe's reader refuses the file and goes on without it"
            )
        }
        if let problem = disorder(metadata) {
            add(.rangeDisorder, "\(problem): Zeebe searches the list by halves, so a restore to a point in time fails")
        }
        let checkpoints = Dictionary(
            metadata.checkpoints.map { ($0.checkpointID, $0) },
            uniquingKeysWith: { first, _ in first }
        )
        for range in metadata.ranges.prefix(1000) {
            for end in Set([range.start, range.end]).sorted() where checkpoints[end]?.checkpointType.isBackup != true {
                add(
                    .rangeEndpointMissing,
                    backup: end,
                    "the range \(range.start)–\(range.end) ends at \(end), which is not among the file's backups:"
                        + " a restore to a point in time fails"
                )
            }
        }
        let present = Dictionary(completed.map { ($0.checkpointID, $0) }, uniquingKeysWith: { first, _ in first })
        for checkpoint in metadata.checkpoints where checkpoint.checkpointType.isBackup {
            guard let backup = present[checkpoint.checkpointID] else {
                add(
                    .rangeMetadataStale,
                    backup: checkpoint.checkpointID,
                    "the file knows backup \(checkpoint.checkpointID), but the store has no COMPLETED manifest of it"
                )
                continue
            }
            if backup.checkpointPosition != checkpoint.checkpointPosition {
                add(
                    .rangeMetadataStale,
                    backup: checkpoint.checkpointID,
                    "the file puts backup \(checkpoint.checkpointID) at position \(checkpoint.checkpointPosition), its manifest"
                        + " at \(backup.checkpointPosition)"
                )
            }
        }
        for backup in completed where backup.isOfReleaseWithMetadata && checkpoints[backup.checkpointID] == nil {
            add(
                .rangeUnconfirmedBackup,
                backup: backup.checkpointID,
                "backup \(backup.checkpointID) is COMPLETED, but the file does not know it: it can be restored by id, not by time"
            )
        }
        return findings
    }

    private static func disorder(_ metadata: PartitionMetadata) -> String? {
        for (previous, next) in zip(metadata.checkpoints, metadata.checkpoints.dropFirst())
        where previous.checkpointID >= next.checkpointID {
            return "checkpoint \(next.checkpointID) comes behind \(previous.checkpointID)"
        }
        for range in metadata.ranges where range.start > range.end {
            return "the range \(range.start)–\(range.end) ends before it starts"
        }
        for (previous, next) in zip(metadata.ranges, metadata.ranges.dropFirst()) where previous.end >= next.start {
            return "the range \(next.start)–\(next.end) overlaps or comes behind \(previous.start)–\(previous.end)"
        }
        return nil
    }
}
