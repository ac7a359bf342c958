/// What the tables of a state hold: numbers of entries, and the definitions that deployments left.
public struct StateContent: Sendable, Equatable {
    /// Number of entries that are present, by column family.
    public var entriesByFamily: [ColumnFamily: Int]

    /// Number of entries whose keys are too short to have a column family; Zeebe writes none.
    public var otherEntries: Int

    /// The definitions.
    public var definitions: DeployedDefinitions

    /// Creates content.
    public init(
        entriesByFamily: [ColumnFamily: Int] = [:],
        otherEntries: Int = 0,
        definitions: DeployedDefinitions = DeployedDefinitions()
    ) {
        self.entriesByFamily = entriesByFamily
        self.otherEntries = otherEntries
        self.definitions = definitions
    }

    /// Number of all entries that are present.
    public var entries: Int { entriesByFamily.values.reduce(otherEntries, +) }
}

/// Counts what is present in a database, in one pass over its tables, without I/O (partition-data §9.8, §10).
///
/// The scan says which bytes of which table it needs; the caller reads them and hands them over, until nothing more is
/// needed. Every block is proved by its checksum. Memory: one block for each table that overlaps with others.
public struct StateContentScan {
    /// What the scan needs to go on.
    public enum Demand: Equatable, Sendable {
        /// Exactly these bytes of the table at which this chain is; see `table(ofChain:)`.
        case bytes(chain: Int, at: UInt64, count: Int)
        /// Nothing: all entries have been counted.
        case nothing
    }

    /// What the scan needs now.
    public private(set) var demand = Demand.nothing

    private var reader: MergingKeyReader<TableChainSource>
    private var counter = LiveKeyCounter()
    private var definitions = DeployedDefinitions()

    /// Creates a scan of the tables that a MANIFEST names. Those of another RocksDB column family than the default one are
    /// not Zeebe's, and are passed over.
    ///
    /// - Throws: `RocksDBFault` with the rule `unsupported` when too many tables overlap; what the first step throws.
    public init(
        tables: [LiveTable],
        decompressor: any BlockDecompressor = BuiltInDecompressor()
    ) throws(RocksDBFault) {
        let tables = tables.filter { $0.columnFamily == 0 }
        reader = MergingKeyReader(try TableChainSource.chains(of: tables, decompressor: decompressor))
        try run()
    }

    /// Number of tables that have to be open at once.
    public var chainCount: Int { reader.sources.count }

    /// The table that a chain is at; `nil` when there is none left in it.
    public func table(ofChain chain: Int) -> LiveTable? {
        reader.sources.indices.contains(chain) ? reader.sources[chain].table : nil
    }

    /// The table that was looked at last: where a fault is.
    public var lastTable: LiveTable? { table(ofChain: reader.lastSource) }

    /// Takes the bytes that `demand` asks for.
    ///
    /// - Throws: `RocksDBFault` with the rule `sst-block`, or `unsupported`; the scan cannot go on then, and what it has
    ///   counted is no count of anything.
    public mutating func supply(_ bytes: RawSpan) throws(RocksDBFault) {
        guard case .bytes(let chain, _, let count) = demand, bytes.byteCount == count else { return }
        try reader.supply(bytes, to: chain)
        try run()
    }

    /// What was counted; `nil` until nothing more is needed.
    public var content: StateContent? {
        guard demand == .nothing else { return nil }
        return StateContent(
            entriesByFamily: counter.counts,
            otherEntries: counter.otherCount,
            definitions: definitions
        )
    }

    private mutating func run() throws(RocksDBFault) {
        while true {
            switch try reader.next() {
            case .key:
                guard reader.isPresent, let family = counter.count(reader.userKey) else { continue }
                if DeployedDefinitions.families.contains(family) {
                    let reader = self.reader
                    definitions.add(family, reader.userKey, value: reader.value)
                }
            case .bytes(let chain, let offset, let count):
                demand = .bytes(chain: chain, at: offset, count: count)
                return
            case .end:
                counter.complete()
                demand = .nothing
                return
            }
        }
    }
}
