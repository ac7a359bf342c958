/// The rule that ties the place of an S3 manifest to the version in it (store-layout §3.3).
///
/// From 8.9 on, Zeebe looks for a backup's files where its broker's version says, not where it found the manifest.
public enum S3PlaceRules {
    /// Returns the finding that 8.9 and later would look elsewhere; `nil` when they do not, or cannot tell the version.
    ///
    /// - Parameters:
    ///   - manifest: The manifest.
    ///   - id: Its identity by its place.
    ///   - object: Its key, printable.
    ///   - isLegacyPlace: Whether it lies at `partition/checkpoint/member` rather than below `manifests`.
    public static func check(
        _ manifest: Manifest,
        of id: BackupIdentifier,
        object: String,
        isLegacyPlace: Bool
    ) -> Finding? {
        guard let descriptor = manifest.descriptor, let version = SemanticVersion(descriptor.brokerVersion) else {
            return nil
        }
        // Pre-releases of 8.9 count as 8.9.
        let isLegacyVersion = version.major == 8 && version.minor <= 8
        guard isLegacyVersion != isLegacyPlace else { return nil }
        let (here, there) =
            isLegacyPlace ? ("an old place", "below manifests/ and contents/") : ("a new place", "at the old places")
        return Finding(
            .manifestPlaceVersionMismatch,
            copy: id,
            object: object,
            "the manifest lies at \(here), but its broker is of \(descriptor.brokerVersion): 8.9 and later look for its files"
                + " \(there)"
        )
    }
}
