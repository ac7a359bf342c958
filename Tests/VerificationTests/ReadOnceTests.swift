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

/// What an audit asks of a store: each file once, nothing that could change anything.
@Suite("One pass")
struct ReadOnceTests {
    private func audited(
        _ specification: SampleStoreSpecification,
        depth: AuditDepth = .verify
    ) async throws -> (RecordingStore, files: [String: [UInt8]], AuditResult) {
        let directory = try TemporaryDirectory()
        try SampleStore.write(specification, to: directory.path)
        let files = try StoreFiles(directory: URL(filePath: directory.path)).files
        let store = RecordingStore(try LocalDirectory(path: directory.path))
        return (store, files, try await AuditRun.run(store, depth: depth))
    }

    @Test(
        "a verification opens each file once and reads each byte once",
        arguments: WriterVersion.allCases,
        [8192, 256 << 10]
    )
    func once(_ version: WriterVersion, _ segmentSize: Int) async throws {
        let (store, files, result) = try await audited(
            SampleStoreSpecification(version: version, segmentSize: segmentSize, snapshotFillerBytes: 70 << 20)
        )
        // The files that only fill the snapshot up are no tables, which is noted.
        #expect(result.findings.allSatisfy { $0.severity < .error }, "\(result.texts(.error))")
        for (name, bytes) in files {
            let key = try ObjectKey(name)
            #expect(store.openings(of: key) == 1, "\(name)")
            var end: UInt64 = 0
            for range in store.reads(of: key).sorted(by: { $0.lowerBound < $1.lowerBound }) {
                #expect(range.lowerBound >= end, "\(name) \(range)")
                end = max(end, range.upperBound)
            }
            // Behind the end of a log nothing need be read; of every other file each byte.
            if !name.contains("/segments/") { #expect(end == UInt64(bytes.count), "\(name)") }
        }
    }

    @Test("a check opens manifests and metadata only")
    func check() async throws {
        let (store, files, _) = try await audited(SampleStoreSpecification(), depth: .check)
        for name in files.keys {
            let isSmall = name.hasSuffix("/manifest.json") || name.hasSuffix("/metadata.json")
            #expect(store.openings(of: try ObjectKey(name)) == (isSmall ? 1 : 0), "\(name)")
        }
    }

    @Test("each directory is listed once", arguments: AuditDepth.allCases)
    func listings(_ depth: AuditDepth) async throws {
        let (store, _, _) = try await audited(SampleStoreSpecification(), depth: depth)
        var listings: [ListingScope: Int] = [:]
        for case .list(let scope) in store.calls { listings[scope, default: 0] += 1 }
        #expect(listings.values.allSatisfy { $0 == 1 }, "\(listings)")
        let directories = try ["manifests", "contents", "metadata", "ranges", "index"].map {
            ListingScope.tree(try ObjectKey($0))
        }
        #expect(Set(listings.keys) == Set([.level(nil)] + directories))
    }

    @Test("the counts of the result are what was asked of the store")
    func traffic() async throws {
        let (store, files, result) = try await audited(SampleStoreSpecification())
        var bytes: UInt64 = 0
        for case .read(_, let range) in store.calls { bytes += UInt64(range.count) }
        #expect(result.traffic.bytesRead == Int64(bytes))
        #expect(result.traffic.objectsRead == Int64(files.count))
        #expect(result.traffic.objectsListed == Int64(files.count))
    }
}
