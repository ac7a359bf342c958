import Foundation
import SampleStore
import Testing

/// Memory is bounded whatever the store's size.
@Suite("Memory")
struct MemoryTests {
    @Test("a store of some hundred megabytes takes less than 128 MiB", arguments: [1, 8])
    func manyMegabytes(_ jobs: Int) async throws {
        let specification = SampleStoreSpecification(
            partitions: 1,
            backups: [SampleBackup(100)],
            segmentSize: 32 << 20,
            recordPayloadBytes: 64 << 10,
            journalVolume: .bytes(96 << 20),
            snapshotFillerBytes: 160 << 20,
            snapshotFillerFileBytes: 80 << 20
        )
        let store = try Store(specification)
        let run = try await Program.run("verify", store, "--jobs", "\(jobs)")
        #expect(run.status == 0, "\(run.account)")
        let read = try JSONValue(run.output)["summary"]["bytesRead"].number ?? 0
        #expect(read > 240 << 20)
        #expect(run.peakMemory > 1 << 20, "the peak was not seen")
        #expect(run.peakMemory < 128 << 20, "\(run.peakMemory >> 20) MiB")
    }
}
