internal import BackupCatalog
internal import BackupModel
internal import Checksums
internal import ObjectStorage
internal import ZeebeFormat

/// Reads the RocksDB database of a snapshot: which tables it needs, whether they are whole, and what its state says
/// (partition-data §9, §10).
struct DatabaseCheck {
    let store: any ObjectStore
    let tables: TableReading
    let place: CopyPlace
    let files: [(name: String, size: UInt64)]

    private var id: BackupIdentifier { place.id }

    /// The most bytes of a MANIFEST or a write-ahead log that are looked into.
    static let maximumLogByteCount = 64 * 1024 * 1024

    /// The MANIFEST that CURRENT names, with the checksums of both files.
    struct Opening: Sendable {
        var manifest: RocksDBManifest?
        /// Checksums of the files that were read on the way.
        var checksums: [String: UInt32] = [:]
        /// Their sizes in bytes.
        var sizes: [String: UInt64] = [:]
        /// Files that could not be read.
        var unread: Set<String> = []
        var violations: [RuleViolation] = []
        var findings: [Finding] = []
    }

    /// What came of one file.
    struct FileOutcome: Sendable {
        /// Its size in bytes, which no listing tells of a file that is stored compressed.
        var size: UInt64
        var checksum: UInt32
        var violations: [RuleViolation] = []
        var state: StateCollector?
    }

    // MARK: CURRENT and MANIFEST

    /// Reads CURRENT and the MANIFEST that it names.
    func open() async throws -> Opening {
        var opening = Opening()
        guard let current = try await readSmall(CurrentFile.fileName, limit: 1024 * 1024, &opening) else {
            return opening
        }
        let name: String
        do throws(RocksDBFault) {
            name = try unsafe CurrentFile(current.span.bytes).manifestName
            guard files.contains(where: { $0.name == name }) else {
                throw RocksDBFault(.rocksDBManifest, at: 0, "it names \(name), which is not in the snapshot")
            }
        } catch {
            opening.violations.append(RuleViolation(error, fileName: CurrentFile.fileName))
            return opening
        }
        opening.manifest = try await readManifest(name, &opening)
        return opening
    }

    private func readManifest(_ name: String, _ opening: inout Opening) async throws -> RocksDBManifest? {
        guard let bytes = try await readSmall(name, limit: Self.maximumLogByteCount, &opening) else { return nil }
        do throws(RocksDBFault) {
            return try unsafe ManifestReader.read(bytes.span.bytes)
        } catch {
            opening.violations.append(RuleViolation(error, fileName: name))
            return nil
        }
    }

    /// Reads a file into memory; `nil` when it is absent, unreadable or too large, which is said where it is a fault.
    private func readSmall(_ name: String, limit: Int, _ opening: inout Opening) async throws -> [UInt8]? {
        guard files.contains(where: { $0.name == name }) else { return nil }
        switch try await SmallFileReading(store: store, progress: tables.progress, place: place).read(
            name,
            limit: limit
        ) {
        case .bytes(let bytes):
            opening.sizes[name] = UInt64(bytes.count)
            opening.checksums[name] = unsafe CRC32C.checksum(of: bytes.span.bytes)
            return bytes
        case .tooLarge(let size):
            opening.violations.append(
                RuleViolation(.unsupported, fileName: name, "the file has \(size) bytes, \(limit) are looked into")
            )
        case .failed(let finding):
            opening.unread.insert(name)
            opening.findings.append(finding)
        }
        return nil
    }

    // MARK: Tables and logs

    /// Reads a file of the database; one that needs no look inside gives only its checksum.
    ///
    /// - Throws: `StorageError`; `CancellationError`.
    func read(_ name: String, _ manifest: RocksDBManifest?) async throws -> FileOutcome {
        let reader = try await store.open(try place.contentKey(.snapshot, name))
        let size = reader.size
        switch DatabaseFileName(name) {
        case .table(let number):
            if let table = manifest?.table(numbered: number), table.size == size {
                let outcome = try await tables.read(reader, table: table)
                return FileOutcome(
                    size: size,
                    checksum: outcome.checksum,
                    violations: outcome.faults.map { RuleViolation($0, fileName: name) },
                    // Other column families are not Zeebe's.
                    state: table.columnFamily == 0 ? outcome.state : nil
                )
            }
        case .log(let number) where size > 0:
            if let manifest, manifest.needsLog(number) {
                return try await readLog(reader, name, number: number, isReplayed: manifest.replaysLog(number))
            }
        default:
            break
        }
        tables.progress.update { $0.objectsRead += 1 }
        return FileOutcome(size: size, checksum: try await checksums.compute(reader))
    }

    private var checksums: FileChecksum {
        FileChecksum(store: store, buffers: tables.buffers, progress: tables.progress)
    }

    /// Proves the records of a write-ahead log, and collects the state in them.
    ///
    /// - Parameter isReplayed: Whether its changes are not in the tables.
    private func readLog(
        _ reader: any ObjectReader,
        _ name: String,
        number: UInt64,
        isReplayed: Bool
    ) async throws -> FileOutcome {
        tables.progress.update { $0.objectsRead += 1 }
        let outcome = try await tables.buffers.withBuffer { buffer in
            var window = FileWindow(reader, buffer, from: 0, to: reader.size, tables.progress)
            var log = WriteAheadLogReader(number: number, fileSize: reader.size, visitor: StateCollector())
            var checksum = CRC32C()
            var isScanning = true
            while window.start < reader.size {
                var needed = 1
                if case .bytes(let count) = log.demand, isScanning { needed = count } else { isScanning = false }
                try await window.fill(min(needed, Int(clamping: reader.size - window.start)))
                if isScanning { _ = log.consume(window.bytes) }
                let taken = isScanning ? Int(log.position - window.start) : window.count
                // Behind a fault the rest passes only through the checksum.
                let consumed = taken > 0 ? taken : window.count
                if taken == 0 { isScanning = false }
                checksum.update(window.bytes.extracting(0..<consumed))
                window.drop(consumed)
            }
            return FileOutcome(
                size: reader.size,
                checksum: checksum.value,
                violations: log.faults.filter { isReplayed || $0.rule != .unsupported }
                    .map { RuleViolation($0, fileName: name) },
                state: isReplayed ? log.visitor : nil
            )
        }
        try await reader.checkUnchanged()
        tables.progress.forBytes(of: reader).update { $0.bytesDone += Int64(clamping: reader.size) }
        return outcome
    }
}

extension RuleViolation {
    /// The violation of a rule in a file of a database.
    init(_ fault: RocksDBFault, fileName: String) {
        self.init(fault.rule, fileName: fileName, offset: Int64(clamping: fault.offset), fault.detail)
    }
}
