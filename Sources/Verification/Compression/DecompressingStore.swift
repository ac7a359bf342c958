internal import BackupCatalog
internal import BackupModel
internal import Decompression
internal import ObjectStorage
internal import SafeText
internal import ZeebeFormat

/// Shows the files of one copy as they were before they were stored, whether compressed or not (store-layout §9.1).
struct DecompressingStore: ObjectStore {
    private let base: any ObjectStore
    /// What the manifest says of files that are stored compressed.
    private let compressions: [ObjectKey: String]
    private let permits: Permits
    private let progress: Progress
    private let countsDone: Bool

    /// The most bytes at the end of a table that are kept: index, filters and what else stands behind its data.
    private static let tableEndByteCount = 1024 * 1024

    /// The most bytes at the end of other files, which are read from front to back.
    private static let endByteCount = 64 * 1024

    /// Returns the store that shows the files of a copy as they were; the store itself where none is compressed.
    ///
    /// - Parameters:
    ///   - permits: How many files may be decompressed at once while they are opened.
    ///   - progress: Where to count what is read of the store.
    ///   - countsDone: Whether the stored bytes of a file are done when it is open: where stored bytes were planned.
    static func files(
        of manifest: Manifest,
        at place: CopyPlace,
        in store: any ObjectStore,
        _ permits: Permits,
        _ progress: Progress,
        countsDone: Bool = true
    ) -> any ObjectStore {
        guard !manifest.compressions.isEmpty else { return store }
        var compressions: [ObjectKey: String] = [:]
        for (name, compression) in manifest.compressions {
            for fileSet in SplitLayout.FileSet.allCases {
                if let key = try? place.contentKey(fileSet, name) { compressions[key] = compression }
            }
        }
        return DecompressingStore(
            base: store,
            compressions: compressions,
            permits: permits,
            progress: progress,
            countsDone: countsDone
        )
    }

    private init(
        base: any ObjectStore,
        compressions: [ObjectKey: String],
        permits: Permits,
        progress: Progress,
        countsDone: Bool
    ) {
        self.base = base
        self.compressions = compressions
        self.permits = permits
        self.progress = progress
        self.countsDone = countsDone
    }

    var location: StoreLocation { base.location }

    /// Lists the store as it is, with the sizes that objects have in it.
    func list(_ scope: ListingScope, _ visit: (ListingEntry) async throws -> Void) async throws {
        try await base.list(scope, visit)
    }

    /// Opens a file; one that is stored compressed is decompressed to its end.
    ///
    /// - Throws: `StorageError`; of codes `compressionInvalid` and `compressionUnsupported` for what is wrong with the
    ///   compressed bytes; of code `cancelled`.
    func open(_ key: ObjectKey) async throws(StorageError) -> any ObjectReader {
        guard let name = compressions[key] else { return try await base.open(key) }
        guard let format = CompressionFormat(name: name) else {
            throw StorageError(
                .compressionUnsupported,
                .read,
                key.description,
                message:
                    "it is stored compressed as \(PrintableText.form(of: name)), which this program does not decompress"
            )
        }
        let stored = try await base.open(key)
        var endByteCount = Self.endByteCount
        if case .table = DatabaseFileName(String(key.lastComponent)) { endByteCount = Self.tableEndByteCount }
        do throws(StorageError) {
            let reader = try await permits.withPermit { () throws(StorageError) in
                try await DecompressingReader(stored, format, endByteCount: endByteCount, progress)
            }
            if countsDone { progress.update { $0.bytesDone += Int64(clamping: stored.size) } }
            return reader
        } catch {
            guard error.code == .compressionInvalid else { throw error }
            try await stored.checkUnchanged()
            throw try await explain(error, stored, format)
        }
    }

    /// Says so where the object's first bytes show that it is stored in another way than the manifest says.
    private func explain(
        _ error: StorageError,
        _ stored: any ObjectReader,
        _ format: CompressionFormat
    ) async throws(StorageError) -> StorageError {
        let bytes = try await stored.firstBytes(CompressionFormat.magicByteCount)
        guard !bytes.isEmpty, !format.canBegin(with: bytes) else { return error }
        let found = CompressionFormat(firstBytes: bytes).map { "begins as \($0.rawValue)" } ?? "does not begin so"
        return StorageError(
            error.code,
            error.action,
            error.path,
            message: "the manifest says that it is compressed as \(format.rawValue), but it \(found): \(error.message)",
            cause: error.cause,
            offset: error.offset
        )
    }
}

extension ObjectReader {
    /// Reads the object's first bytes, at most `count`.
    func firstBytes(_ count: Int) async throws(StorageError) -> [UInt8] {
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: count, alignment: 16)
        defer { unsafe buffer.deallocate() }
        let read = try await unsafe read(at: 0, into: buffer)
        return unsafe Array(buffer.prefix(max(read, 0)))
    }
}
