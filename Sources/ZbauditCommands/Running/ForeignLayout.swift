internal import BackupCatalog
internal import ObjectStorage

extension StoreSession {
    /// Says that all backups here are in the form of another store: what was found, what the store of Zeebe that belongs to
    /// this place would do with it (store-layout §14.2), and what to do.
    var foreignLayout: CommandFailure {
        let message = catalog.location.kind == .s3 ? messageOfCommonData : messageOfS3Data
        return CommandFailure(.unsupported, message)
    }

    private var isRemotePlace: Bool { catalog.location.text.contains("://") }

    private var messageOfCommonData: String {
        let advice =
            isRemotePlace
            ? "Zeebe restores it where it came from: gs:// or azure:// reads it there; or download it, keys as paths, and name the"
                + " directory"
            : "Name the directory without --as s3 to verify it as what it is"
        return "\(catalog.location.text) holds \(catalog.entries.count) manifests of a filesystem, GCS or Azure store:"
            + " Zeebe's S3 store fails on them when it lists backups. \(advice)"
    }

    private var messageOfS3Data: String {
        let kind = catalog.location.kind.rawValue
        let legacy = catalog.legacyManifestCount
        var seen: [String] = []
        if legacy > 0 {
            seen.append(
                "\(legacy) manifests at places of the S3 store up to 8.8, which Zeebe's \(kind) store does not see"
            )
        }
        if !catalog.entries.isEmpty {
            seen.append(
                "\(catalog.entries.count) manifests in the dialect of the S3 store, on which Zeebe's \(kind) store fails when it"
                    + " lists backups"
            )
        }
        let advice =
            switch catalog.location.kind {
            case .gcs where isRemotePlace:
                "brokers wrote it through Google's interoperable interface: read it as s3://… with --endpoint"
                    + " https://storage.googleapis.com and an HMAC key as AWS credentials"
            case .azure where isRemotePlace: "download it, keys as paths, and name the directory with --as s3"
            default: "for a downloaded copy of a bucket, say --as s3"
            }
        return "\(catalog.location.text) holds data of an S3 store: \(seen.joined(separator: "; "))."
            + " Zeebe restores it with its S3 store only; \(advice)"
    }
}
