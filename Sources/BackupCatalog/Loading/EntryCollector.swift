internal import BackupModel
internal import ObjectStorage
internal import ZeebeFormat

/// Collects manifests that are read by several tasks at once.
actor EntryCollector {
    private var entries: [Catalog.Entry] = []

    /// What was read.
    private(set) var traffic = Traffic()

    /// Reads the manifests of `ids`, outside of the actor, and keeps them.
    nonisolated func read(_ ids: [BackupIdentifier], from store: any ObjectStore) async throws {
        var batch: [Catalog.Entry] = []
        batch.reserveCapacity(ids.count)
        var traffic = Traffic()
        for id in ids {
            try Task.checkCancellation()
            batch.append(Catalog.Entry(id: id, content: try await Self.readManifest(id, from: store, &traffic)))
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

    static func readManifest(
        _ id: BackupIdentifier,
        from store: any ObjectStore,
        _ traffic: inout Traffic
    ) async throws(StorageError) -> Result<Manifest, Catalog.ManifestProblem> {
        let content: ObjectContent
        do throws(StorageError) {
            let key = try SplitLayout.manifestKey(id)
            content = try await store.readAll(key, limit: CommonManifestDecoder.maximumByteCount)
        } catch {
            if error.endsRun { throw error }
            return .failure(Catalog.ManifestProblem(error))
        }
        traffic.objectsRead += 1
        traffic.bytesRead += Int64(content.bytes.count)
        guard !content.bytes.isEmpty else {
            return .failure(Catalog.ManifestProblem(.manifestUnreadable, "the file is empty"))
        }
        do throws(ManifestDecodingError) {
            return .success(try unsafe CommonManifestDecoder.decode(content.bytes.span.bytes))
        } catch {
            if error.isS3Dialect {
                let message = "it is a manifest of the S3 store, which Zeebe's other stores cannot read"
                return .failure(Catalog.ManifestProblem(error.code, message, isS3Dialect: true))
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
