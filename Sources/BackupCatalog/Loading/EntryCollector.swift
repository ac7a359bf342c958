internal import BackupModel
internal import ObjectStorage
internal import ZeebeFormat

/// Collects manifests that are read by several tasks at once.
actor EntryCollector {
    private var entries: [Catalog.Entry] = []

    /// What was read.
    private(set) var traffic = Traffic()

    /// Reads the manifests of `ids`, outside of the actor, and keeps them.
    nonisolated func read(_ places: [CopyPlace], from store: any ObjectStore) async throws {
        var batch: [Catalog.Entry] = []
        batch.reserveCapacity(places.count)
        var traffic = Traffic()
        for place in places {
            try Task.checkCancellation()
            let content = try await ManifestReading.read(place, from: store, &traffic)
            batch.append(Catalog.Entry(id: place.id, layout: place.layout, content: content))
        }
        await add(batch, traffic)
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
