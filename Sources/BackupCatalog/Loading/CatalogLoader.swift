internal import BackupModel
public import ObjectStorage
internal import SafeText
internal import ZeebeFormat

/// Builds the catalog of a store: lists it, recognises what is there, and reads all manifests and metadata.
///
/// Damage becomes part of the catalog. Only a store that cannot be listed throws.
public struct CatalogLoader {
    private let store: any ObjectStore
    private let workers: BlockingWorkers
    private var catalog: Catalog

    /// The most manifests that one task reads, so that tasks cost little beside their reads.
    private static let largestBatch = 64

    /// Most objects below one directory that may be of the legacy S3 layout that are looked at, to recognise it.
    private static let probeLimit = 100_000

    /// Most objects that belong to no store that are looked at: enough to say what lies here, also when somebody names the
    /// root of a file system, or a bucket that is shared with others.
    private static let foreignLimit = 20_000

    /// Ends a listing that has shown enough.
    private struct Enough: Error {}

    /// Loads the catalog of `store`.
    ///
    /// - Parameter workers: Threads for reads that block; as many manifests are read at once.
    /// - Throws: `StorageError` when the store cannot be listed; `CancellationError`.
    public static func load(_ store: any ObjectStore, workers: BlockingWorkers) async throws -> Catalog {
        var loader = CatalogLoader(store: store, workers: workers, catalog: Catalog(location: store.location))
        try await loader.recogniseBase()
        try await loader.readManifests()
        try await loader.readMetadata()
        try await loader.readMarkers()
        loader.sortEntries()
        return loader.catalog
    }

    // MARK: The base

    private mutating func recogniseBase() async throws {
        var legacyCandidates: [ObjectKey] = []
        var foreignDirectories: [ObjectKey] = []
        try await list(.level(nil)) { loader, entry in
            switch entry {
            case .directory(let key):
                if let directory = SplitLayout.Directory(rawValue: key.text) {
                    loader.catalog.directories.insert(directory)
                    return
                }
                if LegacyS3Layout.isPartition(key) {
                    legacyCandidates.append(key)
                } else {
                    foreignDirectories.append(key)
                }
            case .object(let object): loader.catalog.foreign.add(object.key.description)
            case .irregular(let path, let reason):
                loader.catalog.foreign.add("\(path) (\(reason.phrase))")
            }
        }
        try await noteForeign(below: foreignDirectories)
        if catalog.location.kind == .s3 {
            catalog.legacyPartitions = legacyCandidates
        } else {
            for candidate in legacyCandidates { try await probeLegacy(candidate) }
        }
    }

    private mutating func noteForeign(below directories: [ObjectKey]) async throws {
        var seen = 0
        do {
            for directory in directories {
                try await list(.tree(directory)) { loader, entry in
                    seen += 1
                    if seen > Self.foreignLimit { throw Enough() }
                    loader.catalog.foreign.add(entry.printableName)
                }
            }
        } catch is Enough {
            return
        }
    }

    /// Counts manifests at `partition/checkpoint/member/manifest.json`.
    private mutating func probeLegacy(_ partition: ObjectKey) async throws {
        var seen = 0
        do {
            try await list(.tree(partition)) { loader, entry in
                seen += 1
                if seen > Self.probeLimit { throw Enough() }
                guard case .object(let object) = entry else {
                    loader.catalog.foreign.add(entry.printableName)
                    return
                }
                switch LegacyS3Layout.place(of: object.key) {
                case .manifest:
                    loader.catalog.legacyManifestCount += 1
                    loader.catalog.layouts.insert(.legacyS3)
                case .content: break
                case .foreign: loader.catalog.foreign.add(entry.printableName)
                }
            }
        } catch is Enough {
            return
        }
    }

    // MARK: Manifests

    private mutating func readManifests() async throws {
        let store = store
        let entries = EntryCollector()
        let reading = BoundedWork(width: workers.width, executor: workers)
        let directories = [try SplitLayout.key(.manifests)] + catalog.legacyPartitions
        var batch: [ListedManifest] = []
        var readCount = 0
        // A small store's manifests are spread over all readers; a large one's are not worth a task each.
        let width = workers.width
        try await reading.run { group in
            for directory in directories {
                try await list(.tree(directory)) { loader, entry in
                    guard let manifest = loader.manifest(entry) else { return }
                    batch.append(manifest)
                    if batch.count >= min(Self.largestBatch, 1 + readCount / (4 * width)) {
                        readCount += batch.count
                        let full = batch
                        batch.removeAll(keepingCapacity: true)
                        try await group.add { try await entries.read(full, from: store) }
                    }
                }
            }
            let rest = batch
            try await group.add { try await entries.read(rest, from: store) }
        }
        // Those noted on the way are few; appending them, not to them, keeps one copy of the many.
        let noted = catalog.entries
        catalog.entries = await entries.takeEntries()
        catalog.entries += noted
        catalog.traffic += await entries.traffic
        let native = catalog.nativeDialect
        for entry in catalog.entries {
            catalog.layouts.insert(entry.layout)
            switch entry.content {
            case .success: catalog.dialects.insert(native)
            case .failure(let problem): catalog.dialects.insert(problem.foreignDialect ?? native)
            }
        }
    }

