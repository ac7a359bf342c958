/// A place that holds objects under keys, read only.
///
/// There is no way to write: what this program is given, it cannot change. Everything that lives in the store is hostile
/// input, names included. Wrappers (faults, recording, retries) are stores too.
///
/// A store may block the thread that runs its functions (local files do, as Linux has no better way to read them), so
/// callers with many objects run them on ``BlockingWorkers``. The functions never hop to another executor themselves.
public protocol ObjectStore: Sendable {
    /// Says which store it is.
    var location: StoreLocation { get }

    /// Number of requests that were sent to a service so far, repeated ones included; 0 where there is no service.
    var requestCount: Int64 { get }

    /// Reports what is in the store to `visit`, one entry at a time, each entry once.
    ///
    /// Entries come in ascending order of their keys' bytes, a directory as if its name ended in `/`. That is the order
    /// of object stores, `a-b` before `a/b` before `ab`, and it is the same for both scopes. Numbers hence do not come
    /// in numeric order.
    ///
    /// A directory is matched by whole components: `a/1` does not cover `a/10`. One that does not exist, or that is
    /// nothing but an object, has no entries, and neither has one that vanishes meanwhile. One that is there but cannot
    /// be listed is an error, never an empty listing.
    ///
    /// Memory is bounded by the largest directory or page, not by the number of entries.
    ///
    /// - Throws: ``StorageError`` if the listing cannot be completed; what was reported until then stays true.
    ///   `CancellationError` once the task is cancelled. Whatever `visit` throws, which ends the listing.
    func list(_ scope: ListingScope, _ visit: (ListingEntry) async throws -> Void) async throws

    /// Opens an object for reading.
    ///
    /// - Throws: ``StorageError/Code/notFound``, ``StorageError/Code/notAnObject`` and
    ///   ``StorageError/Code/leavesStore`` for what the key names; ``StorageError/Code/permissionDenied``,
    ///   ``StorageError/Code/unreachable`` and ``StorageError/Code/io`` for the store's refusal.
    func open(_ key: ObjectKey) async throws(StorageError) -> any ObjectReader
}

extension ObjectStore {
    /// 0: there is no service.
    public var requestCount: Int64 { 0 }
}

/// An object that is open for reading. It closes itself when nobody holds it any more.
public protocol ObjectReader: Sendable {
    /// The object's key.
    var key: ObjectKey { get }

    /// The object's size in bytes when it was opened.
    var size: UInt64 { get }

    /// Whether it shows the content of an object that is stored compressed.
    ///
    /// Then its bytes are none of the store's, and it is read by one task from front to back: going back begins anew.
    var isDecompressed: Bool { get }

    /// Reads bytes from `offset` on into `buffer`, until the buffer is full or the object, by its ``size``, ends.
    ///
    /// Several tasks may read at once. An object that has grown is still read up to ``size`` only, so every loop ends.
    ///
    /// - Returns: The number of bytes read: the buffer's, unless the object ends before; 0 only for an empty buffer and
    ///   at or past the end.
    /// - Throws: ``StorageError/Code/changedWhileReading`` when the object turns out to be shorter than ``size`` or is
    ///   gone; ``StorageError/Code/unreachable`` and ``StorageError/Code/io`` when the store fails.
    func read(at offset: UInt64, into buffer: UnsafeMutableRawBufferPointer) async throws(StorageError) -> Int

    /// Checks that the object is still the one that was opened, unchanged, so that what was read belongs together.
    ///
    /// - Throws: ``StorageError/Code/changedWhileReading`` if not.
    func checkUnchanged() async throws(StorageError)
}

extension ObjectReader {
    /// Most readers show objects as they are stored.
    public var isDecompressed: Bool { false }
}
