internal import BackupCatalog
internal import BackupModel
internal import ObjectStorage

/// What lies in the place of one backup's contents, held against the names in its manifest.
///
/// Memory is bounded by the manifest: objects that it does not list are counted, and the first of them named.
struct CopyListing: Sendable {
    /// Sizes of the listed files that are there.
    private(set) var sizes: [SplitLayout.FileSet: [String: UInt64]] = [:]
    /// The store's own CRC-32C of the snapshot's files, where its listing tells it.
    private(set) var snapshotChecksums: [String: UInt32] = [:]
    /// Listed files in whose place something else is.
    private(set) var irregular: [SplitLayout.FileSet: [String: IrregularReason]] = [:]
    /// Objects that the manifest does not list.
    private(set) var unlisted = NamedObjects()
    /// Sum of the sizes of the listed files.
    private(set) var byteCount: Int64 = 0

    /// Whether nothing at all is in the place.
    var isEmpty: Bool { sizes.isEmpty && irregular.isEmpty && unlisted.count == 0 }

    private var wanted: [SplitLayout.FileSet: Set<String>]

    /// Creates the listing of an empty place.
    init(_ manifest: Manifest) {
        wanted = [.snapshot: Set(manifest.snapshotFiles), .segments: Set(manifest.segmentFiles)]
    }

    /// Adds what a listing reports.
    ///
    /// - Parameter path: What follows the member in its key.
    mutating func add(_ entry: ListingEntry, path: Substring) {
        switch entry {
        case .object(let object): add(object, path: path)
        case .irregular(let printablePath, let reason):
            add(irregular: reason, path: path, printableName: printablePath)
        case .directory: break
        }
    }

    private mutating func add(_ object: ListedObject, path: Substring) {
        guard let (fileSet, name) = listed(path) else {
            unlisted.add(object.key.description)
            return
        }
        sizes[fileSet, default: [:]][name] = object.size
        if fileSet == .snapshot, let checksum = object.checksum?.crc32c { snapshotChecksums[name] = checksum }
        byteCount = byteCount.addingReportingOverflow(Int64(clamping: object.size)).partialValue
    }

    private mutating func add(irregular reason: IrregularReason, path: Substring, printableName: String) {
        guard let (fileSet, name) = listed(path) else {
            unlisted.add(printableName)
            return
        }
        irregular[fileSet, default: [:]][name] = reason
    }

    /// Returns file set and name of a path that the manifest lists.
    private func listed(_ path: Substring) -> (SplitLayout.FileSet, String)? {
        let parts = path.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, let fileSet = SplitLayout.FileSet(rawValue: String(parts[0])) else { return nil }
        let name = String(parts[1])
        return wanted[fileSet]?.contains(name) == true ? (fileSet, name) : nil
    }
}
