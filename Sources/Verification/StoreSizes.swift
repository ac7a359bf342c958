public import BackupCatalog
public import ObjectStorage

/// Bytes and objects of a store by the directories of its layout.
public struct StoreSizes: Sendable, Equatable {
    /// Objects and bytes of one directory.
    public struct Size: Sendable, Equatable {
        /// Number of objects.
        public var objects: Int64 = 0
        /// Sum of their sizes in bytes.
        public var bytes: Int64 = 0
    }

    /// Sizes by directory.
    public private(set) var byDirectory: [SplitLayout.Directory: Size] = [:]
    /// Size of the partitions of the legacy S3 layout; `nil` where there is none.
    public private(set) var legacy: Size?

    /// Adds up the sizes in the listing of the whole layout.
    ///
    /// - Parameter legacyPartitions: The partitions of the legacy S3 layout.
    /// - Throws: `StorageError` when the store cannot be listed.
    public static func measure(
        _ store: any ObjectStore,
        legacyPartitions: [ObjectKey] = []
    ) async throws -> StoreSizes {
        var sizes = StoreSizes()
        for directory in SplitLayout.Directory.allCases {
            sizes.byDirectory[directory] = try await measure(store, [try SplitLayout.key(directory)])
        }
        if !legacyPartitions.isEmpty { sizes.legacy = try await measure(store, legacyPartitions) }
        return sizes
    }

    private static func measure(_ store: any ObjectStore, _ directories: [ObjectKey]) async throws -> Size {
        var size = Size()
        for directory in directories {
            try await store.list(.tree(directory)) { entry in
                guard case .object(let object) = entry else { return }
                size.objects += 1
                size.bytes = size.bytes.addingReportingOverflow(Int64(clamping: object.size)).partialValue
            }
        }
        return size
    }
}
