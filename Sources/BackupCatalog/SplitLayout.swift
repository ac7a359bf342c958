public import BackupModel
public import ObjectStorage

/// The keys of the layout `manifests/ contents/ metadata/ ranges/ index/` of filesystem, Google Cloud Storage and Azure
/// Blob stores, and of S3 from 8.9 on (store-layout §3.1).
public enum SplitLayout {
    /// The directories at the base, in the order of the layout's description.
    public enum Directory: String, CaseIterable, Sendable {
        case manifests
        case contents
        case metadata
        case ranges
        case index
    }

    /// The file sets of one partition backup.
    public enum FileSet: String, CaseIterable, Sendable {
        case snapshot
        case segments
    }

    /// The name of every manifest.
    public static let manifestName = "manifest.json"

    /// Returns the key of a directory at the base.
    public static func key(_ directory: Directory) throws(StorageError) -> ObjectKey {
        try ObjectKey(directory.rawValue)
    }

    /// What a key of this layout names.
    public enum Place: Equatable, Sendable {
        /// The manifest of a backup.
        case manifest(BackupIdentifier)
        /// An object below the contents of a backup; `path` is what follows the member.
        case content(BackupIdentifier, path: Substring)
        /// The metadata of a partition.
        case metadata(partitionID: Int32)
        /// A range marker of a partition.
        case marker(partitionID: Int32, RangeMarker)
        /// An index of the 8.9 alphas.
        case index
        /// Nothing of this layout.
        case foreign
    }

    /// Returns what a key names; keys with leading zeros are foreign, since no canonical path leads back to them.
    public static func place(of key: ObjectKey) -> Place {
        let parts = key.text.split(separator: "/", maxSplits: 4, omittingEmptySubsequences: false)
        guard parts.count >= 3, let directory = Directory(rawValue: String(parts[0])),
            let partitionID = Int32(canonical: parts[1]), partitionID >= 1
        else { return .foreign }
        switch directory {
        case .manifests, .contents:
            guard parts.count == 5, let checkpointID = Int64(canonical: parts[2]), let member = MemberID(parts[3])
            else {
                return .foreign
            }
            let id = BackupIdentifier(partitionID: partitionID, checkpointID: checkpointID, member: member)
            if directory == .contents { return .content(id, path: parts[4]) }
            return parts[4] == manifestName ? .manifest(id) : .foreign
        case .metadata:
            return parts.count == 3 && parts[2] == "metadata.json" ? .metadata(partitionID: partitionID) : .foreign
        case .ranges:
            guard parts.count == 3, let marker = RangeMarker(fileName: parts[2]) else { return .foreign }
            return .marker(partitionID: partitionID, marker)
        case .index:
            return parts.count == 4 && parts[3] == "index.bin" ? .index : .foreign
        }
    }
}
