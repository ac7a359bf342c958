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

extension IrregularReason {
    /// What is there instead of an object: "a symbolic link to nothing".
    var phrase: String {
        switch self {
        case .specialFile: "a pipe, socket or device"
        case .danglingLink: "a symbolic link to nothing"
        case .linkLeavesStore: "a symbolic link out of the store, which is not followed"
        case .linkLoop: "a symbolic link to itself or to a directory around it"
        case .unresolvableLink: "a symbolic link that cannot be resolved"
        case .tooManyLinks: "one symbolic link more than are followed"
        case .tooDeep: "a directory deeper than a listing goes"
        case .invalidName: "a name that is not valid text"
        }
    }
}
