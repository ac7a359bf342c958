public import BackupModel
public import ObjectStorage

/// Everything that the manifests and metadata of a store say, in one form, without any payload.
public struct Catalog: Sendable {
    /// The layouts of keys that were recognised.
    public enum Layout: String, Sendable, CaseIterable, Comparable {
        case split
        case legacyS3 = "legacy-s3"

        /// Orders by name.
        public static func < (left: Layout, right: Layout) -> Bool { left.rawValue < right.rawValue }
    }

    /// The dialects of manifests that were recognised.
    public enum Dialect: String, Sendable, CaseIterable, Comparable {
        case common
        case s3

        /// Orders by name.
        public static func < (left: Dialect, right: Dialect) -> Bool { left.rawValue < right.rawValue }

        /// The stores of Zeebe that write it.
        public var writers: String {
            switch self {
            case .common: "a filesystem, GCS or Azure store"
            case .s3: "the S3 store"
            }
        }
    }

    /// One manifest that is in the store.
    public struct Entry: Sendable {
        /// Identity by the place of the manifest.
        public var id: BackupIdentifier
        /// The layout of keys that it was found in.
        public var layout: Layout
        /// The manifest, or why it could not be read.
        public var content: Result<Manifest, ManifestProblem>

        /// The place.
        public var place: CopyPlace { CopyPlace(id, layout) }

        /// What the object's custom metadata says otherwise than the manifest.
        public var metadataDifferences: [ObjectMetadataRules.Difference] = []

        /// The manifest; `nil` when it could not be read.
        public var manifest: Manifest? { try? content.get() }

        /// Creates an entry.
        public init(id: BackupIdentifier, layout: Layout = .split, content: Result<Manifest, ManifestProblem>) {
            self.id = id
            self.layout = layout
            self.content = content
        }
    }

    /// Why a manifest could not be read.
    public struct ManifestProblem: Error, Sendable, Equatable {
        /// `manifest.unreadable`, `manifest.unknown-state` or `object.provider-checksum-mismatch`.
        public var code: FindingCode
        /// What is wrong, with the place.
        public var message: String
        /// The dialect that it is of, where the store's own readers refuse that.
        public var foreignDialect: Dialect?
        /// What kept it from being read, so that nothing is known of it.
        public var obstacle: Finding.Obstacle?
        /// Whether this user may not read it.
        public var isAccessDenied: Bool { obstacle == .accessDenied }

        /// Creates a problem.
        public init(_ code: FindingCode, _ message: String, foreignDialect: Dialect? = nil) {
            self.code = code
            self.message = message
            self.foreignDialect = foreignDialect
        }

        /// The problem of a manifest that something writes or deletes.
        static var changedMeanwhile: ManifestProblem {
            var problem = ManifestProblem(.manifestUnreadable, "it was written anew or deleted while this ran")
            problem.obstacle = .changing
            return problem
        }

        /// Creates the problem of a manifest that could not be had.
        init(_ error: StorageError) {
            guard error.code != .checksumMismatch else {
                self.init(
                    .objectProviderChecksumMismatch,
                    "\(error.message): they were damaged on the way or in the store"
                )
                return
            }
            self.init(.manifestUnreadable, error.explanation)
            // What was listed a moment ago and is not there was deleted meanwhile.
            obstacle = error.code == .notFound ? .changing : Finding.Obstacle(error)
        }
    }

    /// The metadata file of a partition.
    public enum MetadataFile: Sendable, Equatable {
        /// It was read.
        case readable(PartitionMetadata)
        /// It could not be read, for the reason given; with what kept it from being read where it may be right.
        case unreadable(String, Finding.Obstacle? = nil)
    }

    /// The store.
    public let location: StoreLocation
    /// The directories of the split layout that are at the base, empty or not.
    public internal(set) var directories: Set<SplitLayout.Directory> = []
    /// All manifests, by checkpoint, partition and member.
    public internal(set) var entries: [Entry] = []
    /// The metadata files by partition.
    public internal(set) var metadata: [Int32: MetadataFile] = [:]
    /// The range markers by partition.
    public internal(set) var markers: [Int32: [RangeMarker]] = [:]
    /// Number of objects that are indexes of the 8.9 alphas.
    public internal(set) var indexCount = 0
    /// The layouts that hold at least one manifest.
    public internal(set) var layouts: Set<Layout> = []
    /// The dialects of at least one manifest.
    public internal(set) var dialects: Set<Dialect> = []
    /// Number of manifests at places of the legacy S3 layout, in a store whose readers do not look there.
    public internal(set) var legacyManifestCount = 0
    /// The partitions of the legacy S3 layout at the base, in a store whose readers look there.
    public internal(set) var legacyPartitions: [ObjectKey] = []
    /// Manifests at legacy places that one of the split layout hides, by their identities.
    public internal(set) var shadowed: Set<BackupIdentifier> = []
    /// Objects that belong to no backup store; the first of them by name.
    public internal(set) var foreign = NamedObjects()
    /// What was listed and read so far.
    public internal(set) var traffic = Traffic()

    /// Creates an empty catalog.
    init(location: StoreLocation) {
        self.location = location
    }

    /// The dialect of manifests that the readers of this kind of store know.
    public var nativeDialect: Dialect { location.kind == .s3 ? .s3 : .common }

    /// Whether a place is that of a manifest which another one hides.
    public func isShadowed(_ place: CopyPlace) -> Bool {
        place.layout == .legacyS3 && shadowed.contains(place.id)
    }

    /// Whether there is no manifest of any layout.
    public var hasNoManifest: Bool { entries.isEmpty && legacyManifestCount == 0 }
}

/// Objects of which the first are kept by name and the rest counted: a store can hold millions that are not its own.
public struct NamedObjects: Sendable, Equatable {
    /// The most names that are kept.
    public static let limit = 50

    /// Number of objects.
    public private(set) var count = 0
    /// The first of them, printable.
    public private(set) var names: [String] = []

    /// Creates an empty list.
    public init() {}

    /// Adds an object.
    public mutating func add(_ name: @autoclosure () -> String) {
        count += 1
        if names.count < Self.limit { names.append(name()) }
    }
}

/// What a run asked of a store.
public struct Traffic: Sendable, Equatable {
    /// Number of objects in listings.
    public var objectsListed: Int64 = 0
    /// Number of objects of which bytes were read.
    public var objectsRead: Int64 = 0
    /// Number of bytes read.
    public var bytesRead: Int64 = 0
    /// Number of requests to a store behind a network; 0 for a directory.
    public var requests: Int64 = 0

    /// Creates empty counts.
    public init() {}

    /// Adds other counts.
    public static func += (left: inout Traffic, right: Traffic) {
        left.objectsListed += right.objectsListed
        left.objectsRead += right.objectsRead
        left.bytesRead += right.bytesRead
        left.requests += right.requests
    }
}

extension Catalog {
    /// Whether all manifests are those of another store type, so that nothing can be judged.
    public var isOnlyForeignLayout: Bool {
        if entries.isEmpty { return legacyManifestCount > 0 }
        return entries.allSatisfy { entry in
            if case .failure(let problem) = entry.content { problem.foreignDialect != nil } else { false }
        }
    }
}
