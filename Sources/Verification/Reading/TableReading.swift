internal import Checksums
internal import Decompression
internal import ObjectStorage
internal import ZeebeFormat

/// Reads a RocksDB table once: its blocks are proved and its checksum computed on the same pass, large tables by several
/// readers at once. Only the end of a table larger than a buffer, which says where its blocks are, is read twice.
struct TableReading {
    let store: any ObjectStore
    let buffers: BufferPool
    let progress: Progress

    private let decompressor = LibraryDecompressor()

    /// What came of one table.
    struct Outcome: Sendable {
        /// CRC-32C of all bytes.
        var checksum: UInt32
        /// What is wrong with its blocks and bounds.
        var faults: [RocksDBFault]
        /// The entries that say where the state is in the log.
        var state: StateCollector
    }

    private struct PartOutcome: Sendable {
        var checksum: CRC32C
        var scan: TableScan
        var state: StateCollector
    }

    /// Proves an open table.
    ///
    /// - Parameter table: What the MANIFEST says of it.
    /// - Throws: `StorageError`; `CancellationError`.
    func read(_ reader: any ObjectReader, table: LiveTable) async throws -> Outcome {
        progress.update { $0.objectsRead += 1 }
        if reader.size <= UInt64(ReadBuffer.byteCount) {
            let outcome = try await readAtOnce(reader, table)
            try await reader.checkUnchanged()
            return outcome
        }
        let layout: TableLayout
        switch try await open(reader, table) {
        case .success(let found): layout = found
        case .failure(let fault):
            let checksum = try await FileChecksum(store: store, buffers: buffers, progress: progress).compute(reader)
            return Outcome(checksum: checksum, faults: [fault], state: StateCollector())
        }
        let parts = reader.isDecompressed ? [layout.whole] : layout.parts(ofAbout: FileChecksum.partByteCount)
        var joined = try await read(parts, of: layout, reader)
        try await reader.checkUnchanged()
        joined.scan.conclude(layout, table: table)
        return Outcome(checksum: joined.checksum.value, faults: joined.scan.faults, state: joined.state)
    }

    /// Reads a table that fits into a buffer: then not even its end is read twice.
    private func readAtOnce(_ reader: any ObjectReader, _ table: LiveTable) async throws -> Outcome {
        try await buffers.withBuffer { buffer in
            var window = FileWindow(reader, buffer, from: 0, to: reader.size, progress)
            try await window.fill(Int(reader.size))
            progress.forBytes(of: reader).update { $0.bytesDone += Int64(reader.size) }
            return prove(window.bytes, table)
        }
    }

    /// Proves a table that is in memory as a whole.
    private func prove(_ bytes: RawSpan, _ table: LiveTable) -> Outcome {
        let checksum = CRC32C.checksum(of: bytes)
        var opener = TableOpener(
            fileSize: UInt64(bytes.byteCount),
            tailByteCount: table.tailByteCount,
            decompressor: decompressor
        )
        do throws(RocksDBFault) {
            while case .bytes(let offset, let count) = opener.demand {
                try opener.supply(bytes.extracting(Int(offset)..<(Int(offset) + count)))
            }
            guard let layout = opener.layout else {
                throw RocksDBFault(.tableBlock, at: 0, "the table has no readable layout")
            }
            var scanner = TableScanner(
                layout,
                part: layout.whole,
                visitor: StateCollector(),
                decompressor: decompressor
            )
            // The whole table is at hand, so one step takes all of it.
            guard case .nothing = scanner.consume(bytes) else {
                throw RocksDBFault(.tableBlock, at: scanner.position, "the table ends inside a block")
            }
            var scan = scanner.scan
            scan.conclude(layout, table: table)
            return Outcome(checksum: checksum, faults: scan.faults, state: scanner.visitor)
        } catch {
            return Outcome(checksum: checksum, faults: [error], state: StateCollector())
        }
    }

