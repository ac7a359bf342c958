internal import Decompression
internal import ObjectStorage

/// Shows an object that is stored compressed as the file that it was.
///
/// No store records the file's size, so opening decompresses the object once, to its end: that gives the size, proves the
/// compressed bytes, and leaves the last bytes of the file in memory, which is where readers of tables begin. Reading then
/// decompresses a second time, from front to back; whoever reads behind what he read last time begins anew.
///
/// `@unchecked Sendable`: the stream is touched by whoever holds the one permit, the end is never changed.
final class DecompressingReader: ObjectReader, @unchecked Sendable {
    private let stored: any ObjectReader
    private let format: CompressionFormat
    private let progress: Progress
    private let end: FileEnd
    private let turn = Permits(1)
    private var stream: ContentStream?

    /// Opens what `stored` compresses.
    ///
    /// - Parameter endByteCount: Number of bytes at the end of the file that are kept in memory.
    /// - Throws: What `ContentStream.read(into:)` throws.
    init(
        _ stored: any ObjectReader,
        _ format: CompressionFormat,
        endByteCount: Int,
        _ progress: Progress
    ) async throws(StorageError) {
        self.stored = stored
        self.format = format
        self.progress = progress
        end = FileEnd(capacity: endByteCount)
        let stream = try ContentStream(stored, format, progress)
        while try await end.append(from: stream) {}
    }

    var key: ObjectKey { stored.key }
    var size: UInt64 { end.fileSize }
    var isDecompressed: Bool { true }

    func read(at offset: UInt64, into buffer: UnsafeMutableRawBufferPointer) async throws(StorageError) -> Int {
        guard offset < size else { return 0 }
        let wanted = Int(clamping: min(size - offset, UInt64(buffer.count)))
        guard wanted > 0 else { return 0 }
        let target = unsafe UnsafeMutableRawBufferPointer(rebasing: buffer[..<wanted])
        if unsafe end.copy(from: offset, into: target) { return wanted }
        try await turn.withPermit { () throws(StorageError) in
            do throws(StorageError) {
                try await unsafe readStream(at: offset, into: target)
            } catch {
                stream = nil
                // It was decompressed without a fault when it was opened.
                throw error.code == .compressionInvalid ? .changed(key) : error
            }
        }
        return wanted
    }

    private func readStream(at offset: UInt64, into target: UnsafeMutableRawBufferPointer) async throws(StorageError) {
        if let open = stream, open.position > offset { stream = nil }
        let stream: ContentStream
        if let open = self.stream { stream = open } else { stream = try ContentStream(stored, format, progress) }
        self.stream = stream
        try await skip(stream, to: offset)
        guard try await unsafe stream.read(into: target) == target.count else { throw .changed(key) }
        // Its memory is not needed any more.
        if stream.position == size { self.stream = nil }
    }

    private func skip(_ stream: ContentStream, to offset: UInt64) async throws(StorageError) {
        guard stream.position < offset else { return }
        let scratch = UnsafeMutableRawBufferPointer.allocate(byteCount: 64 * 1024, alignment: 16)
        defer { unsafe scratch.deallocate() }
        while stream.position < offset {
            let wanted = Int(min(offset - stream.position, UInt64(scratch.count)))
            let part = unsafe UnsafeMutableRawBufferPointer(rebasing: scratch[..<wanted])
            guard try await unsafe stream.read(into: part) == wanted else { throw .changed(key) }
        }
    }

    func checkUnchanged() async throws(StorageError) {
        try await stored.checkUnchanged()
    }
}

extension StorageError {
    /// Says that a compressed object gave another content than when it was opened.
    fileprivate static func changed(_ key: ObjectKey) -> StorageError {
        StorageError(
            .changedWhileReading,
            .read,
            key.description,
            message: "gives another content than when it was opened",
            advice: "read it again when nothing writes to the store"
        )
    }
}
