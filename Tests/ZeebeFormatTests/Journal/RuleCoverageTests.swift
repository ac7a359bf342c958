import Testing
import ZeebeFormat

/// Keeps the tables of faults complete.
@Suite("Coverage of the journal's rules")
struct RuleCoverageTests {
    /// Rules with tests of their own instead of a line in a table.
    private static let elsewhere: Set<Rule> = [
        .descriptorVersion1, .firstIndex, .firstLogPosition, .snapshotEntry, .snapshotTooNew, .tailBlocksRestore,
        .unsupported,
    ]

    /// Rules of snapshot files: `SnapshotContentRules` and the vectors of snapshots.
    private static let snapshotFiles: Set<Rule> = [
        .snapshotID, .snapshotUnexpected, .checksumFileName, .checksumFileEmpty, .checksumFileMissingFile,
        .checksumFileUnlistedFile, .fileChecksum, .idChecksum, .combinedChecksum, .metadataID,
    ]

    /// Rules of the database in a snapshot: `RocksDB/` and the vectors of snapshots and states.
    private static let database: Set<Rule> = [
        .rocksDBManifest, .liveTableMissing, .tableSize, .tableManifestChecksum, .tableBlock, .tableGap, .tableBounds,
        .orphanTable, .writeAheadLog, .writeAheadLogNotEmpty, .optionsMissing, .lastProcessedPosition,
        .exporterPosition,
        .databasePartition, .databaseCheckpoint, .databaseVersion,
    ]

    /// Rules of several backups together: `ChainRules`.
    private static let chains: Set<Rule> = [.chainGap, .chainMismatch]

    @Test("every rule of the journal has a fault that breaks it alone")
    func complete() {
        let cases =
            SegmentRuleTests.nameCases + SegmentRuleTests.descriptorCases + SegmentRuleTests.orderCases
            + RecordRuleTests.faultCases + EntryRuleTests.raftCases + EntryRuleTests.frameCases
            + EntryRuleTests.countCases + OddityRuleTests.faultCases + CheckpointRuleTests.faultCases
        let covered = Set(cases.compactMap(\.rule)).union(Self.elsewhere)
        #expect(Set(Rule.allCases).subtracting(covered) == Self.snapshotFiles.union(Self.database).union(Self.chains))
    }
}
