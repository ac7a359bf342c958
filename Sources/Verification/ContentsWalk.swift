internal import BackupCatalog
internal import BackupModel
internal import ObjectStorage

/// Lists the contents of backups, one copy after the other, and finds contents that no manifest owns.
///
/// The listing of the whole store is one pass in key order, in which the objects of one copy stand together: at any time
/// only the names of one copy are in memory.
struct ContentsWalk {
    private let store: any ObjectStore
    private let catalog: Catalog
    private let progress: Progress

    /// Places with contents but without manifest, printable.
    private(set) var orphans = NamedObjects()
    /// Objects below `contents` that belong to no backup, printable.
    private(set) var foreign = NamedObjects()
    /// Findings about contents that belong to no copy.
    private(set) var findings: [Finding] = []

    /// Called with the index of a COMPLETED copy in the catalog, its manifest and its listing.
    typealias Visit = (Int, Manifest, CopyListing) async throws -> Void

    init(store: any ObjectStore, catalog: Catalog, progress: Progress) {
        self.store = store
        self.catalog = catalog
        self.progress = progress
    }

    // MARK: Some copies

    /// Lists the contents of some COMPLETED copies, each on its own.
    mutating func copies(_ indexes: [Int], _ visit: Visit) async throws {
        for index in indexes {
            try Task.checkCancellation()
            guard let manifest = catalog.entries[index].manifest else { continue }
            let place = catalog.entries[index].place
            var listing = CopyListing(manifest)
            let progress = progress
            try await store.list(.tree(try place.contentsKey())) { entry in
                progress.update { $0.objectsListed += 1 }
                if let owner = Owner(of: entry), owner.place == place {
                    listing.add(entry, path: owner.path)
                } else if case .irregular = entry {
                    listing.add(entry, path: "")
                }
            }
            try await visit(index, manifest, listing)
        }
    }

    /// Whose contents an entry of a listing is, and what follows the member in its key.
    private struct Owner {
        let place: CopyPlace
        let path: Substring

        /// Finds the owner; `nil` where the key is none of a backup's contents.
        init?(of entry: ListingEntry) {
            let key: ObjectKey?
            switch entry {
            case .object(let object): key = object.key
            case .irregular(let path, _): key = try? ObjectKey(path)
            case .directory: key = nil
            }
            guard let key, let (place, path) = CopyPlace.owner(of: key) else { return nil }
            self.place = place
            self.path = path
        }
    }

    // MARK: The whole store

    /// The copy whose objects the listing is passing through.
    private struct Current {
        var place: CopyPlace
        var index: Int?
        var manifest: Manifest?
        var listing: CopyListing?
    }

    /// Lists the contents of the whole store in one pass.
    mutating func everything(_ visit: Visit) async throws {
        var visited: Set<Int> = []
        var current: Current?
        var walk = self
        for directory in [try SplitLayout.key(.contents)] + catalog.legacyPartitions {
            try await store.list(.tree(directory)) { entry in
                walk.progress.update { $0.objectsListed += 1 }
                guard let owner = Owner(of: entry) else {
                    // Of legacy partitions the catalog has noted what is foreign; their manifests are among the files.
                    if directory.text == SplitLayout.Directory.contents.rawValue { walk.noteForeign(entry) }
                    return
                }
                if current?.place != owner.place {
                    try await walk.finish(current, &visited, visit)
                    current = walk.begin(owner.place)
                }
                current?.listing?.add(entry, path: owner.path)
            }
        }
        try await walk.finish(current, &visited, visit)
        self = walk
        for (index, entry) in catalog.entries.enumerated() where !visited.contains(index) {
            guard let manifest = entry.manifest, manifest.state == .completed else { continue }
            try Task.checkCancellation()
            try await visit(index, manifest, CopyListing(manifest))
        }
    }

    private func begin(_ place: CopyPlace) -> Current {
        guard let index = catalog.index(of: place.id), catalog.entries[index].layout == place.layout else {
            return Current(place: place)
        }
        let manifest = catalog.entries[index].manifest
        let isAudited = manifest?.state == .completed
        return Current(
            place: place,
            index: index,
            manifest: manifest,
            listing: isAudited ? manifest.map { CopyListing($0) } : nil
        )
    }

    private mutating func finish(_ current: Current?, _ visited: inout Set<Int>, _ visit: Visit) async throws {
        guard let current else { return }
        guard let index = current.index else {
            if !catalog.isShadowed(current.place) { try await noteOrphan(current.place) }
            return
        }
        guard let manifest = current.manifest, let listing = current.listing else { return }
        visited.insert(index)
        try await visit(index, manifest, listing)
    }

    /// Notes contents without manifest, unless something unreadable stands in the manifest's place.
    private mutating func noteOrphan(_ place: CopyPlace) async throws {
        let key = try place.manifestKey()
        do throws(StorageError) {
            _ = try await store.open(key)
        } catch {
            if error.endsRun { throw CancellationError() }
            if error.code != .notFound {
                var finding = Finding(
                    .manifestUnreadable,
                    copy: place.id,
                    object: key.description,
                    "cannot open the manifest: \(error.message)"
                )
                finding.obstacle = Finding.Obstacle(error)
                findings.append(finding)
                return
            }
        }
        orphans.add(place.contentsText)
        guard orphans.count <= NamedObjects.limit else { return }
        findings.append(
            Finding(
                .objectOrphan,
                copy: place.id,
                object: place.contentsText,
                "files of a backup without manifest: left by an interrupted deletion or copy, or the manifest was lost"
            )
        )
    }

    private mutating func noteForeign(_ entry: ListingEntry) {
        let name: String
        switch entry {
        case .object(let object): name = object.key.description
        case .irregular(let path, let reason):
            // A link in the place of a copy's files is told with the copy.
            if let key = try? ObjectKey("\(path)/x"), let (place, _) = CopyPlace.owner(of: key),
                catalog.index(of: place.id) != nil
            {
                return
            }
            name = "\(path) (\(reason.phrase))"
        case .directory(let key): name = key.description
        }
        foreign.add(name)
    }
}
