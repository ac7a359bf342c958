internal import Checksums

/// Faults of the RocksDB database in a snapshot.
extension SnapshotFault {
    /// Changes tables, or what the MANIFEST says of them.
    func plantIntoTables(_ files: SnapshotFiles) throws(SampleStoreError) {
        switch self {
        case .tableSizeWrong:
            try files.changeManifest { $0.size += 1 }
        case .blockChangedBeforeTableChecksum:
            try files.flipBit(in: SnapshotFiles.table)
            let content = try files.read(SnapshotFiles.table)
            try files.replace(SnapshotFiles.table, with: content)
            try files.changeManifest { $0.checksum = unsafe CRC32C.checksum(of: content.span.bytes) }
        case .tableNotInManifest:
            try files.add(TableFacts.fileName(6), files.read(SnapshotFiles.table))
        default:
            // Before the database got its tables; the last edit raises the number of the next file.
            var manifest = try files.readManifest()
            let facts = TableFacts(
                number: 7,
                level: 0,
                size: 4711,
                smallestKey: Array(repeating: 0, count: 16),
                largestKey: Array(repeating: 0, count: 24),
                smallestSequence: 0,
                largestSequence: 0,
                checksum: 0x1234_ABCD,
                tailByteCount: 1000
            )
            manifest.edits.insert(contentsOf: DatabaseManifest.passing(facts), at: manifest.edits.count - 1)
            try files.replace(SnapshotFiles.manifest, with: manifest.bytes)
        }
    }

    /// Writes something into a write-ahead log.
    func plantIntoLog(_ files: SnapshotFiles) throws(SampleStoreError) {
        var batch = ByteSink()
        // Sequence number, number of writes, and one of them: a value.
        batch.put(100_000 as UInt64)
        batch.put(1 as UInt32)
        batch.put(1 as UInt8)
        batch.putSlice(StateKey.text(StateEntries.default, "another"))
        batch.putSlice("value")
        var log = LogFrameWriter()
        log.append(batch.bytes)
        var content = log.bytes
        switch self {
        case .logLeftOver:
            try files.add("000003.log", content)
        case .logDamaged:
            content[content.count / 2] ^= 0x10
            try files.replace(SnapshotFiles.log, with: content)
        default:
            try files.replace(SnapshotFiles.log, with: content)
        }
    }

    /// Changes an entry of the state.
    func plantIntoState(_ files: SnapshotFiles) throws(SampleStoreError) {
        let manifest = try files.site.manifest()
        let checkpoint = manifest.checkpointPosition
        let first = manifest.document.integer(of: "firstLogPosition") ?? 1
        let (key, value): ([UInt8], [UInt8]) =
            switch self {
            case .exporterBeyondCheckpoint:
                (StateEntries.exporterKey, StateEntries.exporterPosition(checkpoint + 1))
            case .exporterUncovered:
                (StateEntries.exporterKey, StateEntries.exporterPosition(first - 2))
            case .exporterAtBeginning:
                (StateEntries.exporterKey, StateEntries.exporterPosition(first - 1))
            case .exporterWithoutPosition:
                (StateEntries.exporterKey, StateEntries.exporterPosition(-1))
            case .lastProcessedAtCheckpoint:
                (StateEntries.lastProcessed, StateEntries.processedPosition(checkpoint))
            case .lastProcessedBeforeId:
                (StateEntries.lastProcessed, StateEntries.processedPosition(files.processedPosition - 1))
            case .keysOfOtherPartition:
                (StateEntries.latestKey, StateEntries.generatedKey(StateKey.entity(815, of: files.site.partition + 1)))
            case .checkpointAlreadyKnown:
                (StateEntries.checkpoint, StateEntries.known(files.site.checkpointId, at: checkpoint))
            default:
                (StateEntries.migratedBy, StateEntries.migratedBy("8.99.0"))
            }
        if self == .exporterUncovered, first < 2 {
            throw .faultNotApplicable("the log of the backup begins with its first record")
        }
        try files.changeState(key, to: value)
    }
}

extension SnapshotFiles {
    /// The processed position in the snapshot id.
    var processedPosition: Int64 {
        let parts = snapshotId.split(separator: "-")
        return parts.count > 2 ? Int64(parts[2]) ?? 0 : 0
    }

    func readManifest() throws(SampleStoreError) -> DatabaseManifest {
        try DatabaseManifest(reading: read(Self.manifest), path: path(Self.manifest))
    }

    /// Changes what the MANIFEST says of the small table, with fitting checksums.
    func changeManifest(_ change: (inout TableFacts) -> Void) throws(SampleStoreError) {
        var manifest = try readManifest()
        guard manifest.change(DatabaseWriter.smallTable, change) else {
            throw .unexpectedContent(path: path(Self.manifest), reason: "it does not list \(Self.table)")
        }
        // The name of the checksum file changes with its content, so the files are looked up anew.
        try SnapshotFiles(site).replace(Self.manifest, with: manifest.bytes)
    }

    /// Gives a key of the state another value; everything else fits.
    func changeState(_ userKey: [UInt8], to value: [UInt8]) throws(SampleStoreError) {
        var table = try TableImage(reading: read(Self.table), path: path(Self.table))
        table.set(userKey, to: value)
        let facts = try table.write(numbered: DatabaseWriter.smallTable, level: 0, to: path(Self.table))
        try replace(Self.table, with: read(Self.table))
        try changeManifest { manifest in
            let epoch = manifest.epoch
            manifest = facts
            manifest.epoch = epoch
        }
    }
}
