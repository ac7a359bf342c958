internal import Decompression
internal import ObjectStorage

/// The content of a compressed object from its beginning on, read and decompressed piece by piece.
///
/// Not `Sendable`: it belongs to the task that reads.
@safe
final class ContentStream {
    private let stored: any ObjectReader
    private let format: CompressionFormat
    private let progress: Progress
    private let stream: DecompressionStream
    private let buffer: UnsafeMutableRawBufferPointer
    /// The bytes in the buffer that were not decompressed yet.
    private var waiting = 0..<0
    /// Number of bytes of the object that were read.
    private var readByteCount: UInt64 = 0

    /// Number of bytes of content that were handed out.
    var position: UInt64 { stream.producedByteCount }

    private static let bufferByteCount = 1024 * 1024

    /// Creates a stream of which nothing was read.
    init(_ stored: any ObjectReader, _ format: CompressionFormat, _ progress: Progress) throws(StorageError) {
        self.stored = stored
        self.format = format
        self.progress = progress
        do throws(CompressionFault) {
            stream = try DecompressionStream(format)
        } catch {
            throw Self.error(error, stored.key, format)
        }
        let byteCount = Int(clamping: min(stored.size, UInt64(Self.bufferByteCount)))
        unsafe buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: byteCount, alignment: 4096)
    }

    deinit {
        unsafe buffer.deallocate()
    }

    /// Fills `target` with the next bytes of the content.
    ///
    /// - Returns: The number of bytes: that of the target, unless the content ends before; then the object was read to its
    ///   end and is one whole stream.
    /// - Throws: `StorageError` of the store; of codes `compressionInvalid` and `compressionUnsupported` for what is wrong
    ///   with the compressed bytes; of code `cancelled`.
    func read(into target: UnsafeMutableRawBufferPointer) async throws(StorageError) -> Int {
        var count = 0
        while count < target.count {
            // A few bytes may be compressed from very many, so that one call can take long.
            if Task.isCancelled { throw StorageError(.cancelled, .read, stored.key.description, message: "cancelled") }
            if waiting.isEmpty { try await fill() }
            let produced = try unsafe decompress(into: UnsafeMutableRawBufferPointer(rebasing: target[count...]))
            count += produced
            guard produced == 0, waiting.isEmpty, readByteCount == stored.size else { continue }
            do throws(CompressionFault) {
                try stream.finish()
            } catch {
                throw Self.error(error, stored.key, format)
            }
            return count
        }
        return count
    }

    /// Reads the next bytes of the object, if there are any.
    private func fill() async throws(StorageError) {
        let wanted = unsafe Int(clamping: min(stored.size - readByteCount, UInt64(buffer.count)))
        guard wanted > 0 else { return }
        let count = try await unsafe stored.read(
            at: readByteCount,
            into: UnsafeMutableRawBufferPointer(rebasing: buffer[..<wanted])
        )
        guard count > 0, count <= wanted else {
            throw .shorter(stored.key, than: stored.size, endsAt: readByteCount)
        }
        readByteCount += UInt64(count)
        waiting = 0..<count
        progress.update { $0.bytesRead += Int64(count) }
    }

    /// Decompresses what is in the buffer.
    private func decompress(into target: UnsafeMutableRawBufferPointer) throws(StorageError) -> Int {
        let input = unsafe RawSpan(_unsafeBytes: UnsafeRawBufferPointer(rebasing: buffer[waiting]))
        var output = unsafe MutableRawSpan(_unsafeBytes: target)
        do throws(CompressionFault) {
            let (consumed, produced) = try stream.decompress(input, into: &output)
            waiting = (waiting.lowerBound + consumed)..<waiting.upperBound
            return produced
        } catch {
            throw Self.error(error, stored.key, format)
        }
    }

    private static func error(
        _ fault: CompressionFault,
        _ key: ObjectKey,
        _ format: CompressionFormat
    ) -> StorageError {
        StorageError(
            fault.kind == .beyondLimits ? .compressionUnsupported : .compressionInvalid,
            .read,
            key.description,
            message: "cannot decompress it as \(format.rawValue): \(fault)",
            cause: fault.kind.rawValue,
            offset: fault.offset
        )
    }
}
