public import BackupModel
public import ObjectStorage

/// The keys `partition/checkpoint/member/…` of S3 stores up to 8.8 (store-layout §3.1).
public enum LegacyS3Layout {
    /// What a key of this layout names.
    public enum Place: Equatable, Sendable {
        /// The manifest of a backup.
        case manifest(BackupIdentifier)
        /// An object among the contents of a backup; `path` is what follows the member.
        case content(BackupIdentifier, path: Substring)
        /// Nothing of this layout.
        case foreign
    }

    /// Whether a directory at the base can be one of this layout: a partition.
    public static func isPartition(_ directory: ObjectKey) -> Bool {
        Int32(canonical: Substring(directory.text)).map { $0 >= 1 } ?? false
    }

    /// Returns what a key names; keys with leading zeros are foreign, since no canonical path leads back to them.
    public static func place(of key: ObjectKey) -> Place {
        let parts = key.text.split(separator: "/", maxSplits: 3, omittingEmptySubsequences: false)
        guard parts.count == 4, let partitionID = Int32(canonical: parts[0]), partitionID >= 1,
            let checkpointID = Int64(canonical: parts[1]), let member = MemberID(parts[2])
        else { return .foreign }
        let id = BackupIdentifier(partitionID: partitionID, checkpointID: checkpointID, member: member)
        if parts[3] == SplitLayout.manifestName { return .manifest(id) }
        let isContent = SplitLayout.FileSet.allCases.contains { parts[3].hasPrefix("\($0.rawValue)/") }
        return isContent ? .content(id, path: parts[3]) : .foreign
    }
}
