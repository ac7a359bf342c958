import BackupModel
import Checksums
import Foundation
import TestFixtures
import Testing
import Verification
import ZeebeFormat

/// A snapshot of Zeebe's own code whose files a test may change: checksum file, snapshot id and manifest are made anew, so
/// that nothing but the change can be found.
struct RewrittenSnapshot {
    /// Where its files are: those of a backup of partition 1 at position 96, whose snapshot id says that position 85 was
    /// processed.
    static let folder = "contents/1/\(checkpointID)/1/snapshot/"
    static let manifestKey = "manifests/1/\(checkpointID)/1/manifest.json"
    static let checkpointID: Int64 = 1_708_812_800_000
    static let id = "66-1-85-80-1"

    /// The files by name, without the checksum file.
    var files: [String: [UInt8]]
    private var others: [String: [UInt8]]

    init() throws {
        let store = try StoreFiles(
            directory: RepositoryFixtureTests.folder.appending(path: "zeebe/fs-8.9-seed102/store")
        )
        others = store.files.filter { !$0.key.hasPrefix(Self.folder) }
        files = [:]
        for (key, bytes) in store.files where key.hasPrefix(Self.folder) && !key.hasSuffix(".checksum") {
            files[String(key.dropFirst(Self.folder.count))] = bytes
        }
        try #require(files.count == 6)
    }

    /// A snapshot whose database contradicts the backup, in tables of all compressions.
    static func contradicting() throws -> RewrittenSnapshot {
        var snapshot = try RewrittenSnapshot()
        snapshot.files = snapshot.files.filter { ["OPTIONS-000007", "zeebe.metadata"].contains($0.key) }
        let folder = RepositoryFixtureTests.folder.appending(path: "rocksdb-compressions")
        for name in try FileManager.default.contentsOfDirectory(atPath: folder.path) where name != "README.md" {
            snapshot.files[name] = Array(try Data(contentsOf: folder.appending(path: name)))
        }
        return snapshot
    }

    /// The store with these files.
    func store() throws -> StoreFiles {
        let lines = files.sorted { $0.key < $1.key }
            .map { name, bytes in "\(name)   \(String(CRC32C.checksum(of: bytes.span.bytes), radix: 16))\n" }
        let checksumFile = Array(lines.joined().utf8)
        let checksum = SnapshotIDChecksum.value(of: try SnapshotChecksumFile(checksumFile.span.bytes))
        let id = "\(Self.id)-\(SnapshotIDChecksum.text(of: checksum))"
        var store = StoreFiles(others)
        for (name, bytes) in files { store.files[Self.folder + name] = bytes }
        store.files["\(Self.folder)\(id).checksum"] = checksumFile

        let names = (files.keys + ["\(id).checksum"]).map { "{\"name\":\"\($0)\"}" }.joined(separator: ",")
        let manifest = String(decoding: others[Self.manifestKey] ?? [], as: UTF8.self)
            .replacing(/"snapshotId":"[^"]*"/, with: "\"snapshotId\":\"\(id)\"")
            .replacing(/"snapshot":\{"files":\[[^\]]*\]/, with: "\"snapshot\":{\"files\":[\(names)]")
        try #require(manifest.contains("\"snapshotId\":\"\(id)\"") && manifest.contains(names))
        store.files[Self.manifestKey] = Array(manifest.utf8)
        return store
    }

    /// Audits a store: errors and warnings on the backup of this snapshot, in order, and the verdict on its copy.
    static func findings(_ store: StoreFiles) async throws -> (rules: [String], copy: CopyResult?) {
        let result = try await AuditRun.run(store.store())
        let found = result.findings.filter {
            $0.severity > .info && $0.backupID == checkpointID && $0.code != .backupNoneRestorable
        }
        return (
            found.map { "\($0.severity.rawValue) \($0.code.rawValue)/\($0.rule ?? "-")" }.sorted(),
            result.copy(at: manifestKey)
        )
    }
}
