import BackupModel
import Checksums
import Foundation
import ObjectStorage
import ObjectStorageTesting
import SampleStore
import TestFixtures
import Testing
import Verification
import ZeebeFormat

/// Stores whose listings tell a checksum of every object.
@Suite("Checksums of the provider")
struct ProviderChecksumTests {
    /// A store that keeps a CRC-32C of every object, as Google Cloud Storage does.
    private struct ChecksummingStore: ObjectStore {
        let base: any ObjectStore
        let checksums: [String: UInt32]
        /// An object that is not there any more when its directory alone is listed.
        var vanishing: String?

        init(_ files: StoreFiles, reading base: any ObjectStore) {
            self.base = base
            checksums = files.files.mapValues { CRC32C.checksum(of: $0.span.bytes) }
        }

        var location: StoreLocation { base.location }

        func list(_ scope: ListingScope, _ visit: (ListingEntry) async throws -> Void) async throws {
            try await base.list(scope) { entry in
                guard case .object(let object) = entry else { return try await visit(entry) }
                if case .level = scope, object.key.text == vanishing { return }
                try await visit(
                    .object(
                        ListedObject(
                            key: object.key,
                            size: object.size,
                            modified: nil,
                            checksum: checksums[object.key.text].map { .crc32c($0) }
                        )
                    )
                )
            }
        }

        func open(_ key: ObjectKey) async throws(StorageError) -> any ObjectReader { try await base.open(key) }
    }

    private func files() throws -> StoreFiles {
        let directory = try TemporaryDirectory()
        try SampleStore.write(
            SampleStoreSpecification(backups: [SampleBackup(100), SampleBackup(200)]),
            to: directory.path
        )
        return try StoreFiles(directory: URL(filePath: directory.path))
    }

    /// Audits what is stored; the listing tells the checksums of `stored`, while reading gives `read`.
    private func audit(_ stored: StoreFiles, read: StoreFiles? = nil, depth: AuditDepth) async throws -> (
        AuditResult, RecordingStore
    ) {
        let recording = RecordingStore((read ?? stored).store(.gcs))
        return (try await AuditRun.run(ChecksummingStore(stored, reading: recording), depth: depth), recording)
    }

    private func flipped(_ files: StoreFiles, _ key: String) -> StoreFiles {
        var files = files
        let middle = (files.files[key]?.count ?? 0) / 2
        files.files[key]?[middle] ^= 1
        return files
    }

    private func key(_ files: StoreFiles, _ suffix: String) throws -> String {
        try #require(files.files.keys.sorted().first { $0.contains("/snapshot/") && $0.hasSuffix(suffix) })
    }

    @Test("a healthy store has no finding, and check says how many files it proved")
    func healthy() async throws {
        let files = try files()
        for depth in AuditDepth.allCases {
            let (result, _) = try await audit(files, depth: depth)
            #expect(result.texts(.warning) == [])
            let snapshotFiles = files.files.keys.count { $0.contains("/snapshot/") && !$0.hasSuffix(".checksum") }
            #expect(result.filesProvedByListing == (depth == .check ? Int64(snapshotFiles) : 0))
        }
        let plain = try await AuditRun.run(files.store(.gcs), depth: .check)
        #expect(plain.filesProvedByListing == 0)
    }

    @Test("check finds a damaged snapshot file by the listing; of the contents it reads checksum files alone")
    func withoutDownload() async throws {
        let files = try files()
        let key = try key(files, ".sst")
        let (result, recording) = try await audit(flipped(files, key), depth: .check)
        let finding = try #require(result.findings.first { $0.code == .snapshotChecksumMismatch })
        #expect(finding.object == key)
        #expect(finding.message.contains("the store's own listing"))
        #expect(result.verdict == .damaged)
        #expect(result.findings.count { $0.severity == .error } == 1)
        for (name, _) in files.files where name.hasPrefix("contents/") {
            #expect(recording.openings(of: try ObjectKey(name)) == (name.hasSuffix(".checksum") ? 1 : 0), "\(name)")
        }
        let plain = try await AuditRun.run(flipped(files, key).store(.gcs), depth: .check)
        #expect(plain.verdict == .ok)
    }

    @Test("verify finds what was damaged on the way", arguments: [".sst", "CURRENT", "zeebe.metadata", ".checksum"])
    func damagedOnTheWay(suffix: String) async throws {
        let files = try files()
        let key = try key(files, suffix)
        let (result, _) = try await audit(files, read: flipped(files, key), depth: .verify)
        let found = result.findings.filter { $0.code == .objectProviderChecksumMismatch }
        #expect(found.map(\.object) == [key])
        #expect(found.first?.severity == .error)
        #expect(result.verdict == .damaged)
    }

    @Test("what is stored wrong is the checksum file's finding, not the provider's")
    func storedWrong() async throws {
        let files = try files()
        let (result, _) = try await audit(flipped(files, try key(files, ".sst")), depth: .verify)
        #expect(result.findings.contains { $0.code == .snapshotChecksumMismatch })
        #expect(!result.findings.contains { $0.code == .objectProviderChecksumMismatch })
    }

    @Test("a manifest that is damaged on the way is an error, even where it still reads well")
    func manifest() async throws {
        let files = try files()
        var read = files
        let key = try #require(files.files.keys.sorted().first { $0.hasSuffix("manifest.json") })
        let text = String(decoding: files.files[key] ?? [], as: UTF8.self)
        read.files[key] = Array(text.replacing("8.9.", with: "8.8.").utf8)
        #expect(read.files[key] != files.files[key])
        let (result, _) = try await audit(files, read: read, depth: .check)
        let found = result.findings.filter { $0.code == .objectProviderChecksumMismatch }
        #expect(found.map(\.object) == [key])
    }

    @Test("a manifest that is written anew and deleted while it is read is not damaged")
    func rewrittenManifest() async throws {
        let files = try files()
        var read = files
        let key = try #require(files.files.keys.sorted().first { $0.hasSuffix("manifest.json") })
        let text = String(decoding: files.files[key] ?? [], as: UTF8.self)
        read.files[key] = Array(text.replacing("COMPLETED", with: "DELETED").utf8)
        var store = ChecksummingStore(files, reading: read.store(.gcs))
        store.vanishing = key
        let result = try await AuditRun.run(store)
        #expect(!result.findings.contains { $0.code == .objectProviderChecksumMismatch })
        #expect(result.findings.contains { $0.object == key && $0.obstacle == .changing })
        #expect(result.verdict == .incompleteRun)
    }

    @Test(
        "what a store itself refuses to give, since it does not have its checksum, is damage and not out of reach",
        arguments: ["/manifest.json", ".sst", ".checksum", ".log"]
    )
    func refused(suffix: String) async throws {
        let files = try files()
        let key = try #require(files.files.keys.sorted().first { $0.hasSuffix(suffix) })
        let store = FaultInjectingStore(
            files.store(.azure),
            faults: [try ObjectKey(key): [.failReading(afterBytes: 0, .checksumMismatch)]]
        )
        let result = try await AuditRun.run(store)
        let found = result.findings.filter { $0.code == .objectProviderChecksumMismatch }
        #expect(found.map(\.object) == [key])
        #expect(found.first?.severity == .error)
        #expect(result.verdict == .damaged)
        #expect(!result.findings.contains { $0.code == .objectUnreadable || $0.code == .manifestUnreadable })
    }
}
