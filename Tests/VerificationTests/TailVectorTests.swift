import BackupCatalog
import BackupModel
import ObjectStorage
import Synchronization
import TestFixtures
import Testing
import Verification
import ZeebeFormat

/// Damage behind the checkpoint, read from a store.
@Suite("Tails of the vectors' journals, read from a store")
struct TailVectorTests {
    /// Partition B cut back to a checkpoint in the middle of a segment whose hint names a later record: position 491 is
    /// index 109, index 110 lies at offset 2675, and the hint names index 111 at offset 3769.
    private func rules(_ damage: [Int]) async throws -> Set<String> {
        var vector = try VectorStore("partition-b-8.8-style")
        vector.facts.checkpointPosition = 491
        vector.facts.snapshotId = nil
        vector.snapshot = [:]
        for offset in damage { vector.segments["raft-partition-partition-1-4.log"]?[offset] ^= 1 }
        let result = try await AuditRun.run(vector.store)
        // No checkpoint is at that position, and the journal's beginning is compacted: that is not what is asked.
        return Set(result.findings.compactMap(\.rule)).subtracting(["cp-type", "first-index", "cp-not-alone"])
    }

    @Test("T1: the record right behind the checkpoint is damaged, a later one that the hint names is intact")
    func firstException() async throws {
        guard VectorStore.root != nil else { return }
        #expect(try await rules([]).isEmpty)
        #expect(try await rules([2675 + 60]) == ["tail-blocks-restore"])
        #expect(try await rules([2675 + 60, 3769 + 60]) == ["tail-rec-crc"])
        #expect(try await rules([3769 + 60]) == ["tail-rec-crc"])
    }

    @Test(
        "reading records says of a torn tail that it is one, and of damage in front of the checkpoint that it is damage"
    )
    func records() async throws {
        guard VectorStore.root != nil else { return }
        for (name, offset, expected, last) in [
            ("raft-partition-partition-1-5.log", 1681 + 60, "tail-rec-crc", Int64(508)),
            ("raft-partition-partition-1-5.log", 1213 + 60, "rec-crc", 506),
            ("raft-partition-partition-1-3.log", 57 + 60, "rec-crc", 512),
        ] {
            var vector = try VectorStore("partition-b-8.8-style")
            vector.segments[name]?[offset] ^= 1
            let store = vector.store
            let positions = Mutex<[Int64]>([])
            let findings = try await BlockingWorkers.run(width: 1) { workers in
                let catalog = try await CatalogLoader.load(store, workers: workers)
                let entry = try #require(catalog.entries.first)
                let manifest = try #require(entry.manifest)
                return try await RecordReading(store, place: entry.place, manifest: manifest).run { record in
                    positions.withLock { $0.append(record.header.position) }
                    return true
                }
            }
            #expect(findings.map(\.rule) == [expected])
            #expect(findings.map(\.severity) == [expected.hasPrefix("tail") ? .info : .error])
            #expect(positions.withLock { $0.last } == last)
        }
    }
}
