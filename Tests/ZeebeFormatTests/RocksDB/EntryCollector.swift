import Decompression
import ZeebeFormat

/// Keeps the newest version of every key: a database read as a whole, the slow and plain way.
struct EntryCollector: TableEntryVisitor {
    struct Version {
        var version: EntryVersion
        var value: [UInt8]
    }

    private(set) var newest: [[UInt8]: Version] = [:]
    private(set) var rangeDeletions: [(start: [UInt8], end: [UInt8], sequence: UInt64)] = []

    mutating func visit(_ userKey: RawSpan, version: EntryVersion, value: RawSpan) {
        let key = userKey.withUnsafeBytes { Array($0) }
        if let other = newest[key], other.version > version { return }
        newest[key] = Version(version: version, value: value.withUnsafeBytes { Array($0) })
    }

    mutating func visitRangeDeletion(from start: RawSpan, to end: RawSpan, sequence: UInt64) {
        rangeDeletions.append((start.withUnsafeBytes { Array($0) }, end.withUnsafeBytes { Array($0) }, sequence))
    }

    /// The keys that are present, with their values.
    var present: [[UInt8]: [UInt8]] {
        newest.filter { key, version in
            !version.version.type.isDeletion
                && !rangeDeletions.contains {
                    $0.sequence > version.version.sequence && !key.lexicographicallyPrecedes($0.start)
                        && key.lexicographicallyPrecedes($0.end)
                }
        }
        .mapValues(\.value)
    }
}

extension DatabaseFiles {
    /// Counts the entries that are present by merging all live tables.
    func content() throws(RocksDBFault) -> StateContent {
        let files = files
        return try StateContentScan.content(of: try manifest().tables, decompressor: LibraryDecompressor()) {
            files[DatabaseFileName.table(numbered: $0)]
        }
    }
}
