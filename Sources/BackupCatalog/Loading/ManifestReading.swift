public import BackupModel
internal import Checksums
public import ObjectStorage
internal import ZeebeFormat

/// Reads manifests in the dialect of their store.
public enum ManifestReading {
    /// Reads the manifest at a place.
    ///
    /// - Parameter traffic: Counts what is read.
    /// - Throws: `StorageError` when it ends the run and says nothing about the manifest.
    public static func read(
        _ place: CopyPlace,
        from store: any ObjectStore,
        _ traffic: inout Traffic
    ) async throws(StorageError) -> Result<Manifest, Catalog.ManifestProblem> {
        try await readWithChecksum(place, from: store, &traffic).content
    }

    /// The same, with the CRC-32C of the bytes that were read; `nil` where those are not all.
    static func readWithChecksum(
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
