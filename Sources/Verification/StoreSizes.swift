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

    /// Adds up the sizes in the listing of the whole layout.
    ///
    /// - Throws: `StorageError` when the store cannot be listed.
    public static func measure(_ store: any ObjectStore) async throws -> StoreSizes {
        var sizes = StoreSizes()
        for directory in SplitLayout.Directory.allCases {
            var size = Size()
            try await store.list(.tree(try SplitLayout.key(directory))) { entry in
                guard case .object(let object) = entry else { return }
                size.objects += 1
                size.bytes = size.bytes.addingReportingOverflow(Int64(clamping: object.size)).partialValue
            }
            sizes.byDirectory[directory] = size
        }
        return sizes
    }
}
