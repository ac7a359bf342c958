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
        "a verification opens each file once and reads each byte once, but for the ends of large tables",
        arguments: WriterVersion.allCases,
        [8192, 256 << 10]
    )
    func once(_ version: WriterVersion, _ segmentSize: Int) async throws {
        let (store, files, result) = try await audited(
            SampleStoreSpecification(
                version: version,
                partitions: 1,
                backups: [SampleBackup(100)],
                segmentSize: segmentSize,
                snapshotFillerBytes: 70 << 20
            )
        )
        #expect(result.findings.isEmpty, "\(result.texts(.info))")
        let tails = try Self.tailsOfLargeTables(files)
        #expect(tails.count == 2)
        for (name, bytes) in files {
            let key = try ObjectKey(name)
            #expect(store.openings(of: key) == 1, "\(name)")
            var end: UInt64 = 0
            // The end of a large table says where its blocks are, so it is read first, and again on the way.
            let tail = tails[name.split(separator: "/").last.map(String.init) ?? ""]
            var reads = store.reads(of: key)
            if let tail {
                #expect(reads.first == tail)
                reads.removeFirst()
            }
            for range in reads.sorted(by: { $0.lowerBound < $1.lowerBound }) {
                #expect(range.lowerBound >= end, "\(name) \(range)")
                end = max(end, range.upperBound)
            }
            // Behind the end of a log nothing need be read; of every other file each byte.
            if !name.contains("/segments/") { #expect(end == UInt64(bytes.count), "\(name)") }
        }
    }

    /// The ends of tables that are larger than a buffer, by their names.
    private static func tailsOfLargeTables(_ files: [String: [UInt8]]) throws -> [String: Range<UInt64>] {
        let manifest = try #require(files.first { $0.key.contains("/MANIFEST-") })
        let tables = try ManifestReader.read(manifest.value.span.bytes).tables.filter { $0.size > 1 << 20 }
        return Dictionary(
            uniqueKeysWithValues: tables.map { table in
                let tail = max(table.tailByteCount ?? 0, UInt64(TableOpener.defaultTailByteCount))
                return (table.fileName, table.size - tail..<table.size)
            }
        )
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
