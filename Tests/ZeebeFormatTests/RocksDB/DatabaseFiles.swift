import Checksums
import Decompression
import Foundation
import ZeebeFormat

/// The files of a database, held in memory, and what a verifier makes of them.
struct DatabaseFiles {
    var files: [String: [UInt8]]

    /// Reads a directory.
    init(_ directory: URL) throws {
        files = [:]
        for name in try FileManager.default.contentsOfDirectory(atPath: directory.path()) {
            let url = directory.appending(path: name)
            var isDirectory: ObjCBool = false
            guard FileManager.default.fileExists(atPath: url.path(), isDirectory: &isDirectory), !isDirectory.boolValue
            else { continue }
            files[name] = Array(try Data(contentsOf: url))
        }
    }

    /// The file CURRENT.
    func current() throws(RocksDBFault) -> CurrentFile {
        let bytes = files[CurrentFile.fileName] ?? []
        return try CurrentFile(bytes.span.bytes)
    }

    /// The database's MANIFEST, found by CURRENT.
    func manifest() throws(RocksDBFault) -> RocksDBManifest {
        let current = try current()
        guard let bytes = files[current.manifestName] else {
            throw RocksDBFault(.rocksDBManifest, at: 0, "\(current.manifestName) is not there")
        }
        return try ManifestReader.read(bytes.span.bytes)
    }

    /// Violations as a verifier reports them, with the state that was read.
    func verify() -> (violations: [RuleViolation], state: DatabaseState?, scans: [String: TableScan]) {
        var violations: [RuleViolation] = []
        var manifest: RocksDBManifest?
        do throws(RocksDBFault) {
            manifest = try self.manifest()
        } catch {
            violations.append(RuleViolation(error.rule, error.detail))
        }
        let rules = DatabaseFileRules(
            manifest: manifest,
            files: files.map {
                SnapshotContentRules.File(
                    name: $0.key,
                    size: UInt64($0.value.count),
                    checksum: CRC32C.checksum(of: $0.value.span.bytes)
                )
            }
        )
        violations += rules.violations
        guard let manifest else { return (violations, nil, [:]) }
        let (faults, replayed) = replayLogs(manifest, visitor: StateCollector())
        violations += faults.map { RuleViolation($0.fault.rule, fileName: $0.name, $0.fault.detail) }
        var collector = replayed
        var scans: [String: TableScan] = [:]
        for table in manifest.tables {
            guard let bytes = files[table.fileName], UInt64(bytes.count) == table.size else { continue }
            let (scan, visitor) = scanTable(bytes, table: table, visitor: StateCollector())
            collector.merge(visitor)
            scans[table.fileName] = scan
            for fault in scan.faults {
                violations.append(
                    RuleViolation(
                        fault.rule,
                        fileName: table.fileName,
                        offset: Int64(clamping: fault.offset),
                        fault.detail
                    )
                )
            }
        }
        return (violations, collector.state(), scans)
    }
}

extension DatabaseFiles {
    /// Shows the changes of all write-ahead logs that the database needs to a visitor.
    func replayLogs<Visitor: TableEntryVisitor>(
        _ manifest: RocksDBManifest,
        visitor: Visitor
    ) -> (faults: [(name: String, fault: RocksDBFault)], visitor: Visitor) {
        var visitor = visitor
        var faults: [(name: String, fault: RocksDBFault)] = []
        for (name, bytes) in files {
            guard case .log(let number)? = DatabaseFileName(name), manifest.replaysLog(number) else { continue }
            let reader = replayLog(bytes, number: number, visitor: visitor)
            visitor = reader.visitor
            faults += reader.faults.map { (name, $0) }
        }
        return (faults, visitor)
    }
}

/// Replays a write-ahead log that is held in memory, in windows of a given size.
func replayLog<Visitor: TableEntryVisitor>(
    _ bytes: [UInt8],
    number: UInt64 = 4,
    visitor: Visitor,
    windowByteCount: Int = .max
) -> WriteAheadLogReader<Visitor> {
    var reader = WriteAheadLogReader(number: number, fileSize: UInt64(bytes.count), visitor: visitor)
    while case .bytes(let wanted) = reader.demand {
        let start = Int(reader.position)
        let end = min(start + max(wanted, min(windowByteCount, bytes.count)), bytes.count)
        _ = reader.consume(bytes.span.bytes.extracting(start..<end))
    }
    return reader
}

/// Opens a table that is held in memory, as a caller does that reads what is asked for.
func openTable(
    _ bytes: [UInt8],
    tailByteCount: UInt64? = nil,
    decompressor: any BlockDecompressor = LibraryDecompressor()
) throws(RocksDBFault) -> TableLayout {
    var opener = TableOpener(
        fileSize: UInt64(bytes.count),
        tailByteCount: tailByteCount,
        decompressor: decompressor
    )
    while case .bytes(let offset, let count) = opener.demand {
        try opener.supply(bytes.span.bytes.extracting(Int(offset)..<(Int(offset) + count)))
    }
    guard let layout = opener.layout else { throw RocksDBFault(.tableBlock, at: 0, "no layout") }
    return layout
}

/// Scans a table that is held in memory, in parts and windows of given sizes; the scans of the parts are joined.
func scanTable<Visitor: TableEntryVisitor>(
    _ bytes: [UInt8],
    table: LiveTable? = nil,
    visitor: Visitor,
    partByteCount: UInt64 = .max,
    windowByteCount: Int = .max,
    decompressor: any BlockDecompressor = LibraryDecompressor()
) -> (scan: TableScan, visitor: Visitor) {
    var visitor = visitor
    do throws(RocksDBFault) {
        let layout = try openTable(bytes, decompressor: decompressor)
        var joined: TableScan?
        for part in layout.parts(ofAbout: partByteCount) {
            var scanner = TableScanner(layout, part: part, visitor: visitor, decompressor: decompressor)
            while case .bytes(let wanted) = scanner.demand {
                let start = Int(scanner.position)
                let end = min(start + max(wanted, min(windowByteCount, bytes.count)), Int(part.bytes.upperBound))
                _ = scanner.consume(bytes.span.bytes.extracting(start..<end))
            }
            visitor = scanner.visitor
            if joined == nil { joined = scanner.scan } else { joined?.append(scanner.scan) }
        }
        var scan = joined ?? TableScan()
        scan.conclude(layout, table: table)
        return (scan, visitor)
    } catch {
        return (TableScan(failingWith: error), visitor)
    }
}
