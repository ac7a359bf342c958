public import ObjectStorage

/// Something that goes wrong with an object or a directory.
public enum Fault: Hashable, Sendable {
    /// A listing whose scope is this directory fails before its first entry.
    case failListing(StorageError.Code)
    /// Opening fails.
    case failOpening(StorageError.Code)
    /// The object is listed, but gone when it is opened.
    case vanishAfterListing
    /// Reading fails as soon as a read reaches past this many bytes. One that begins before gets the bytes up to there.
    case failReading(afterBytes: UInt64, StorageError.Code)
    /// The bytes can be read, but the object is not the same at the end.
    case changeWhileReading
    /// Every read takes this much longer; no thread is held meanwhile.
    case slowReads(Duration)
    /// A read returns at most this many bytes, though more are asked for and there. No store may do that, see
    /// ``ObjectReader/read(at:into:)``; the fault shows that nobody takes such a read for the end of the object.
    case shortReads(maximumBytes: Int)
    /// The bits set in `mask` are wrong in the byte at `offset`, always.
    case flipBits(offset: UInt64, mask: UInt8)
}

/// A store whose objects have the faults that a test gives them; everything else is passed through.
public struct FaultInjectingStore: ObjectStore {
    private let base: any ObjectStore
    private let faults: [ObjectKey: [Fault]]

    /// Wraps `base`. The faults are given by key, for ``Fault/failListing(_:)`` by that of the directory.
    public init(_ base: any ObjectStore, faults: [ObjectKey: [Fault]]) {
        self.base = base
        self.faults = faults
    }

    /// Says which store it is: the wrapped one.
    public var location: StoreLocation { base.location }

    /// Number of requests of the wrapped store.
    public var requestCount: Int64 { base.requestCount }

    /// Lists the wrapped store, or fails.
    public func list(_ scope: ListingScope, _ visit: (ListingEntry) async throws -> Void) async throws {
        if let directory = scope.directory {
            for case .failListing(let code) in faults[directory] ?? [] { throw code.injected(.list, directory) }
        }
        try await base.list(scope, visit)
    }

    /// Opens an object of the wrapped store, or fails.
    public func open(_ key: ObjectKey) async throws(StorageError) -> any ObjectReader {
        guard let faults = faults[key] else { return try await base.open(key) }
        for fault in faults {
            switch fault {
            case .failOpening(let code): throw code.injected(.open, key)
            case .vanishAfterListing: throw StorageError.Code.notFound.injected(.open, key)
            default: continue
            }
        }
        return FaultInjectingReader(base: try await base.open(key), faults: faults)
    }
}

/// An object with faults.
private struct FaultInjectingReader: ObjectReader {
    let base: any ObjectReader
    let faults: [Fault]

    var key: ObjectKey { base.key }
    var size: UInt64 { base.size }
    var isDecompressed: Bool { base.isDecompressed }

    func read(at offset: UInt64, into buffer: UnsafeMutableRawBufferPointer) async throws(StorageError) -> Int {
        var wanted = buffer.count
        for fault in faults {
            switch fault {
            case .slowReads(let duration):
                // Cancellation cuts the wait short, as it does with a request on its way; the read itself goes on.
                try? await Task.sleep(for: duration)
            case .shortReads(let maximum):
                wanted = min(wanted, maximum)
            case .failReading(let limit, let code):
                if offset >= limit, offset < size, wanted > 0 { throw code.injected(.read, key) }
                if offset < limit { wanted = min(wanted, Int(clamping: limit - offset)) }
            default:
                continue
            }
        }
        let part = unsafe UnsafeMutableRawBufferPointer(rebasing: buffer[..<wanted])
        let count = try await unsafe base.read(at: offset, into: part)
        for case .flipBits(let place, let mask) in faults where place >= offset && place - offset < UInt64(count) {
            unsafe part[Int(place - offset)] ^= mask
        }
        return count
    }

    func checkUnchanged() async throws(StorageError) {
        if faults.contains(.changeWhileReading) { throw StorageError.Code.changedWhileReading.injected(.read, key) }
        try await base.checkUnchanged()
    }
}

extension StorageError.Code {
    fileprivate func injected(_ action: StorageError.Action, _ key: ObjectKey) -> StorageError {
        StorageError(self, action, key.description, message: "injected fault \(rawValue)")
    }
}
