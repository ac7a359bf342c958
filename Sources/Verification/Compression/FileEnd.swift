internal import ObjectStorage

/// The last bytes of a file that passes by once, and its size.
@safe
final class FileEnd {
    /// The file's bytes, each at its offset modulo the capacity.
    private let ring: UnsafeMutableRawBufferPointer

    /// Number of bytes that passed by.
    private(set) var fileSize: UInt64 = 0

    /// Creates the end of an empty file, of which at most `capacity` bytes are kept.
    init(capacity: Int) {
        unsafe ring = UnsafeMutableRawBufferPointer.allocate(byteCount: max(capacity, 1), alignment: 4096)
    }

    deinit {
        unsafe ring.deallocate()
    }

    private var capacity: UInt64 { unsafe UInt64(ring.count) }

    /// Lets the next bytes of a stream pass by.
    ///
    /// - Returns: Whether there may be more.
    func append(from stream: ContentStream) async throws(StorageError) -> Bool {
        let place = Int(fileSize % capacity)
        let free = unsafe UnsafeMutableRawBufferPointer(rebasing: ring[place...])
        let count = try await unsafe stream.read(into: free)
        fileSize += UInt64(count)
        return count == free.count
    }

    /// Copies the bytes from `offset` on, if all of them are kept.
    ///
    /// - Returns: Whether they are.
    func copy(from offset: UInt64, into target: UnsafeMutableRawBufferPointer) -> Bool {
        let count = UInt64(target.count)
        guard offset >= fileSize - min(fileSize, capacity), offset <= fileSize, count <= fileSize - offset else {
            return false
        }
        let place = Int(offset % capacity)
        let first = unsafe min(target.count, ring.count - place)
        unsafe target.copyMemory(from: UnsafeRawBufferPointer(rebasing: ring[place..<(place + first)]))
        unsafe UnsafeMutableRawBufferPointer(rebasing: target[first...]).copyMemory(
            from: UnsafeRawBufferPointer(rebasing: ring[..<(target.count - first)])
        )
        return true
    }
}
