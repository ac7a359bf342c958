internal import BackupCatalog
internal import BackupModel
internal import ObjectStorage

/// Reads snapshot files that are small by nature into memory.
struct SmallFileReading {
    let store: any ObjectStore
    let progress: Progress
    let place: CopyPlace

    private var id: BackupIdentifier { place.id }

    /// What came of a file.
    enum Outcome: Sendable {
        /// All its bytes.
        case bytes([UInt8])
        /// It has so many bytes, more than such a file can need; they were not kept.
        case tooLarge(UInt64)
        /// It could not be read.
        case failed(Finding)
    }

    /// Reads a file of the snapshot of at most `limit` bytes.
    ///
    /// - Throws: `StorageError` when the name cannot be that of an object; `CancellationError`.
    func read(_ name: String, limit: Int) async throws -> Outcome {
        let key = try place.contentKey(.snapshot, name)
        do throws(StorageError) {
            let reader = try await store.open(key)
            let content = try await reader.readAll(limit: limit)
            progress.update { $0.objectsRead += 1 }
            progress.forBytes(of: reader).update {
                $0.bytesRead += Int64(content.bytes.count)
                $0.bytesDone += Int64(content.bytes.count)
            }
            return content.isTruncated ? .tooLarge(content.size) : .bytes(content.bytes)
        } catch {
            try Task.checkCancellation()
            return .failed(try StorageFindings(id: id).finding(error, at: key))
        }
    }
}
