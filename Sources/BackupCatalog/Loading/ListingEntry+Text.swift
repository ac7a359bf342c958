internal import ObjectStorage

extension ListingEntry {
    /// The printable name, with the reason where the entry is no object.
    var printableName: String {
        switch self {
        case .object(let object): object.key.description
        case .directory(let key): key.description
        case .irregular(let path, let reason): "\(path) (\(reason.phrase))"
        }
    }
}
