public import BackupCatalog
internal import BackupModel
public import ObjectStorage

/// What an audit of depth `verify` is going to read, by the listing of the store.
public struct AuditForecast: Sendable, Equatable {
    /// Number of objects.
    public private(set) var objects: Int64 = 0
    /// Their bytes.
    public private(set) var bytes: Int64 = 0
    /// About as many requests for them, where objects come in ranges.
    public private(set) var requests: Int64 = 0

    /// The most bytes of an object that come with its opening, and those of each further range.
    private static let firstRange: UInt64 = 1 << 20
    private static let furtherRange: UInt64 = 16 << 20

    /// Lists the contents of the selected COMPLETED copies.
    ///
    /// - Throws: `Audit.NothingSelected`; `StorageError` when the store cannot be listed; `CancellationError`.
    public init(_ store: any ObjectStore, _ catalog: Catalog, _ selection: Selection) async throws {
        let scope = try AuditScope(catalog, selection, includesRivals: true)
        let places = Set(scope.completed.map { catalog.entries[$0].place })
        var forecast = Self()
        for directory in try Self.directories(places, catalog, selection) {
            try await store.list(.tree(directory)) { entry in
                guard case .object(let object) = entry, let owner = CopyPlace.owner(of: object.key),
                    places.contains(owner.place)
                else { return }
                forecast.add(object.size)
            }
        }
        self = forecast
    }

    private init() {}

    /// What is listed: the whole store at once, or each copy on its own.
    private static func directories(
        _ places: Set<CopyPlace>,
        _ catalog: Catalog,
        _ selection: Selection
    ) throws(StorageError) -> [ObjectKey] {
        guard !selection.isEverything else {
            return [try SplitLayout.key(.contents)] + catalog.legacyPartitions
        }
        var directories: [ObjectKey] = []
        for place in places { directories.append(try place.contentsKey()) }
        return directories
    }

    private mutating func add(_ size: UInt64) {
        objects += 1
        bytes = bytes.addingClamped(Int64(clamping: size))
        let further = size > Self.firstRange ? (size - Self.firstRange - 1) / Self.furtherRange + 1 : 0
        requests += 1 + Int64(clamping: further)
    }
}

extension Int64 {
    fileprivate func addingClamped(_ other: Int64) -> Int64 {
        let (sum, isTooLarge) = addingReportingOverflow(other)
        return isTooLarge ? .max : sum
    }
}
