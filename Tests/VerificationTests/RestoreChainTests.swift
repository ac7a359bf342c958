import BackupModel
import Foundation
import ObjectStorage
import SampleStore
import TestFixtures
import Testing
import Verification
import ZeebeFormat

/// Restores of several backups, on stores that were written for it.
@Suite("Restore of several backups")
struct RestoreChainTests {
    private static let ids: [Int64] = [100, 200, 300]

    /// Writes a store of three backups of two partitions.
    private static func files(startsNewRange: Int64? = nil, seed: UInt64 = 1) throws -> StoreFiles {
        let directory = try TemporaryDirectory()
        let backups = ids.map { SampleBackup($0, startsNewRange: $0 == startsNewRange) }
        let specification = SampleStoreSpecification(backups: backups, members: [SampleMember(nodeId: 0)], seed: seed)
        try SampleStore.write(specification, to: directory.path)
        return try StoreFiles(directory: URL(fileURLWithPath: directory.path))
    }

    private static func restore(_ files: StoreFiles, _ ids: [Int64] = ids) async throws -> AuditResult {
        try await AuditRun.run(files.store(), selection: Selection(backups: ids.map { .id($0) }), isForRestore: true)
    }

    private static func codes(_ result: AuditResult) -> [String] {
        result.findings.filter { $0.severity > .info }.map {
            "\($0.severity) \($0.code.rawValue)/\($0.rule ?? "-") \($0.backupID ?? 0) \($0.partitionID ?? 0)"
        }
    }

    @Test("backups of one range are restored together", arguments: [[100, 200, 300], [100, 200], [300]] as [[Int64]])
    func healthy(_ ids: [Int64]) async throws {
        let result = try await Self.restore(try Self.files(), ids)
        let restore = try #require(result.restore)
        #expect(restore.backups == ids)
        #expect(restore.succeeds == true)
        #expect(restore.partitions.map(\.partitionID) == [1, 2])
        for partition in restore.partitions {
            #expect(partition.links.map(\.state) == Array(repeating: .joined, count: ids.count - 1))
            #expect(partition.links.map(\.from) == Array(ids.dropLast()))
        }
        #expect(Self.codes(result).isEmpty)
    }

    @Test("one left out between two is no gap where the log reaches back far enough, else it is")
    func leftOut() async throws {
        let result = try await Self.restore(try Self.files(), [100, 300])
        let restore = try #require(result.restore)
        let isJoined = restore.partitions.allSatisfy { $0.links.map(\.state) == [.joined] }
        // The third backup's log begins behind the snapshot of the second.
        #expect(!isJoined)
        #expect(restore.succeeds == false)
        #expect(restore.partitions.allSatisfy { $0.failingStep == .joinLogs && $0.failingBackup == 300 })
    }

    @Test("a log that begins behind the backup before cannot be joined, and is fine alone")
    func gap() async throws {
        let files = try Self.files(startsNewRange: 200)
        let result = try await Self.restore(files)
        #expect(
            Self.codes(result) == [
                "error restore.partition-blocked/chain-gap 200 1", "error restore.partition-blocked/chain-gap 200 2",
            ]
        )
        let restore = try #require(result.restore)
        #expect(restore.succeeds == false)
        #expect(restore.partitions.map(\.failingStep) == [.joinLogs, .joinLogs])
        #expect(result.restorableBackups == Self.ids)
        #expect(result.verdict == .damaged)
        // Nobody asks for both, and metadata.json says that a new range begins there.
        let alone = try await AuditRun.run(files.store())
        #expect(Self.codes(alone).isEmpty)
        #expect(alone.restore == nil)
    }

    @Test("logs of two clusters do not join, although each backup is whole")
    func mismatch() async throws {
        var files = try Self.files()
        let other = try Self.files(seed: 2)
        for (key, bytes) in other.files where key.contains("/1/200/") { files.files[key] = bytes }
        for key in files.files.keys where key.contains("/1/200/") && other.files[key] == nil { files.files[key] = nil }
        let result = try await Self.restore(files)
        let restore = try #require(result.restore)
        #expect(restore.succeeds == false)
        #expect(restore.partitions.first?.failingStep == .joinLogs)
        #expect(restore.partitions.last?.succeeds == true)
        let errors = Self.codes(result).filter { $0.hasPrefix("error") }
        #expect(errors.allSatisfy { $0.contains("restore.partition-blocked/chain-") })
        #expect(!errors.isEmpty)
        #expect(result.restorableBackups == Self.ids)
    }

    @Test("a range of metadata.json whose logs do not join is a warning of a plain verification")
    func rangeOfMetadata() async throws {
        var files = try Self.files(startsNewRange: 200)
        for partition in 1...2 {
            let key = "metadata/\(partition)/metadata.json"
            let text = String(decoding: try #require(files.files[key]), as: UTF8.self)
            let ranges = try #require(text.range(of: #""ranges":["#))
            let end = try #require(text[ranges.upperBound...].firstIndex(of: "]"))
            files.files[key] = Array(
                text.replacingCharacters(in: ranges.upperBound..<end, with: #"{"start":100,"end":300}"#).utf8
            )
        }
        let result = try await AuditRun.run(files.store())
        #expect(
            Self.codes(result).filter { $0.contains("chain") } == [
                "warning restore.partition-blocked/chain-gap 200 1",
                "warning restore.partition-blocked/chain-gap 200 2",
            ]
        )
        #expect(result.restorableBackups == Self.ids)
        #expect(result.verdict == .ok)
    }

    @Test("damage of a later backup's snapshot does not matter to the others, of its log it does")
    func damageOfLater() async throws {
        var files = try Self.files()
        let table = try #require(
            files.files.keys.first { $0.hasPrefix("contents/1/200/0/snapshot/") && $0.hasSuffix(".sst") }
        )
        files.files[table]?[100] ^= 1
        var restore = try #require(try await Self.restore(files).restore)
        #expect(restore.succeeds == true)
        let segment = try #require(files.files.keys.filter { $0.hasPrefix("contents/1/200/0/segments/") }.min())
        files.files[segment]?[150] ^= 1
        restore = try #require(try await Self.restore(files).restore)
        #expect(restore.succeeds == false)
        #expect(restore.partitions.first?.failingStep == .openLog)
        #expect(restore.partitions.first?.failingBackup == 200)
        // The first one's snapshot is the one that is restored.
        files = try Self.files()
        files.files[table.replacing("/200/", with: "/100/")]?[100] ^= 1
        restore = try #require(try await Self.restore(files).restore)
        #expect(restore.partitions.first?.failingStep == .restoreSnapshot)
        #expect(restore.partitions.first?.failingBackup == 100)
    }

    @Test(
        "backups of Zeebe's own stores join where their range says so",
        arguments: ["fs-8.9-seed101", "gcs-8.9-seed101"]
    )
    func realStore(_ name: String) async throws {
        guard let folder = SharedDirectory.folder("fixtures-zeebe/\(name)") else { return }
        let files = try StoreFiles(directory: folder)
        let result = try await Self.restore(files, [1_708_726_400_000, 1_708_727_000_000])
        let restore = try #require(result.restore)
        #expect(restore.succeeds == true, "\(restore.partitions)\n\(result.texts(.info).joined(separator: "\n"))")
    }
}