    /// Finds out where the table's blocks are.
    private func open(_ reader: any ObjectReader, _ table: LiveTable) async throws -> Result<TableLayout, RocksDBFault>
    {
        try await buffers.withBuffer { buffer in
            var opener = TableOpener(
                fileSize: reader.size,
                tailByteCount: table.tailByteCount,
                decompressor: decompressor
            )
            while case .bytes(let offset, let count) = opener.demand {
                var window = FileWindow(reader, buffer, from: offset, to: offset + UInt64(count), progress)
                try await window.fill(count)
                do throws(RocksDBFault) {
                    try opener.supply(window.bytes)
                } catch {
                    return .failure(error)
                }
            }
            guard let layout = opener.layout else {
                return .failure(RocksDBFault(.tableBlock, at: 0, "the table has no readable layout"))
            }
            return .success(layout)
        }
    }

    /// Reads the parts, a bounded number of them ahead, and joins what they give in the order of the file.
    private func read(_ parts: [TablePart], of layout: TableLayout, _ reader: any ObjectReader) async throws
        -> PartOutcome
    {
        try await withThrowingTaskGroup(of: (index: Int, outcome: PartOutcome).self) { group in
            var joined: PartOutcome?
            var waiting: [Int: PartOutcome] = [:]
            var nextToJoin = 0
            var nextToStart = 0
            while nextToJoin < parts.count {
                while nextToStart < parts.count, nextToStart < nextToJoin + 16 {
                    let index = nextToStart
                    group.addTask { (index, try await readPart(parts[index], of: layout, reader)) }
                    nextToStart += 1
                }
                guard let part = try await group.next() else { break }
                waiting[part.index] = part.outcome
                while let next = waiting.removeValue(forKey: nextToJoin) {
                    joined = join(joined, next, parts[nextToJoin])
                    nextToJoin += 1
                }
            }
            return joined ?? PartOutcome(checksum: CRC32C(), scan: TableScan(), state: StateCollector())
        }
    }

    private func join(_ first: PartOutcome?, _ next: PartOutcome, _ part: TablePart) -> PartOutcome {
        guard var joined = first else { return next }
        let length = part.bytes.upperBound - part.bytes.lowerBound
        joined.checksum = CRC32C(
            resumingFrom: CRC32C.combine(joined.checksum.value, next.checksum.value, lengthOfSecond: length)
        )
        joined.scan.append(next.scan)
        joined.state.merge(next.state)
        return joined
    }

    private func readPart(
        _ part: TablePart,
        of layout: TableLayout,
        _ reader: any ObjectReader
    ) async throws -> PartOutcome {
        let progress = progress.forBytes(of: reader)
        return try await buffers.withBuffer { buffer in
            var window = FileWindow(
                reader,
                buffer,
                from: part.bytes.lowerBound,
                to: part.bytes.upperBound,
                progress
            )
            var scanner = TableScanner(layout, part: part, visitor: StateCollector(), decompressor: decompressor)
            var checksum = CRC32C()
            while case .bytes(let needed) = scanner.demand {
                try await window.fill(needed)
                let consumed = consume(window.bytes, &scanner, &checksum)
                progress.update { $0.bytesDone += Int64(consumed) }
                window.drop(consumed)
            }
            return PartOutcome(checksum: checksum, scan: scanner.scan, state: scanner.visitor)
        }
    }

    /// Passes what there is to the scanner and the checksum in pieces, so that both find a block in the processor's nearest
    /// memory.
    ///
    /// - Returns: How many bytes the scanner took.
    private func consume(
        _ bytes: RawSpan,
        _ scanner: inout TableScanner<StateCollector>,
        _ checksum: inout CRC32C
    ) -> Int {
        let start = scanner.position
        var done = 0
        while case .bytes(let needed) = scanner.demand, bytes.byteCount - done >= needed {
            let end = min(bytes.byteCount, done + max(needed, Self.pieceByteCount))
            _ = scanner.consume(bytes.extracting(done..<end))
            let position = Int(scanner.position - start)
            checksum.update(bytes.extracting(done..<position))
            done = position
        }
        return done
    }

    /// A little more than a data block.
    private static let pieceByteCount = 40 * 1024
}
