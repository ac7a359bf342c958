import BackupCatalog
import BackupModel
import Foundation
import ObjectStorage
import ObjectStorageTesting
import SampleStore
import TestFixtures
import Testing
import Verification
import ZeebeFormat

/// Findings about several backups, about the place as a whole, and about states: each planted, each with a look-alike.
@Suite("Findings beyond one copy")
struct StoreWideFindingTests {
    private func files(_ specification: SampleStoreSpecification) throws -> StoreFiles {
        let directory = try TemporaryDirectory()
        try SampleStore.write(specification, to: directory.path)
        return try StoreFiles(directory: URL(filePath: directory.path))
    }

    private func codes(_ result: AuditResult, _ severity: Severity = .info) -> Set<String> {
        Set(result.findings.filter { $0.severity >= severity }.map(\.code.rawValue))
    }

    // MARK: States

    @Test("IN_PROGRESS is abandoned only when a newer backup of the partition is complete")
    func abandoned() async throws {
        let newest = try files(
            SampleStoreSpecification(backups: [SampleBackup(100), SampleBackup(200, state: .inProgress)])
        )
        #expect(codes(try await AuditRun.run(newest.store())) == ["backup.in-progress"])
        let older = try files(
            SampleStoreSpecification(backups: [
                SampleBackup(100), SampleBackup(200, state: .inProgress), SampleBackup(300),
            ])
        )
        #expect(codes(try await AuditRun.run(older.store())) == ["backup.abandoned"])
    }

    @Test("a partition without manifest is an error only where all others are COMPLETED")
    func incomplete() async throws {
        var running = try files(
            SampleStoreSpecification(
                partitions: 3,
                backups: [SampleBackup(100), SampleBackup(200, state: .inProgress)]
            )
        )
        running.files = running.files.filter { !$0.key.contains("/2/200/") }
        let result = try await AuditRun.run(running.store())
        #expect(codes(result) == ["backup.in-progress", "backup.incomplete"])
        #expect(result.backups.last?.state == .incomplete)
        #expect(result.verdict == .ok)

        var completed = try files(
            SampleStoreSpecification(partitions: 3, backups: [SampleBackup(100), SampleBackup(200)])
        )
        completed.files = completed.files.filter { !$0.key.contains("/2/200/") }
        #expect(codes(try await AuditRun.run(completed.store()), .error) == ["backup.partition-missing"])
    }

    @Test("a store in which no backup can be restored is damaged, whatever the reasons")
    func noneRestorable() async throws {
        let failed = try files(SampleStoreSpecification(backups: [SampleBackup(100, state: .failed)]))
        #expect(codes(try await AuditRun.run(failed.store()), .error) == ["backup.none-restorable"])
        #expect(codes(try await AuditRun.run(failed.store(), depth: .check), .error) == ["backup.none-restorable"])
        let one = try files(SampleStoreSpecification(backups: [SampleBackup(100), SampleBackup(200, state: .failed)]))
        #expect(codes(try await AuditRun.run(one.store()), .error).isEmpty)
    }

    // MARK: Two clusters in one place

    @Test("positions that fall once are a warning, twice and more look like two clusters")
    func positions() async throws {
        func store(_ ids: [[Int64]]) throws -> StoreFiles {
            var merged: [String: [UInt8]] = [:]
            for (seed, ids) in ids.enumerated() {
                let specification = SampleStoreSpecification(
                    version: .v8_6,
                    backups: ids.map { SampleBackup($0) },
                    seed: UInt64(seed + 1)
                )
                merged.merge(try files(specification).files) { first, _ in first }
            }
            return StoreFiles(merged)
        }
        let once = try await AuditRun.run(try store([[100, 200], [300]]).store())
        #expect(codes(once, .warning) == ["backup.positions-not-increasing"])
        let again = try await AuditRun.run(try store([[100, 300], [200, 400]]).store())
        #expect(codes(again, .warning) == ["backup.positions-not-increasing", "store.overlapping-clusters"])
        let never = try await AuditRun.run(try store([[100, 200, 300]]).store())
        #expect(codes(never, .warning).isEmpty)
    }

    // MARK: Manifests

