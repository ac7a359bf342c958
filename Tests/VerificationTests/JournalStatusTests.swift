import BackupCatalog
import BackupModel
import Foundation
import ObjectStorage
import TestFixtures
import Testing
import Verification
import ZeebeFormat

/// A journal in numbers.
@Suite("Journal status")
struct JournalStatusTests {
    private func read(
        _ store: any ObjectStore,
        width: Int = 2
    ) async throws -> (status: JournalStatus, findings: [Finding]) {
        try await BlockingWorkers.run(width: width) { workers in
            let catalog = try await CatalogLoader.load(store, workers: workers)
            let entry = try #require(catalog.entries.first)
            return try await JournalStatusReading(
                store,
                place: entry.place,
                manifest: try #require(entry.manifest),
                width: width
            ).run()
        }
    }

    private func demo(without segments: [Int] = []) throws -> StoreFiles {
        let folder = RepositoryFixtureTests.folder.appending(path: "demo/store")
        var files = try StoreFiles(directory: folder)
        for number in segments {
            files.files["contents/1/1708899200000/0/segments/raft-partition-partition-1-\(number).log"] = nil
        }
        return files
    }

    @Test("the numbers are those of the records, whatever the number of readers", arguments: [1, 2, 7])
    func numbers(width: Int) async throws {
        let (status, findings) = try await read(try demo().store(), width: width)
        let reading = try await RecordReadingTests.read(raft: true)
        #expect(findings.isEmpty && status.gaps.isEmpty)
        #expect(status.records.total == reading.records.count && status.records.undecodedCount == 0)
        var counts: [String: Int] = [:]
        for metadata in reading.records.compactMap(\.metadata) {
            counts["\(metadata.valueType) \(metadata.intent) \(metadata.recordType?.name ?? "?")", default: 0] += 1
        }
        let kinds = status.records.kinds.map {
            ("\($0.kind.valueType) \($0.kind.intent) \($0.kind.recordType?.name ?? "?")", $0.count)
        }
        #expect(Dictionary(uniqueKeysWithValues: kinds) == counts)
        #expect(status.firstPosition == 1 && status.lastPosition == 105)
        #expect(status.firstIndex == 1 && status.lastIndex == 72)
        #expect(status.firstTimestamp == reading.records.first?.header.timestamp)
        #expect(status.lastTimestamp == reading.records.last?.header.timestamp)
        #expect(status.checkpointPosition == 98 && status.checkpointIndex == 67)
        #expect(status.entries.initial == 1 && status.entries.configuration == 1 && status.entries.application == 70)
        #expect(status.segments.map(\.fileID) == [1, 2, 3, 4, 5, 6])
        #expect(status.segments.reduce(0) { $0 + $1.logRecordCount } == 105)
        #expect(status.segments.allSatisfy { $0.scan?.fileSize == 8192 })
    }

    @Test("files that are gone leave gaps")
    func gaps() async throws {
        let (status, findings) = try await read(try demo(without: [3, 5]).store())
        #expect(findings.map(\.code) == [.objectMissing, .objectMissing])
        #expect(
            status.gaps == [
                JournalStatus.Gap(
                    fileName: "raft-partition-partition-1-4.log",
                    indexes: 26...38,
                    positions: 36...55
                ),
                JournalStatus.Gap(
                    fileName: "raft-partition-partition-1-6.log",
                    indexes: 54...63,
                    positions: 75...90
                ),
            ]
        )
        #expect(status.segments[2].scan == nil && status.segments[2].logRecordCount == 0)
    }

    @Test("damage inside of a file leaves a gap up to the next one")
    func damage() async throws {
        var files = try demo()
        files.files["contents/1/1708899200000/0/segments/raft-partition-partition-1-3.log"]?[2000] ^= 1
        let (status, findings) = try await read(files.store())
        #expect(findings.map(\.rule) == ["rec-crc"])
        #expect(status.gaps.count == 1)
        #expect(status.gaps.first?.fileName == "raft-partition-partition-1-4.log")
        #expect(status.gaps.first?.indexes?.upperBound == 38 && status.gaps.first?.positions?.upperBound == 55)
    }
}
