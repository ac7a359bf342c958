internal import BackupCatalog
internal import BackupModel
internal import Decompression
internal import ObjectStorage

/// Explains damage: a file is stored compressed, and the manifest does not say so, so that Zeebe restores it as it is.
struct UndeclaredCompression {
    let store: any ObjectStore
    let place: CopyPlace

    /// Returns the finding for a damaged file that begins as compressed data does; `nil` for one that does not.
    ///
    /// - Throws: `CancellationError`.
    func finding(_ fileSet: SplitLayout.FileSet, _ name: String) async throws -> Finding? {
        let key = try place.contentKey(fileSet, name)
        do throws(StorageError) {
            let reader = try await store.open(key)
            guard !reader.isDecompressed,
                let format = CompressionFormat(
                    firstBytes: try await reader.firstBytes(CompressionFormat.magicByteCount)
                )
            else { return nil }
            return Finding(
                .objectCompressionInvalid,
                rule: "stream-undeclared",
                copy: place.id,
                object: key.description,
                "it begins as \(format.rawValue), but the manifest does not say that it is compressed: a restore takes the"
                    + " compressed bytes for the file"
            )
        } catch {
            // That it is damaged is said already; why could not be found out.
            try Task.checkCancellation()
            return nil
        }
    }
}
