internal import BackupModel
internal import ObjectStorage

/// What a listing says of a manifest.
struct ListedManifest: Sendable {
    /// Its place.
    let place: CopyPlace
    /// The store's own CRC-32C of it; `nil` where the store keeps none.
    let checksum: UInt32?
    /// The custom metadata of its object.
    let metadata: [String: String]

    init(_ place: CopyPlace, _ object: ListedObject) {
        self.place = place
        checksum = object.checksum?.crc32c
        metadata = object.metadata
    }

    /// Whether what was read is not what the store says it holds; never where one of the two is unknown.
    func differs(_ read: UInt32?) -> Bool {
        if let checksum, let read { checksum != read } else { false }
    }

    /// Whether it was written anew since another listing.
    func differs(from other: ListedManifest) -> Bool { checksum != other.checksum }

    /// Lists it again; `nil` when it is not there any more.
    func again(in store: any ObjectStore) async throws -> ListedManifest? {
        let key = try place.manifestKey()
        let directory = key.components.dropLast().joined(separator: "/")
        var found: ListedManifest?
        try await store.list(.level(try ObjectKey(directory))) { entry in
            if case .object(let object) = entry, object.key == key { found = ListedManifest(place, object) }
        }
        return found
    }

    /// The problem that the two differ.
    var mismatch: Catalog.ManifestProblem {
        Catalog.ManifestProblem(
            .objectProviderChecksumMismatch,
            "the bytes that were read do not give the CRC-32C that the store's listing says: they were damaged on the way"
                + " or in the store"
        )
    }
}
