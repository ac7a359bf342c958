import Checksums
import Foundation
import ZeebeFormat

/// What the decoders find in the database of a snapshot on disk: they share no code with the writer.
struct DatabaseCheck {
    /// Names of broken rules.
    private(set) var problems: [String] = []
    private(set) var manifest: RocksDBManifest?
    private(set) var state: DatabaseState?
    private(set) var content: StateContent?
    private(set) var layouts: [TableLayout] = []

    private let contents: [String: [UInt8]]

    /// Reads the files with these names; absent ones are passed over.
    init(_ directory: String, names: [String]) {
        var contents: [String: [UInt8]] = [:]
        for name in names {
            contents[name] = (try? Data(contentsOf: URL(filePath: "\(directory)/\(name)"))).map { [UInt8]($0) }
        }
        self.contents = contents
        do {
            manifest = try readManifest()
        } catch {
            note(error.rule)
        }
        let files = contents.map {
            SnapshotContentRules.File(
                name: $0.key,
                size: UInt64($0.value.count),
                checksum: CRC32C.checksum(of: $0.value.span.bytes)
            )
        }
        for violation in DatabaseFileRules(manifest: manifest, files: files).violations { note(violation.rule) }
        readLogs()
        readTables()
    }

    /// Holds the state against the backup.
    mutating func compare(_ expectation: DatabaseStateRules.Expectation) {
        guard let state else { return }
        for violation in DatabaseStateRules(state, expectation: expectation).violations { note(violation.rule) }
        if !state.problems.isEmpty { problems.append("unreadable state") }
    }

    private mutating func note(_ rule: Rule) { problems.append(rule.rawValue) }

    private func readManifest() throws(RocksDBFault) -> RocksDBManifest {
        let current = contents["CURRENT"] ?? []
        let manifest = contents[try CurrentFile(current.span.bytes).manifestName] ?? []
        return try ManifestReader.read(manifest.span.bytes)
    }

    private mutating func readLogs() {
        for (name, content) in contents {
            guard case .log(let number) = DatabaseFileName(name), manifest?.needsLog(number) == true else { continue }
            var log = WriteAheadLogReader(number: number, fileSize: UInt64(content.count), visitor: NoTableVisitor())
            _ = log.consume(content.span.bytes)
            for fault in log.faults { note(fault.rule) }
        }
    }

    private mutating func readTables() {
        var collector = StateCollector()
        for table in manifest?.tables ?? [] {
            guard let bytes = contents[table.fileName] else { continue }
            do throws(RocksDBFault) {
                let layout = try open(bytes)
                layouts.append(layout)
                var scanner = TableScanner(layout, part: layout.whole, visitor: StateCollector())
                _ = scanner.consume(bytes.span.bytes)
                var scan = scanner.scan
                scan.conclude(layout, table: table)
                for fault in scan.faults { note(fault.rule) }
                collector.merge(scanner.visitor)
            } catch {
                note(error.rule)
            }
        }
        guard problems.isEmpty else { return }
        state = collector.state()
        countEntries()
    }

    private func open(_ bytes: [UInt8]) throws(RocksDBFault) -> TableLayout {
        var opener = TableOpener(fileSize: UInt64(bytes.count))
        while case .bytes(let offset, let count) = opener.demand {
            try opener.supply(bytes.span.bytes.extracting(Int(offset)..<(Int(offset) + count)))
        }
        guard let layout = opener.layout else { throw RocksDBFault(.tableBlock, at: 0, "no layout") }
        return layout
    }

    private mutating func countEntries() {
        do throws(RocksDBFault) {
            var scan = try StateContentScan(tables: manifest?.tables ?? [])
            while case .bytes(let chain, let offset, let count) = scan.demand {
                guard let name = scan.table(ofChain: chain)?.fileName, let bytes = contents[name] else { return }
                try scan.supply(bytes.span.bytes.extracting(Int(offset)..<(Int(offset) + count)))
            }
            content = scan.content
        } catch {
            note(error.rule)
        }
    }
}
