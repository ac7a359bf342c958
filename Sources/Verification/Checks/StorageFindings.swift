internal import BackupCatalog
internal import BackupModel
internal import ObjectStorage

/// Turns what went wrong at one object into a finding: the object is unreadable or missing, the audit goes on.
struct StorageFindings {
    let id: BackupIdentifier

    /// Returns the finding for an error at `key`.
    ///
    /// - Throws: `CancellationError` when the error ends the run and says nothing about the object.
    func finding(_ error: StorageError, at key: ObjectKey) throws(CancellationError) -> Finding {
        if error.endsRun { throw CancellationError() }
        switch error.code {
        case .notFound:
            return Finding(
                .objectMissing,
                copy: id,
                object: key.description,
                "the manifest lists this file, but it is not there"
            )
        case .checksumMismatch:
            return Finding(
                .objectProviderChecksumMismatch,
                copy: id,
                object: key.description,
                "\(error.message): they were damaged on the way or in the store"
            )
        case .compressionInvalid:
            return Finding(
                .objectCompressionInvalid,
                rule: error.cause,
                copy: id,
                object: key.description,
                evidence: error.offset.map { [.number("offset", Int64(clamping: $0))] } ?? [],
                error.message
            )
        case .compressionUnsupported:
            return Finding(
                .restoreVersionUnsupported,
                rule: error.cause,
                copy: id,
                object: key.description,
                "\(error.message): its content was not checked"
            )
        default:
            var finding = Finding(.objectUnreadable, copy: id, object: key.description, error.explanation)
            finding.obstacle = Finding.Obstacle(error)
            return finding
        }
    }
}
