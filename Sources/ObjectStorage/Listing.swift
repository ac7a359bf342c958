/// When an object was last written, in UTC.
public struct ModificationTime: Hashable, Comparable, Sendable {
    /// Whole seconds since 1970-01-01T00:00:00Z.
    public let seconds: Int64

    /// Nanoseconds on top of ``seconds``.
    public let nanoseconds: Int64

    /// Creates a time.
    public init(seconds: Int64, nanoseconds: Int64 = 0) {
        self.seconds = seconds
        self.nanoseconds = nanoseconds
    }

    /// Whether the left is earlier.
    public static func < (left: ModificationTime, right: ModificationTime) -> Bool {
        (left.seconds, left.nanoseconds) < (right.seconds, right.nanoseconds)
    }
}

/// One object, as a listing shows it.
public struct ListedObject: Hashable, Sendable {
    /// The object's key.
    public let key: ObjectKey

    /// The object's size, in bytes.
    public let size: UInt64

    /// When the object was last written, where the store says so.
    public let modified: ModificationTime?

    /// The checksum of all its bytes that the store keeps, where the listing tells it.
    public let checksum: ProviderChecksum?

    /// What its writer attached to it, by name, where the listing tells it.
    public let metadata: [String: String]

    /// Creates an entry.
    public init(
        key: ObjectKey,
        size: UInt64,
        modified: ModificationTime?,
        checksum: ProviderChecksum? = nil,
        metadata: [String: String] = [:]
    ) {
        self.key = key
        self.size = size
        self.modified = modified
        self.checksum = checksum
        self.metadata = metadata
    }
}

/// A checksum of a whole object that the store itself computed when the object was written.
public enum ProviderChecksum: Hashable, Sendable {
    /// CRC-32C.
    case crc32c(UInt32)
    /// MD5, 16 bytes.
    case md5([UInt8])

    /// The CRC-32C; `nil` when it is of another kind.
    public var crc32c: UInt32? {
        if case .crc32c(let value) = self { value } else { nil }
    }
}

/// Why something in a store is neither an object nor a directory that is listed.
public enum IrregularReason: String, CaseIterable, Hashable, Sendable {
    /// A named pipe, a socket or a device.
    case specialFile
    /// A symbolic link that points to nothing.
    case danglingLink
    /// A symbolic link that leads out of the store; it is not followed.
    case linkLeavesStore
    /// A symbolic link that leads to itself, or to a directory that it lies in.
    case linkLoop
    /// A symbolic link whose target cannot be found out, mostly for lack of permission.
    case unresolvableLink
    /// One link to a directory more than are followed in one listing.
    case tooManyLinks
    /// A directory deeper than a listing goes.
    case tooDeep
    /// A name that is not UTF-8 or otherwise cannot be part of an ``ObjectKey``.
    case invalidName
}

/// What a listing reports.
public enum ListingEntry: Hashable, Sendable {
    /// An object.
    case object(ListedObject)
    /// A directory, or what an object store shows as one. Only ``ListingScope/level(_:)`` reports it.
    case directory(ObjectKey)
    /// Something that is no object; it cannot be opened, and nothing below it is listed.
    case irregular(printablePath: String, reason: IrregularReason)
}

/// Which part of a store a listing covers.
public enum ListingScope: Hashable, Sendable {
    /// The objects and directories directly below a directory; `nil` is the base.
    case level(ObjectKey?)
    /// Every object below a directory, at any depth; directories themselves are not reported. `nil` is the base.
    case tree(ObjectKey?)

    /// The directory; `nil` is the base.
    public var directory: ObjectKey? {
        switch self {
        case .level(let directory), .tree(let directory): directory
        }
    }
}

extension IrregularReason {
    /// What is there instead of an object: "a symbolic link to nothing".
    public var phrase: String {
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
