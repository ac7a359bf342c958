internal import BackupCatalog
internal import BackupModel
internal import Decompression
internal import ObjectStorage
internal import SafeText
internal import ZeebeFormat

/// Reads the database in the snapshot of one copy to its end and counts what is present in it.
///
/// Of a table, its end and its data blocks are read, each proved by its checksum; one table of each chain is open.
struct ContentReading {
    let store: any ObjectStore
    let buffers: BufferPool
    let progress: Progress
    let place: CopyPlace
    let manifest: Manifest

    /// What the database holds.
    struct Content: Sendable {
        var state: StateContent
        var uncountedLogs: [PartitionContent.UncountedLog]
    }

    /// Reads the database.
    ///
    /// - Throws: `ContentProblem` when it cannot be read to its end; `CancellationError`.
    func run() async throws -> Content {
        let names = Set(manifest.snapshotFiles)
        let database = try await openDatabase(names)
        let tables = database.tables.filter { $0.columnFamily == 0 }
        for table in tables where !names.contains(table.fileName) {
            throw problem(table.fileName, "the database needs this table, and the backup does not list it")
        }
        let byteCount = tables.reduce(0 as UInt64) { $0.addingReportingOverflow($1.size).partialValue }
        progress.update {
            $0.copiesStarted += 1
            $0.bytesPlanned = $0.bytesPlanned.addingReportingOverflow(Int64(clamping: byteCount)).partialValue
        }
        let state = try await count(tables)
        return Content(state: state, uncountedLogs: try await logs(names, database))
    }

    // MARK: CURRENT, MANIFEST and logs

    private func openDatabase(_ names: Set<String>) async throws -> RocksDBManifest {
        let database = DatabaseCheck(
            store: store,
            tables: TableReading(store: store, buffers: buffers, progress: progress),
            place: place,
            files: names.map { ($0, 0) }
        )
        let opening = try await database.open()
        if let found = opening.manifest { return found }
        if let finding = opening.findings.first { throw problem(finding) }
        if let violation = opening.violations.first {
            throw problem(
                violation.fileName ?? CurrentFile.fileName,
                violation.detail,
                violation.rule == .unsupported ? .unsupported : .damage
            )
        }
        throw problem(CurrentFile.fileName, "the snapshot has no such file, so its database cannot be opened")
    }

    /// Write-ahead logs that are not empty and hold what is not in the tables.
    private func logs(
        _ names: Set<String>,
        _ database: RocksDBManifest
    ) async throws -> [PartitionContent.UncountedLog] {
        var logs: [PartitionContent.UncountedLog] = []
        for name in names.sorted() {
            guard case .log(let number)? = DatabaseFileName(name), database.replaysLog(number) else { continue }
            let size = try await reporting(name) { key throws(StorageError) in try await store.open(key).size }
            if size > 0 { logs.append(PartitionContent.UncountedLog(fileName: name, byteCount: size)) }
        }
        return logs
    }

    // MARK: Tables

    /// A table that is being read.
    private struct OpenTable {
        var table: LiveTable
        var reader: any ObjectReader
        /// Number of its bytes that are done, at most all of them.
        var byteCount: UInt64 = 0
    }

    private func count(_ tables: [LiveTable]) async throws -> StateContent {
        try await buffers.withBuffer { buffer in
            var scan = try scan(of: tables)
            var open = [OpenTable?](repeating: nil, count: scan.chainCount)
            while case .bytes(let chain, let offset, let count) = scan.demand {
                guard let table = scan.table(ofChain: chain) else { break }
                if open[chain]?.table.number != table.number {
                    try await close(open[chain])
                    open[chain] = nil
                    open[chain] = try await openTable(table)
                }
                guard let reader = open[chain]?.reader else { break }
                // The end of a small table is read again with its blocks: together they are no more than the table.
                let isNew = min(UInt64(count), table.size - (open[chain]?.byteCount ?? 0))
                open[chain]?.byteCount += isNew
                var window = FileWindow(reader, buffer, from: offset, to: offset + UInt64(count), progress)
                do {
                    try await window.fill(count)
                } catch let error as StorageError {
                    throw try problem(error, table.fileName)
                }
                progress.update { $0.bytesDone += Int64(clamping: isNew) }
                do throws(RocksDBFault) {
                    try scan.supply(window.bytes)
                } catch {
                    throw problem(scan.lastTable?.fileName ?? table.fileName, error)
                }
            }
            for table in open { try await close(table) }
            guard let content = scan.content else {
                throw problem(CurrentFile.fileName, "the tables of the database do not end")
            }
            return content
        }
    }

    private func scan(of tables: [LiveTable]) throws -> StateContentScan {
        do throws(RocksDBFault) {
            return try StateContentScan(tables: tables, decompressor: LibraryDecompressor())
        } catch {
            throw problem(CurrentFile.fileName, error)
        }
    }

    private func openTable(_ table: LiveTable) async throws -> OpenTable {
        let reader = try await reporting(table.fileName) { key throws(StorageError) in try await store.open(key) }
        progress.update { $0.objectsRead += 1 }
        guard reader.size == table.size else {
            throw problem(
                table.fileName,
                "the table has \(reader.size) bytes, the MANIFEST says \(table.size)"
            )
        }
        return OpenTable(table: table, reader: reader)
    }

    /// Ends a table, of which filters and index were not read a second time.
    private func close(_ open: OpenTable?) async throws {
        guard let open else { return }
        do {
            try await open.reader.checkUnchanged()
        } catch {
            throw try problem(error, open.table.fileName)
        }
        let unread = open.table.size - open.byteCount
        progress.update { $0.bytesDone = $0.bytesDone.addingReportingOverflow(Int64(clamping: unread)).partialValue }
    }

    // MARK: Problems

    private func reporting<Result>(
        _ name: String,
        _ body: (ObjectKey) async throws(StorageError) -> Result
    ) async throws -> Result {
        do throws(StorageError) {
            return try await body(try place.contentKey(.snapshot, name))
        } catch {
            throw try problem(error, name)
        }
    }

    private func problem(_ error: StorageError, _ name: String) throws(CancellationError) -> ContentProblem {
        guard let key = try? place.contentKey(.snapshot, name) else {
            return problem(name, error.explanation)
        }
        return problem(try StorageFindings(id: place.id).finding(error, at: key))
    }

    private func problem(_ finding: Finding) -> ContentProblem {
        ContentProblem(
            object: finding.object ?? "",
            message: finding.message,
            kind: kind(finding)
        )
    }

    private func kind(_ finding: Finding) -> ContentProblem.Kind {
        if let obstacle = finding.obstacle { return .notRead(obstacle) }
        return finding.code == .restoreVersionUnsupported ? .unsupported : .damage
    }

    private func problem(_ name: String, _ fault: RocksDBFault) -> ContentProblem {
        problem(
            name,
            fault.offset > 0 ? "\(fault.detail) (at byte \(fault.offset))" : fault.detail,
            fault.rule == .unsupported ? .unsupported : .damage
        )
    }

    private func problem(_ name: String, _ message: String, _ kind: ContentProblem.Kind = .damage) -> ContentProblem {
        let key = (try? place.contentKey(.snapshot, name))?.description
        return ContentProblem(object: key ?? PrintableText.form(of: name), message: message, kind: kind)
    }
}
