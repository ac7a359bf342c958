/// The bytes of an object, as far as a reader wanted them.
public struct ObjectContent: Equatable, Sendable {
    /// The object's first bytes, all of them unless the content is truncated.
    public let bytes: [UInt8]

    /// The object's size, in bytes.
    public let size: UInt64

    /// Whether the object goes on after ``bytes``.
    public var isTruncated: Bool { UInt64(bytes.count) < size }

    /// Creates content.
    public init(bytes: [UInt8], size: UInt64) {
        self.bytes = bytes
        self.size = size
    }
}

extension ObjectStore {
    /// Reads an object into memory, but never more than its first `limit` bytes, and checks that it did not change
    /// meanwhile. For objects that are small by nature; the others are streamed.
    ///
    /// - Throws: What ``open(_:)``, ``ObjectReader/read(at:into:)`` and ``ObjectReader/checkUnchanged()`` throw.
    public func readAll(_ key: ObjectKey, limit: Int) async throws(StorageError) -> ObjectContent {
        try await open(key).readAll(limit: limit)
    }
}

extension ObjectReader {
    /// Reads the object into memory, as ``ObjectStore/readAll(_:limit:)`` does.
    ///
    /// - Throws: What ``read(at:into:)`` and ``checkUnchanged()`` throw.
    public func readAll(limit: Int) async throws(StorageError) -> ObjectContent {
        let wanted = Int(clamping: min(size, UInt64(max(limit, 0))))
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: wanted, alignment: 16)
        defer { unsafe buffer.deallocate() }
        var count = 0
        while count < wanted {
            let rest = unsafe UnsafeMutableRawBufferPointer(rebasing: buffer[count...])
            let read = try await unsafe read(at: UInt64(count), into: rest)
            // A store that keeps its contract does not get here; one that does not must not keep us here.
            guard read > 0, read <= wanted - count else { throw .shorter(key, than: size, endsAt: UInt64(count)) }
            count += read
        }
        try await checkUnchanged()
        return unsafe ObjectContent(bytes: Array(buffer), size: size)
    }
}

extension StorageError {
    /// Says that an object ended before its size at opening.
    @inline(never)
    public static func shorter(_ key: ObjectKey, than size: UInt64, endsAt offset: UInt64) -> StorageError {
        StorageError(
            .changedWhileReading,
            .read,
            key.description,
            message: "ends at byte \(offset), had \(size) bytes when it was opened",
            advice: "read it again when nothing writes to the store"
        )
    }
}
