internal import BackupModel
internal import ObjectStorage

/// Collects manifests that are read by several tasks at once.
actor EntryCollector {
    private var entries: [Catalog.Entry] = []

    /// What was read.
    private(set) var traffic = Traffic()

    /// Reads manifests, outside of the actor, and keeps them.
    nonisolated func read(_ listed: [ListedManifest], from store: any ObjectStore) async throws {
        var batch: [Catalog.Entry] = []
        batch.reserveCapacity(listed.count)
        var traffic = Traffic()
        for manifest in listed {
            try Task.checkCancellation()
            batch.append(try await Self.entry(manifest, from: store, &traffic))
        }
        await add(batch, traffic)
    }

    /// Reads one manifest, and holds it against what the listing says of it.
    private static func entry(
        _ listed: ListedManifest,
        from store: any ObjectStore,
        _ traffic: inout Traffic
    ) async throws -> Catalog.Entry {
        var listed = listed
        var read = try await ManifestReading.readWithChecksum(listed.place, from: store, &traffic)
        var isRewritten = false
        if listed.differs(read.checksum) {
            // Manifests are rewritten while a backup is taken, and deleted: what counts is whether the two still differ.
            let relisted = try await listed.again(in: store)
            isRewritten = relisted.map { $0.differs(from: listed) } ?? true
            listed = relisted ?? listed
            read = try await ManifestReading.readWithChecksum(listed.place, from: store, &traffic)
        }
        var entry = Catalog.Entry(id: listed.place.id, layout: listed.place.layout, content: read.content)
        if listed.differs(read.checksum) {
            entry.content = .failure(isRewritten ? .changedMeanwhile : listed.mismatch)
        }
        if let manifest = entry.manifest {
            entry.metadataDifferences = ObjectMetadataRules.differences(
                manifest,
                place: listed.place.id,
                metadata: listed.metadata
            )
        }
        return entry
    }

    private func add(_ batch: [Catalog.Entry], _ traffic: Traffic) {
        entries += batch
        self.traffic += traffic
    }

    /// Hands over what was collected.
    func takeEntries() -> [Catalog.Entry] {
        defer { entries = [] }
        return entries
    }
}