    /// Returns the manifest that an entry is; what is no part of a backup is noted as foreign.
    private mutating func manifest(_ entry: ListingEntry) -> ListedManifest? {
        switch entry {
        case .object(let object):
            if let place = CopyPlace(ofManifestAt: object.key) { return ListedManifest(place, object) }
            if CopyPlace.owner(of: object.key) == nil { catalog.foreign.add(object.key.description) }
        case .irregular(let path, let reason): noteIrregularManifest(path, reason)
        case .directory: break
        }
        return nil
    }

    /// Brings the entries into their order; where both layouts hold a manifest, that of the split one counts, as for Zeebe.
    private mutating func sortEntries() {
        catalog.entries.sort { $0.id != $1.id ? $0.id < $1.id : $0.layout == .split && $1.layout != .split }
        guard catalog.layouts.count > 1 else { return }
        var kept: [Catalog.Entry] = []
        kept.reserveCapacity(catalog.entries.count)
        for entry in catalog.entries {
            if kept.last?.id == entry.id { catalog.shadowed.insert(entry.id) } else { kept.append(entry) }
        }
        catalog.entries = kept
    }

    /// A link or a special file at the place of a manifest is a manifest that cannot be read; elsewhere it is foreign.
    private mutating func noteIrregularManifest(_ path: String, _ reason: IrregularReason) {
        let key = try? ObjectKey(path)
        if let key, let place = CopyPlace(ofManifestAt: key) {
            catalog.entries.append(
                Catalog.Entry(
                    id: place.id,
                    layout: place.layout,
                    content: .failure(Catalog.ManifestProblem(.manifestUnreadable, "at its place is \(reason.phrase)"))
                )
            )
        } else if key.map({ CopyPlace.owner(of: $0) == nil }) ?? true {
            // What is in the place of a copy's files is told with the copy.
            catalog.foreign.add("\(path) (\(reason.phrase))")
        }
    }

    // MARK: Metadata and markers

    private mutating func readMetadata() async throws {
        var partitions: [Int32] = []
        try await list(.tree(try SplitLayout.key(.metadata))) { loader, entry in
            if case .object(let object) = entry, case .metadata(let partition) = SplitLayout.place(of: object.key) {
                partitions.append(partition)
            } else {
                loader.catalog.foreign.add(entry.printableName)
            }
        }
        for partition in partitions {
            try Task.checkCancellation()
            catalog.metadata[partition] = try await readMetadata(of: partition)
        }
    }

    private mutating func readMetadata(of partition: Int32) async throws(StorageError) -> Catalog.MetadataFile {
        do throws(StorageError) {
            let key = try ObjectKey("metadata/\(partition)/metadata.json")
            let content = try await store.readAll(key, limit: PartitionMetadataDecoder.maximumByteCount)
            catalog.traffic.objectsRead += 1
            catalog.traffic.bytesRead += Int64(content.bytes.count)
            guard !content.isTruncated else {
                return .unreadable("the file has \(content.size) bytes, more than are read")
            }
            do throws(FormatError) {
                return .readable(try unsafe PartitionMetadataDecoder.decode(content.bytes.span.bytes))
            } catch {
                return .unreadable(error.description)
            }
        } catch {
            if error.endsRun { throw error }
            return .unreadable(error.message, Finding.Obstacle(error))
        }
    }

    private mutating func readMarkers() async throws {
        try await list(.tree(try SplitLayout.key(.ranges))) { loader, entry in
            if case .object(let object) = entry,
                case .marker(let partition, let marker) = SplitLayout.place(of: object.key)
            {
                loader.catalog.markers[partition, default: []].append(marker)
            } else {
                loader.catalog.foreign.add(entry.printableName)
            }
        }
        try await list(.tree(try SplitLayout.key(.index))) { loader, entry in
            if case .object(let object) = entry, case .index = SplitLayout.place(of: object.key) {
                loader.catalog.indexCount += 1
            } else {
                loader.catalog.foreign.add(entry.printableName)
            }
        }
    }

    // MARK: Listing

    /// Lists, counts what is listed, and hands the loader to the visitor so that it can note what it sees.
    private mutating func list(
        _ scope: ListingScope,
        _ visit: (inout CatalogLoader, ListingEntry) async throws -> Void
    ) async throws {
        var loader = self
        // Also what a listing showed that was ended early counts.
        defer { self = loader }
        try await store.list(scope) { entry in
            if case .object = entry { loader.catalog.traffic.objectsListed += 1 }
            try await visit(&loader, entry)
        }
    }
}
