public import ObjectStorage
import Synchronization

/// A store that passes everything on to another and remembers what it was asked for.
public final class RecordingStore: ObjectStore {
    /// One call.
    public enum Call: Hashable, Sendable {
        /// A listing.
        case list(ListingScope)
        /// The opening of an object, also one that failed.
        case open(ObjectKey)
        /// A read, with the bytes that were delivered; none if it failed.
        case read(ObjectKey, Range<UInt64>)
        /// A check that an object is unchanged.
        case checkUnchanged(ObjectKey)
    }

    private let base: any ObjectStore
    private let recorded = Mutex<[Call]>([])

    /// Wraps `base`.
    public init(_ base: any ObjectStore) {
        self.base = base
    }

    /// All calls until now, in the order in which they were done.
    public var calls: [Call] { recorded.withLock { $0 } }

    /// The delivered ranges of one object, in order.
    public func reads(of key: ObjectKey) -> [Range<UInt64>] {
        calls.compactMap { if case .read(key, let range) = $0 { range } else { nil } }
    }

    /// How often an object was opened.
    public func openings(of key: ObjectKey) -> Int {
        calls.count { $0 == .open(key) }
    }

    /// Forgets all calls.
    public func forget() {
        recorded.withLock { $0 = [] }
    }

    /// Says which store it is: the wrapped one.
    public var location: StoreLocation { base.location }

    /// Number of requests of the wrapped store.
    public var requestCount: Int64 { base.requestCount }

    /// Lists the wrapped store.
    public func list(_ scope: ListingScope, _ visit: (ListingEntry) async throws -> Void) async throws {
        record(.list(scope))
        try await base.list(scope, visit)
    }

    /// Opens an object of the wrapped store.
    public func open(_ key: ObjectKey) async throws(StorageError) -> any ObjectReader {
        record(.open(key))
        return RecordingReader(base: try await base.open(key), store: self)
    }

    fileprivate func record(_ call: Call) {
        recorded.withLock { $0.append(call) }
    }
}

/// An object that tells its store what is done with it.
private struct RecordingReader: ObjectReader {
    let base: any ObjectReader
    let store: RecordingStore

    var key: ObjectKey { base.key }
    var size: UInt64 { base.size }
    var isDecompressed: Bool { base.isDecompressed }

    func read(at offset: UInt64, into buffer: UnsafeMutableRawBufferPointer) async throws(StorageError) -> Int {
        do throws(StorageError) {
            let count = try await unsafe base.read(at: offset, into: buffer)
            store.record(.read(key, offset..<offset + UInt64(count)))
            return count
        } catch {
            store.record(.read(key, offset..<offset))
            throw error
        }
    }

    func checkUnchanged() async throws(StorageError) {
        store.record(.checkUnchanged(key))
        try await base.checkUnchanged()
    }
}
