internal import ObjectStorage
internal import ZeebeFormat

/// Reads a journal segment file once, in order, through a scanner.
struct SegmentReading {
    let store: any ObjectStore
    let buffers: BufferPool
    let progress: Progress

    /// What came of one segment file.
    struct Outcome: Sendable {
        var scan: SegmentScan
        var hintRecordIsIntact: Bool?
    }

    /// Proves the segment at `key`.
    ///
    /// - Throws: `StorageError`; `CancellationError`.
    func scan(_ key: ObjectKey, target: SegmentScanTarget) async throws -> Outcome {
        let (scan, hint, _) = try await scan(key, target: target, visitor: NoVisitor())
        return Outcome(scan: scan, hintRecordIsIntact: hint)
    }

    /// Proves the segment at `key` and shows its entries to `visitor`.
    func scan<Visitor: JournalEntryVisitor & Sendable>(
        _ key: ObjectKey,
        target: SegmentScanTarget,
        visitor: Visitor
    ) async throws -> (scan: SegmentScan, hintRecordIsIntact: Bool?, visitor: Visitor) {
        let reader = try await store.open(key)
        progress.update { $0.objectsRead += 1 }
        return try await buffers.withBuffer { buffer in
            var scanner = SegmentScanner(
                fileSize: Int64(clamping: reader.size),
                target: target,
                visitor: visitor
            )
            try await drive(&scanner, reader, buffer)
            let scan = scanner.scan
            var hintRecordIsIntact: Bool?
            if let hint = scan.hintRecordToProve {
                hintRecordIsIntact = try await prove(hint, reader, buffer)
            }
            try await reader.checkUnchanged()
            return (scan, hintRecordIsIntact, scanner.visitor)
        }
    }

    private func drive<Visitor>(
        _ scanner: inout SegmentScanner<Visitor>,
        _ reader: any ObjectReader,
        _ buffer: ReadBuffer
    ) async throws {
        var windowStart: Int64 = 0
        var count = 0
        var demand = scanner.firstDemand
        while case .bytes(let needed) = demand {
            try Task.checkCancellation()
            let consumed = Int(scanner.position - windowStart)
            buffer.moveToFront(consumed..<count)
            count -= consumed
            windowStart = scanner.position
            buffer.grow(to: needed, keeping: count)
            while count < needed {
                let offset = UInt64(windowStart) + UInt64(count)
                let read = try await unsafe reader.read(at: offset, into: buffer.free(from: count))
                guard read > 0, read <= buffer.capacity - count else {
                    throw StorageError.shorter(reader.key, than: reader.size, endsAt: offset)
                }
                count += read
                progress.update { $0.bytesRead += Int64(read) }
            }
            demand = scanner.consume(buffer.bytes(0..<count))
        }
        // What lies behind the terminator is no data and need not be read.
        progress.update { $0.bytesDone += Int64(clamping: reader.size) }
    }

    /// Reads the record that the descriptor's hint names and proves it.
    private func prove(
        _ hint: (offset: Int64, index: Int64),
        _ reader: any ObjectReader,
        _ buffer: ReadBuffer
    ) async throws -> Bool {
        let limit = Int64(SegmentScanner<NoVisitor>.maximumRecordByteCount)
        let available = min(Int64(clamping: reader.size) - hint.offset, limit)
        guard available > 0 else { return false }
        buffer.grow(to: Int(available), keeping: 0)
        var count = 0
        while count < Int(available) {
            try Task.checkCancellation()
            let rest = Int(available) - count
            let read = try await unsafe reader.read(
                at: UInt64(hint.offset) + UInt64(count),
                into: buffer.free(from: count, count: min(rest, ReadBuffer.byteCount))
            )
            guard read > 0, read <= rest else { break }
            count += read
            progress.update { $0.bytesRead += Int64(read) }
        }
        return SegmentScan.isIntactRecord(buffer.bytes(0..<count), index: hint.index)
    }
}
