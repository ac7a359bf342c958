public import BackupModel
public import ObjectStorage

/// Where one copy of a partition backup lies: its identity, and the layout of keys that its manifest was found in.
///
/// Its files lie where its manifest does, whatever the manifest says of its broker's version (store-layout §3.3).
public struct CopyPlace: Hashable, Sendable {
    /// The identity.
    public let id: BackupIdentifier
    /// The layout.
    public let layout: Catalog.Layout

    /// Creates a place.
    public init(_ id: BackupIdentifier, _ layout: Catalog.Layout) {
        self.id = id
        self.layout = layout
    }

    /// Creates the place of the manifest that a key is; `nil` where it is none.
    public init?(ofManifestAt key: ObjectKey) {
        if case .manifest(let id) = SplitLayout.place(of: key) {
            self.init(id, .split)
        } else if case .manifest(let id) = LegacyS3Layout.place(of: key) {
            self.init(id, .legacyS3)
        } else {
            return nil
        }
    }

    /// The key of the manifest.
    public func manifestKey() throws(StorageError) -> ObjectKey { try ObjectKey(manifestText) }

    /// The key of the manifest as text, which is printable: an identity has no odd characters.
    public var manifestText: String {
        switch layout {
        case .split: "manifests/\(id)/\(SplitLayout.manifestName)"
        case .legacyS3: "\(id)/\(SplitLayout.manifestName)"
        }
    }

    /// The key below which the files lie.
    public func contentsKey() throws(StorageError) -> ObjectKey { try ObjectKey(contentsText) }

    /// The key below which the files lie, as printable text.
    public var contentsText: String {
        switch layout {
        case .split: "contents/\(id)"
        case .legacyS3: id.description
        }
    }

    /// Returns the key of a file.
    ///
    /// - Throws: `StorageError` when the name cannot be that of an object.
    public func contentKey(_ fileSet: SplitLayout.FileSet, _ name: String) throws(StorageError) -> ObjectKey {
        try contentsKey().appending(fileSet.rawValue).appending(name)
    }

    /// The copy among whose files a key is, and what follows the member in it; `nil` where the key is no such file.
    public static func owner(of key: ObjectKey) -> (place: CopyPlace, path: Substring)? {
        if case .content(let id, let path) = SplitLayout.place(of: key) { return (CopyPlace(id, .split), path) }
        if case .content(let id, let path) = LegacyS3Layout.place(of: key) { return (CopyPlace(id, .legacyS3), path) }
        return nil
    }
}
