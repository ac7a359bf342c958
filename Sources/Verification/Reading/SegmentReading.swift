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
        var window = Window()
        var demand = scanner.firstDemand
        while case .bytes(let needed) = demand {
            try Task.checkCancellation()
            window.drop(upTo: scanner.position)
            if window.bytes.count < needed { try await fill(&window, needed, reader, buffer) }
            if needed <= Self.headroom, UInt64(window.end) < reader.size,
                let next = try await consumeReadingAhead(&scanner, &window, reader, buffer)
            {
                demand = next
            } else {
                demand = scanner.consume(buffer.bytes(window.bytes))
            }
        }
        // What lies behind the terminator is no data and need not be read.
        progress.forBytes(of: reader).update { $0.bytesDone += Int64(clamping: reader.size) }
    }

    /// The part of the file that is in the buffer.
    private struct Window {
        /// Offset in the file of the first byte.
        var start: Int64 = 0
        /// Where the bytes are in the buffer.
        var bytes = 0..<0

        /// Offset in the file just past the last byte.
        var end: Int64 { start + Int64(bytes.count) }

        /// Leaves out the bytes in front of an offset in the file.
        mutating func drop(upTo position: Int64) {
            bytes = (bytes.lowerBound + Int(position - start))..<bytes.upperBound
            start = position
        }
    }

    /// Reads on until the window has as many bytes as are needed, and as many as fit.
    private func fill(
        _ window: inout Window,
        _ needed: Int,
        _ reader: any ObjectReader,
        _ buffer: ReadBuffer
    ) async throws {
        buffer.move(window.bytes, to: 0)
        window.bytes = 0..<window.bytes.count
        buffer.grow(to: needed, keeping: window.bytes.count)
        while window.bytes.count < needed {
            let read = try await read(reader, at: UInt64(window.end), into: buffer, from: window.bytes.upperBound)
            window.bytes = 0..<(window.bytes.count + read)
        }
    }

    private func read(
        _ reader: any ObjectReader,
        at offset: UInt64,
        into buffer: ReadBuffer,
        from start: Int
    ) async throws -> Int {
        let read = try await unsafe reader.read(at: offset, into: buffer.free(from: start))
        guard read > 0, read <= buffer.capacity - start else {
            throw StorageError.shorter(reader.key, than: reader.size, endsAt: offset)
        }
        progress.forBytes(of: reader).update { $0.bytesRead += Int64(read) }
        return read
    }

    // MARK: Reading ahead

    /// Room that is left in front of what is read ahead, for the record that begins in the window before: larger than
    /// nearly all records, and a multiple of the page.
    private static let headroom = 128 * 1024

    /// Lets the scanner take what it can while another thread already reads what follows the window; `nil`, with nothing
    /// done, when other files need all threads.
    ///
    /// Segments are read in order, so without this a single large one would keep one core busy and no more.
    private func consumeReadingAhead<Visitor>(
        _ scanner: inout SegmentScanner<Visitor>,
        _ window: inout Window,
        _ reader: any ObjectReader,
        _ buffer: ReadBuffer
    ) async throws -> SegmentScanner<Visitor>.Demand? {
        try await buffers.withSpareBuffer { spare in
            let end = UInt64(window.end)
            async let ahead = read(reader, at: end, into: spare.buffer, from: Self.headroom)
            let demand = scanner.consume(buffer.bytes(window.bytes))
            let count = try await ahead
            window.drop(upTo: scanner.position)
            window.bytes = spare.buffer.put(
                buffer.bytes(window.bytes),
                inFrontOf: Self.headroom..<(Self.headroom + count)
            )
            buffer.exchange(with: spare.buffer)
            return demand
        }
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
            progress.forBytes(of: reader).update { $0.bytesRead += Int64(read) }
        }
        return SegmentScan.isIntactRecord(buffer.bytes(0..<count), index: hint.index)
    }
}