    @Test("a COMPLETED manifest without descriptor is an error, a FAILED one is not")
    func descriptor() async throws {
        func manifest(_ state: String, _ id: Int64) -> [UInt8] {
            let text = """
                {"id":{"nodeId":0,"partitionId":1,"checkpointId":\(id)},"statusCode":"\(state)",\
                "createdAt":"2024-02-25T22:13:29Z","modifiedAt":"2024-02-25T22:13:29Z"}
                """
            return Array(text.utf8)
        }
        var files = try files(SampleStoreSpecification(partitions: 1, backups: [SampleBackup(100)]))
        files.files["manifests/1/50/0/manifest.json"] = manifest("FAILED", 50)
        #expect(codes(try await AuditRun.run(files.store()), .error).isEmpty)
        files.files["manifests/1/60/0/manifest.json"] = manifest("COMPLETED", 60)
        let result = try await AuditRun.run(files.store())
        #expect(codes(result, .error) == ["manifest.descriptor-missing", "manifest.segments-empty"])
    }

    @Test("left-over bytes behind a manifest are the rule on filesystems and a note elsewhere")
    func trailingBytes() async throws {
        let files = try files(SampleStoreSpecification())
        #expect(codes(try await AuditRun.run(files.store(.filesystem))).isEmpty)
        #expect(codes(try await AuditRun.run(files.store(.gcs))) == ["manifest.trailing-bytes"])
    }

    // MARK: Objects

    @Test("an empty file is named by check, unless it may be empty")
    func emptyObjects() async throws {
        var files = try files(SampleStoreSpecification(partitions: 1))
        #expect(files.files.contains { $0.key.hasSuffix("000004.log") && $0.value.isEmpty })
        #expect(codes(try await AuditRun.run(files.store(), depth: .check)).isEmpty)
        let current = try #require(files.files.keys.filter { $0.hasSuffix("/CURRENT") }.max())
        files.files[current] = []
        let result = try await AuditRun.run(files.store(), depth: .check)
        #expect(result.findings.map(\.object) == [current])
        #expect(codes(result) == ["object.empty"])
    }

    @Test("an object that cannot be read is an error of its copy alone")
    func unreadableObjects() async throws {
        let files = try files(SampleStoreSpecification(partitions: 1))
        let path = try #require(files.files.keys.filter { $0.hasSuffix(".sst") }.min())
        let key = try ObjectKey(path)
        // What this user may not read, or what is being written, can be intact.
        let faults: [(Fault, restorable: Bool?)] = [
            (.failOpening(.permissionDenied), nil), (.failOpening(.io), false), (.changeWhileReading, nil),
        ]
        for (fault, restorable) in faults {
            let result = try await AuditRun.run(FaultInjectingStore(files.store(), faults: [key: [fault]]))
            #expect(codes(result, .error) == ["object.unreadable"], "\(fault)")
            #expect(result.backups.map(\.restorable) == [restorable, true, true])
        }
        let vanishing = try await AuditRun.run(FaultInjectingStore(files.store(), faults: [key: [.vanishAfterListing]]))
        #expect(codes(vanishing, .error) == ["object.missing"])
    }

    // MARK: Other stores' data

    @Test("manifests of the S3 dialect are a layout mismatch, not damage of unknown kind")
    func s3Dialect() async throws {
        var files = try files(SampleStoreSpecification(partitions: 1))
        let text = """
            {"statusCode":"completed","id":{"nodeId":0,"partitionId":1,"checkpointId":50},"descriptor":{"snapshotId":null,\
            "checkpointPosition":20,"numberOfPartitions":1,"brokerVersion":"8.9.0"},"snapshotFiles":{"files":{}},\
            "segmentFiles":{"files":{}},"createdAt":1759601701.004511290,"modifiedAt":1759601701.004511290}
            """
        files.files["manifests/1/50/0/manifest.json"] = Array(text.utf8)
        let result = try await AuditRun.run(files.store())
        #expect(codes(result, .error) == ["store.layout-mismatch"])
        #expect(result.backups.map(\.restorable) == [false, true, true, true])
    }

    @Test("keys of the legacy S3 layout beside the split layout are named with their number")
    func legacyLayout() async throws {
        var files = try files(SampleStoreSpecification(partitions: 1))
        files.files["1/50/0/manifest.json"] = Array("{}".utf8)
        let result = try await AuditRun.run(files.store())
        #expect(codes(result) == ["store.layout-mismatch", "store.mixed-layouts"])
        #expect(result.layouts.map(\.rawValue) == ["legacy-s3", "split"])
        files.files["1/50/0/manifest.json"] = nil
        files.files["1/readme.txt"] = [1]
        #expect(codes(try await AuditRun.run(files.store())) == ["store.foreign-object"])
    }
}
