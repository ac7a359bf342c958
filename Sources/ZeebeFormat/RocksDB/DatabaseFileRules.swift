/// The rules that tie a database's MANIFEST to the files of the snapshot (partition-data §9.4): the proof that every table
/// the database needs is there, with the size and the checksum that RocksDB noted when it wrote it.
///
/// Pure: the caller reads each file once and hands over its checksum.
public struct DatabaseFileRules: Sendable {
    /// The most violations of one rule that are kept.
    static let limitPerRule = 100

    /// Broken rules.
    public private(set) var violations: [RuleViolation] = []

    private var counts: [Rule: Int] = [:]

    /// Proves the rules.
    ///
    /// - Parameters:
    ///   - manifest: The database; `nil` when its MANIFEST could not be read, which another violation says.
    ///   - files: All files of the snapshot that are there.
    public init(manifest: RocksDBManifest?, files: [SnapshotContentRules.File]) {
        var tables: [UInt64: SnapshotContentRules.File] = [:]
        var hasOptions = false
        for file in files {
            switch DatabaseFileName(file.name) {
            case .table(let number):
                tables[number] = file
                if let manifest, !manifest.isLive(number) {
                    add(.orphanTable, file.name, "the MANIFEST does not list this table: RocksDB ignores it")
                }
            case .log(let number):
                if let size = file.size, size > 0, manifest?.needsLog(number) ?? true {
                    add(
                        .writeAheadLogNotEmpty,
                        file.name,
                        "a write-ahead log of \(size) bytes: a part of the state is in it, and in no table"
                    )
                }
            case .options: hasOptions = true
            case .current, .manifest, nil: break
            }
        }
        if !hasOptions {
            add(.optionsMissing, nil, "there is no OPTIONS file; RocksDB opens the database without it")
        }
        for table in manifest?.tables ?? [] { prove(table, tables[table.number]) }
    }

    private mutating func prove(_ table: LiveTable, _ file: SnapshotContentRules.File?) {
        guard let file else {
            add(
                .liveTableMissing,
                table.fileName,
                "the MANIFEST needs this table of \(table.size) bytes in level \(table.level), and it is not there"
            )
            return
        }
        guard let size = file.size else { return }
        guard size == table.size else {
            add(.tableSize, file.name, "the table has \(size) bytes, the MANIFEST says \(table.size)")
            return
        }
        if let stated = table.checksum, let actual = file.checksum, stated != actual {
            add(
                .tableManifestChecksum,
                file.name,
                "checksum of its \(size) bytes is \(hex(actual)), the MANIFEST says \(hex(stated))"
            )
        }
    }

    private mutating func add(_ rule: Rule, _ fileName: String?, _ detail: String) {
        counts[rule, default: 0] += 1
        guard counts[rule, default: 0] <= Self.limitPerRule else { return }
        violations.append(RuleViolation(rule, fileName: fileName, detail))
    }
}
