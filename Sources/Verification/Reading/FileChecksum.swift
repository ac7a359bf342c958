internal import Checksums
internal import ObjectStorage

/// Computes the CRC-32C of whole files, large ones by several readers at once.
struct FileChecksum {
    let store: any ObjectStore
    let buffers: BufferPool
    let progress: Progress

    /// Files are divided into parts of this size; each part is read by one task.
    static let partByteCount: UInt64 = 32 * 1024 * 1024

    /// Reads a file once and returns the checksum of all its bytes.
    ///
    /// - Throws: `StorageError`; `CancellationError`.
    func compute(_ key: ObjectKey) async throws -> UInt32 {
        let reader = try await store.open(key)
        progress.update { $0.objectsRead += 1 }
        return try await compute(reader)
    }

    /// Reads an open file once and returns the checksum of all its bytes.
    ///
    /// - Throws: `StorageError`; `CancellationError`.
    func compute(_ reader: any ObjectReader) async throws -> UInt32 {
        let size = reader.size
        let checksum: UInt32
        if size <= Self.partByteCount || reader.isDecompressed {
            checksum = try await computePart(reader, 0..<size)
        } else {
            checksum = try await computeParts(reader, size: size)
        }
        try await reader.checkUnchanged()
        return checksum
    }

    private func computeParts(_ reader: any ObjectReader, size: UInt64) async throws -> UInt32 {
        let count = (size + Self.partByteCount - 1) / Self.partByteCount
        return try await withThrowingTaskGroup(of: (index: UInt64, checksum: UInt32).self) { group in
            var parts: [UInt64: UInt32] = [:]
            var combined: UInt32 = 0
            var nextToCombine: UInt64 = 0
            var nextToStart: UInt64 = 0
            func range(_ index: UInt64) -> Range<UInt64> {
                let start = index * Self.partByteCount
                return start..<min(start + Self.partByteCount, size)
            }
            while nextToCombine < count {
                // Parts that wait for an earlier one are numbers only: any count of them may be ahead.
                while nextToStart < count, nextToStart < nextToCombine + 16 {
                    let index = nextToStart
                    group.addTask { (index, try await computePart(reader, range(index))) }
                    nextToStart += 1
                }
                guard let part = try await group.next() else { break }
                parts[part.index] = part.checksum
                while let checksum = parts.removeValue(forKey: nextToCombine) {
                    let part = range(nextToCombine)
                    combined = CRC32C.combine(combined, checksum, lengthOfSecond: part.upperBound - part.lowerBound)
                    nextToCombine += 1
                }
            }
            return combined
        }
    }

    private func computePart(_ reader: any ObjectReader, _ range: Range<UInt64>) async throws -> UInt32 {
        let progress = progress.forBytes(of: reader)
        return try await buffers.withBuffer { buffer in
            var crc = CRC32C()
            var offset = range.lowerBound
            while offset < range.upperBound {
                try Task.checkCancellation()
                let wanted = Int(min(range.upperBound - offset, UInt64(buffer.capacity)))
                let count = try await unsafe reader.read(at: offset, into: buffer.free(from: 0, count: wanted))
                guard count > 0, count <= wanted else {
                    throw StorageError.shorter(reader.key, than: reader.size, endsAt: offset)
                }
                crc.update(buffer.bytes(0..<count))
                offset += UInt64(count)
                progress.update {
                    $0.bytesRead += Int64(count)
                    $0.bytesDone += Int64(count)
                }
            }
            return crc.value
        }
    }
}
