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
        let reader = try await open(key)
        let wanted = Int(clamping: min(reader.size, UInt64(max(limit, 0))))
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: wanted, alignment: 16)
        defer { unsafe buffer.deallocate() }
        var count = 0
        while count < wanted {
            let rest = unsafe UnsafeMutableRawBufferPointer(rebasing: buffer[count...])
            let read = try await unsafe reader.read(at: UInt64(count), into: rest)
            // A store that keeps its contract does not get here; one that does not must not keep us here.
            guard read > 0, read <= wanted - count else {
                throw .shorter(key, than: reader.size, endsAt: UInt64(count))
            }
            count += read
        }
        try await reader.checkUnchanged()
        return unsafe ObjectContent(bytes: Array(buffer), size: reader.size)
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
