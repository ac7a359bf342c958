internal import BackupModel
internal import Checksums
internal import ObjectStorage
internal import ZeebeFormat

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
        var read = try await readManifest(listed.place, from: store, &traffic)
        if listed.differs(read.checksum), let relisted = try await listed.again(in: store) {
            // Manifests are rewritten while a backup is taken: what counts is whether the two still differ.
            listed = relisted
            read = try await readManifest(listed.place, from: store, &traffic)
        }
        var entry = Catalog.Entry(id: listed.place.id, layout: listed.place.layout, content: read.content)
        if listed.differs(read.checksum) { entry.content = .failure(listed.mismatch) }
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

    private static func readManifest(
        _ place: CopyPlace,
        from store: any ObjectStore,
        _ traffic: inout Traffic
    ) async throws(StorageError) -> (content: Result<Manifest, Catalog.ManifestProblem>, checksum: UInt32?) {
        let content: ObjectContent
        do throws(StorageError) {
            let key = try place.manifestKey()
            content = try await store.readAll(key, limit: CommonManifestDecoder.maximumByteCount)
        } catch {
            if error.endsRun { throw error }
            return (.failure(Catalog.ManifestProblem(error)), nil)
        }
        traffic.objectsRead += 1
        traffic.bytesRead += Int64(content.bytes.count)
        let checksum = content.isTruncated ? nil : unsafe CRC32C.checksum(of: content.bytes.span.bytes)
        return (decoded(content, store.location.kind), checksum)
    }

    private static func decoded(
        _ content: ObjectContent,
        _ kind: StoreLocation.Kind
    ) -> Result<Manifest, Catalog.ManifestProblem> {
        guard !content.bytes.isEmpty else {
            return .failure(Catalog.ManifestProblem(.manifestUnreadable, "the file is empty"))
        }
        do throws(ManifestDecodingError) {
            return .success(
                kind == .s3
                    ? try unsafe S3ManifestDecoder.decode(content.bytes.span.bytes)
                    : try unsafe CommonManifestDecoder.decode(content.bytes.span.bytes)
            )
        } catch {
            if let dialect = error.foreignDialect {
                let message =
                    dialect == .s3
                    ? "it is a manifest of the S3 store, which Zeebe's other stores cannot read"
                    : "it is a manifest of the filesystem, GCS or Azure store, which Zeebe's S3 store cannot read"
                return .failure(Catalog.ManifestProblem(error.code, message, foreignDialect: dialect))
            }
            var message = "\(error.reason) (at byte \(error.offset))"
            if content.isTruncated {
                message =
                    "the file has \(content.size) bytes, of which the first \(content.bytes.count) are read: \(message)"
            }
            return .failure(Catalog.ManifestProblem(error.code, message))
        }
    }
}
