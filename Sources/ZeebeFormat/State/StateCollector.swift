/// Keeps what a broker's state says about its position: the entries of a few column families (partition-data §10).
///
/// Each task of a scan has its own collector; `merge` joins them in any order. The newest version of a key wins, whatever
/// table or level it comes from, and a deletion makes the key absent (§9.8).
public struct StateCollector: TableEntryVisitor, Equatable, Sendable {
    /// The largest key or value that is kept, in bytes; those of Zeebe have a few hundred.
    public static let maximumEntryByteCount = 64 * 1024

    /// The most memory that is used for them, in bytes.
    public static let maximumByteCount = 8 * 1024 * 1024

    /// The newest version seen of a key.
    struct Version: Equatable, Sendable {
        var version: EntryVersion
        /// The value; `nil` when it is too large to be kept.
        var value: [UInt8]?
    }

    private(set) var newest: [[UInt8]: Version] = [:]
    private(set) var rangeDeletions: [RangeDeletion] = []
    private var byteCount = 0

    /// Why not all entries were kept; `nil` when they were.
    public private(set) var omission: String?

    /// Creates a collector of nothing.
    public init() {}

    /// Whether the number is that of a column family whose entries are kept.
    public func isInterested(inKeysBeginningWith number: UInt64) -> Bool {
        guard let number = Int64(exactly: number) else { return false }
        switch ColumnFamily(rawValue: number) {
        case .default, .key, .exporter, .migrationsState, .checkpoints, .backupRanges: return true
        default: return false
        }
    }

    /// Keeps the entry when its column family matters and no newer version of its key was seen.
    public mutating func visit(_ userKey: RawSpan, version: EntryVersion, value: RawSpan) {
        guard userKey.byteCount >= 8,
            isInterested(inKeysBeginningWith: userKey.littleEndian(UInt64.self, uncheckedAt: 0).byteSwapped)
        else { return }
        keep(userKey, version, value)
    }

    /// Keeps a range deletion.
    public mutating func visitRangeDeletion(from start: RawSpan, to end: RawSpan, sequence: UInt64) {
        guard reserve(start.byteCount + end.byteCount) else { return }
        rangeDeletions.append(RangeDeletion(start: start.copied, end: end.copied, sequence: sequence))
    }

    private mutating func keep(_ userKey: RawSpan, _ version: EntryVersion, _ value: RawSpan) {
        guard userKey.byteCount <= Self.maximumEntryByteCount else {
            omission = omission ?? "a key of \(userKey.byteCount) bytes"
            return
        }
        let isTooLarge = value.byteCount > Self.maximumEntryByteCount
        keep(userKey.copied, Version(version: version, value: isTooLarge ? nil : value.copied))
    }

    private mutating func keep(_ key: [UInt8], _ version: Version) {
        if let other = newest[key] {
            guard other.version < version.version else { return }
            byteCount -= other.value?.count ?? 0
            guard reserve(version.value?.count ?? 0, overhead: 0) else { return }
        } else {
            guard reserve(key.count + (version.value?.count ?? 0)) else { return }
        }
        newest[key] = version
    }

    /// Accounts for memory; the overhead is that of arrays and a dictionary's place.
    private mutating func reserve(_ count: Int, overhead: Int = 96) -> Bool {
        guard byteCount + count + overhead <= Self.maximumByteCount else {
            omission = omission ?? "entries of more than \(Self.maximumByteCount) bytes together"
            return false
        }
        byteCount += count + overhead
        return true
    }

    /// Adds what another collector saw.
    public mutating func merge(_ other: StateCollector) {
        omission = omission ?? other.omission
        for (key, version) in other.newest { keep(key, version) }
        for deletion in other.rangeDeletions where reserve(deletion.start.count + deletion.end.count) {
            rangeDeletions.append(deletion)
        }
    }

    /// Decodes the entries that are present when all tables have been seen.
    public func state() -> DatabaseState {
        var state = DatabaseState()
        if let omission {
            state.add(DatabaseState.Problem(entry: "state", reason: "\(omission): not all of it was read"))
        }
        let present = newest.filter { key, version in
            !version.version.type.isDeletion && !rangeDeletions.contains { $0.covers(key, version.version) }
        }
        for (key, version) in present.sorted(by: { $0.key.lexicographicallyPrecedes($1.key) }) {
            state.read(key, version)
        }
        return state
    }
}
