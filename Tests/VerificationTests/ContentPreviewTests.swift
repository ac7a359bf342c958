import BackupCatalog
import BackupModel
import Foundation
import ObjectStorage
import ObjectStorageTesting
import TestFixtures
import Testing
import ZeebeFormat

@testable import Verification

/// What backups hold, by stores whose state Zeebe's own state classes wrote.
@Suite("Content preview")
struct ContentPreviewTests {
    static let ids: [Int64] = [1_708_985_600_000, 1_708_986_200_000, 1_708_986_800_000]
    static let everything = Selection(backups: [.prefix("")])

    /// The store of the repository: three backups of two partitions.
    static func clean() throws -> StoreFiles {
        try StoreFiles(directory: RepositoryFixtureTests.folder.appending(path: "zeebe/state-fs-8.9-clean/store"))
    }

    static func preview(
        _ store: any ObjectStore,
        _ selection: Selection = everything,
        progress: Verification.Progress = Verification.Progress()
    ) async throws -> ContentPreview.Result {
        try await BlockingWorkers.run(width: 2) { workers in
            let catalog = try await CatalogLoader.load(store, workers: workers)
            return try await ContentPreview(store, catalog: catalog, selection: selection, progress: progress)
                .run(workers: workers)
        }
    }

    private func snapshot(_ partition: Int, _ id: Int64, _ file: String) -> String {
        "contents/\(partition)/\(id)/0/snapshot/\(file)"
    }

    private func manifest(_ partition: Int, _ id: Int64) -> String { "manifests/\(partition)/\(id)/0/manifest.json" }

    private func edit(_ store: inout StoreFiles, _ key: String, _ old: String, _ new: String) throws {
        let text = String(decoding: try #require(store.files[key]), as: UTF8.self)
        try #require(text.contains(old))
        store.files[key] = Array(text.replacing(old, with: new).utf8)
    }

    private func partition(
        _ result: ContentPreview.Result,
        _ id: Int32,
        of backup: Int64 = ids[2]
    ) throws -> PartitionContent {
        let backup = try #require(result.backups.first { $0.checkpointID == backup })
        return try #require(backup.partitions.first { $0.partitionID == id })
    }

    private func problem(_ content: PartitionContent) throws -> ContentProblem {
        guard case .unreadable(let problem) = content.outcome else {
            Issue.record("it was read: \(content.outcome)")
            throw CancellationError()
        }
        return problem
    }

    private func kinds(_ result: ContentPreview.Result) -> [String] {
        result.notes.map { note in
            switch note.subject {
            case .nearlyEmpty: "nearly-empty"
            case .deploymentsDiffer: "deployments-differ"
            case .numbersOnly: "numbers-only"
            case .logNotCounted: "log-not-counted"
            }
        }
    }

    // MARK: Counts

    struct Expected: Decodable {
        var entriesPerColumnFamily: [String: Int]
        var entries: Int
    }

    static let cases: [String] = {
        guard let folder = SharedDirectory.folder("fixtures-zeebe/state-fs-8.9-seed104"),
            let names = try? FileManager.default.contentsOfDirectory(atPath: folder.path)
        else { return [] }
        return names.filter { !$0.hasSuffix(".json") }.sorted()
    }()

    @Test("the numbers are those of RocksDB's own iterator, for every backup of every case", arguments: cases)
    func counts(_ name: String) async throws {
        let folder = try #require(SharedDirectory.folder("fixtures-zeebe/state-fs-8.9-seed104"))
        let data = try Data(contentsOf: folder.appending(path: "expected-state.json"))
        let expected = try #require(try JSONDecoder().decode([String: [String: Expected]].self, from: data)[name])
        let result = try await Self.preview(try LocalDirectory(path: folder.appending(path: name).path))
        let read = result.backups.flatMap { backup in backup.partitions.map { (backup.checkpointID, $0) } }
        #expect(read.count == expected.count)
        for (id, partition) in read {
            let counts = try #require(partition.counts)
            let wanted = try #require(expected["\(partition.partitionID)/\(id)/0"])
            let families = Dictionary(
                uniqueKeysWithValues: counts.entriesByFamily.map { ($0.key.description, $0.value) }
            )
            #expect(families == wanted.entriesPerColumnFamily)
            #expect(counts.entries == wanted.entries)
        }
    }

    @Test("what people ask for, by the names of annex D; definitions count once in the cluster")
    func named() async throws {
        let result = try await Self.preview(try Self.clean().store())
        #expect(result.backups.map(\.checkpointID) == Self.ids)
        let counts = try #require(try partition(result, 1).counts)
        #expect(ContentKind.allCases.map { counts.count(of: $0) } == [3, 8, 6, 0, 0, 1, 0, 18])
        #expect(counts.remainder == 69)
        #expect(counts.entries == 105)
        let backup = result.backups[2]
        #expect(backup.total?.entries == 214)
        #expect(backup.count(of: .processDefinitions) == 4)
        #expect(backup.count(of: .processInstances) == 16)
    }

    @Test("progress counts copies and all bytes of the tables")
    func progress() async throws {
        let progress = Verification.Progress()
        _ = try await Self.preview(try Self.clean().store(), progress: progress)
        let counts = progress.counts
        #expect(counts.copiesPlanned == 6)
        #expect(counts.copiesDone == 6)
        #expect(counts.bytesPlanned > 50_000)
        // Beside the tables CURRENT and MANIFEST were read.
        #expect(counts.bytesDone > counts.bytesPlanned)
        #expect(counts.bytesDone < counts.bytesPlanned + 20_000)
    }

    // MARK: Selection

    @Test("without a backup, the newest COMPLETED one is looked at beside the one before it")
    func newestTwo() async throws {
        var store = try Self.clean()
        #expect(
            try await Self.preview(store.store(), Selection()).backups.map(\.checkpointID) == [
                Self.ids[1], Self.ids[2],
            ]
        )
        try edit(&store, manifest(2, Self.ids[2]), #""COMPLETED""#, #""FAILED""#)
        #expect(
            try await Self.preview(store.store(), Selection()).backups.map(\.checkpointID) == [
                Self.ids[0], Self.ids[1],
            ]
        )
        let named = try await Self.preview(store.store(), Selection(backups: [.id(Self.ids[2])], partitions: [2]))
        guard case .notCompleted(let reason) = try partition(named, 2).outcome else {
            Issue.record("a FAILED copy was read")
            return
        }
        #expect(reason == "no COMPLETED copy: that of member 0 is FAILED")
        #expect(named.backups[0].total == nil)
    }

    @Test("a part of a backup has no total, and a selection that names nothing is an error")
    func selection() async throws {
        let store = try Self.clean().store()
        let result = try await Self.preview(store, Selection(backups: [.latest], partitions: [2]))
        #expect(result.backups.map { $0.partitions.map(\.partitionID) } == [[2]])
        #expect(result.backups[0].total == nil)
        await #expect(throws: Audit.NothingSelected.self) {
            try await Self.preview(store, Selection(backups: [.id(5)]))
        }
    }

    @Test("of several COMPLETED copies the first that can be read is taken")
    func secondCopy() async throws {
        var store = try Self.clean()
        for (key, bytes) in store.files where key.hasPrefix("contents/1/\(Self.ids[2])/0/") {
            store.files[key.replacing("/0/", with: "/1/")] = bytes
        }
        let other = "manifests/1/\(Self.ids[2])/1/manifest.json"
        store.files[other] = store.files[manifest(1, Self.ids[2])]
        try edit(&store, other, #""nodeId":0"#, #""nodeId":1"#)
        #expect(try partition(try await Self.preview(store.store()), 1).member == MemberID(nodeID: 0))
        store.files[snapshot(1, Self.ids[2], "CURRENT")] = nil
        let read = try partition(try await Self.preview(store.store()), 1)
        #expect(read.member == MemberID(nodeID: 1))
        #expect(read.counts?.entries == 105)
    }

    // MARK: Snapshots that say nothing, or not all

    @Test("a partition without snapshot is told as such, and no total is made of the rest")
    func noSnapshot() async throws {
        var store = try Self.clean()
        let text = String(decoding: try #require(store.files[manifest(1, Self.ids[0])]), as: UTF8.self)
        let id = try #require(text.firstMatch(of: #/"snapshotId"\s*:\s*"[^"]*"/#)).output
        try edit(&store, manifest(1, Self.ids[0]), String(id), #""snapshotId":null"#)
        let result = try await Self.preview(store.store())
        guard case .noSnapshot = try partition(result, 1, of: Self.ids[0]).outcome else {
            Issue.record("\(try partition(result, 1, of: Self.ids[0]).outcome)")
            return
        }
        #expect(result.backups[0].total == nil)
        #expect(result.backups[1].total != nil)
    }

    @Test("a write-ahead log that holds something is noted, an empty one is not")
    func writeAheadLog() async throws {
        var store = try Self.clean()
        #expect(!kinds(try await Self.preview(store.store())).contains("log-not-counted"))
        let logs = store.files.keys.filter { $0.hasPrefix("contents/1/\(Self.ids[2])") && $0.hasSuffix("000004.log") }
        #expect(logs.count == 1)
        store.files[logs[0]] = [1, 2, 3]
        let result = try await Self.preview(store.store())
        #expect(kinds(result).contains("log-not-counted"))
        let logs2 = try partition(result, 1).uncountedLogs
        #expect(logs2 == [PartitionContent.UncountedLog(fileName: "000004.log", byteCount: 3)])
    }

    @Test(
        "brokers that number column families in another way have counts, but no names",
        arguments: [
            ("8.2.29", false), ("8.3.5", false), ("8.3.6", true), ("8.4.1", false), ("8.4.2", true),
            ("8.5.0-alpha2", false), ("8.5.0", true), ("8.6.0-alpha1", true), ("9.0.0", true), ("development", false),
        ]
    )
    func versions(_ version: String, _ isNamed: Bool) async throws {
        var store = try Self.clean()
        try edit(&store, manifest(1, Self.ids[2]), #""8.9.0""#, "\"\(version)\"")
        let result = try await Self.preview(store.store(), Selection(backups: [.latest]))
        let counts = try #require(try partition(result, 1).counts)
        #expect(counts.isNamed == isNamed)
        #expect(counts.entries == 105)
        #expect(counts.count(of: .jobs) == (isNamed ? 6 : nil))
        #expect(kinds(result) == (isNamed ? ["deployments-differ"] : ["numbers-only"]))
    }

    // MARK: Damage

    @Test("a damaged table makes no counts, and says where it is damaged; the others are counted")
    func damagedTable() async throws {
        var store = try Self.clean()
        let tables = store.files.keys.filter { $0.hasPrefix("contents/1/\(Self.ids[2])") && $0.hasSuffix(".sst") }
        for table in tables { store.files[table]?[100] ^= 1 }
        let result = try await Self.preview(store.store())
        let problem = try problem(try partition(result, 1))
        #expect(tables.contains(problem.object))
        #expect(problem.kind == .damage)
        #expect(problem.message.contains("checksum"))
        #expect(result.backups[2].total == nil)
        #expect(try partition(result, 2).counts?.entries == 109)
    }

    @Test(
        "missing, shortened and grown files of the database are told by name",
        arguments: ["CURRENT", "MANIFEST-000005", ".sst"]
    )
    func missingFiles(_ suffix: String) async throws {
        var store = try Self.clean()
        let key = try #require(
            store.files.keys.filter { $0.hasPrefix("contents/1/\(Self.ids[2])") && $0.hasSuffix(suffix) }.min()
        )
        let bytes = try #require(store.files[key])
        store.files[key] = nil
        let missing = try problem(try partition(try await Self.preview(store.store()), 1))
        #expect(missing.object == key)
        #expect(missing.message == "the manifest lists this file, but it is not there")
        store.files[key] = Array(bytes.dropLast(1))
        let shortened = try problem(try partition(try await Self.preview(store.store()), 1))
        #expect(shortened.object == key)
        #expect(shortened.kind == .damage)
        store.files[key] = bytes + [0]
        #expect(try problem(try partition(try await Self.preview(store.store()), 1)).object == key)
    }

    @Test("a table that the backup does not list is told, though it is there")
    func unlistedTable() async throws {
        var store = try Self.clean()
        let key = manifest(1, Self.ids[2])
        let text = String(decoding: try #require(store.files[key]), as: UTF8.self)
        let name = try #require(text.firstMatch(of: #/\d{6}\.sst/#)).output
        try edit(&store, key, String(name), "zeebe.other")
        let problem = try problem(try partition(try await Self.preview(store.store()), 1))
        #expect(problem.object.hasSuffix(name))
        #expect(problem.message.contains("does not list"))
    }

    @Test("what may not be read is no damage")
    func accessDenied() async throws {
        let key = try ObjectKey(snapshot(1, Self.ids[2], "CURRENT"))
        let store = FaultInjectingStore(try Self.clean().store(), faults: [key: [.failOpening(.permissionDenied)]])
        #expect(try problem(try partition(try await Self.preview(store), 1)).kind == .notRead(.accessDenied))
    }

    @Test("reads that deliver little at a time, and fail in the end")
    func shortReads() async throws {
        let files = try Self.clean()
        let key = try #require(
            files.files.keys.filter { $0.hasPrefix("contents/1/\(Self.ids[2])") && $0.hasSuffix(".sst") }.min()
        )
        let object = try ObjectKey(key)
        let slow = FaultInjectingStore(files.store(), faults: [object: [.shortReads(maximumBytes: 7)]])
        #expect(try partition(try await Self.preview(slow), 1).counts?.entries == 105)
        let failing = FaultInjectingStore(files.store(), faults: [object: [.failReading(afterBytes: 200, .io)]])
        #expect(try problem(try partition(try await Self.preview(failing), 1)).object == key)
        let changing = FaultInjectingStore(files.store(), faults: [object: [.changeWhileReading]])
        #expect(try problem(try partition(try await Self.preview(changing), 1)).message.contains("changed"))
    }

    @Test("a cancelled preview ends without an answer")
    func cancelled() async throws {
        let store = try Self.clean().store()
        let task = Task {
            while !Task.isCancelled { await Task.yield() }
            return try await Self.preview(store)
        }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
    }

    @Test("a preview that is cancelled while it reads leaves the rest unread")
    func cancelledWhileReading() async throws {
        let files = try Self.clean()
        let tables = try files.files.keys.filter { $0.hasSuffix(".sst") }.map { try ObjectKey($0) }
        let faults = Dictionary(
            uniqueKeysWithValues: tables.map {
                ($0, [Fault.slowReads(.milliseconds(50)), .shortReads(maximumBytes: 8)])
            }
        )
        let store = FaultInjectingStore(files.store(), faults: faults)
        let progress = Verification.Progress()
        let task = Task { try await Self.preview(store, progress: progress) }
        while progress.counts.copiesStarted == 0 { try await Task.sleep(for: .milliseconds(5)) }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        // Told by what was left unread: a clock would measure the machine's other work.
        #expect(progress.counts.copiesStarted < 6)
        #expect(progress.counts.copiesDone < 6)
    }

    // MARK: Deployments

    @Test("a definition that one partition has and the other lacks is named")
    func deploymentsDiffer() async throws {
        let result = try await Self.preview(try Self.clean().store())
        #expect(kinds(result) == ["deployments-differ", "deployments-differ", "deployments-differ"])
        guard case .deploymentsDiffer(let difference) = try #require(result.notes.last).subject else { return }
        let part = try #require(difference.parts.first)
        #expect(difference.parts.count == 1)
        #expect(part.family == .processDefinitions)
        #expect(part.present == [2])
        #expect(part.absent == [1])
        #expect(part.count == 1)
        #expect(part.first.map(\.key) == [2_251_799_813_685_252])
        #expect(part.first.map(\.processID) == ["order-3"])
    }

    @Test("partitions with the same deployments give no note")
    func deploymentsAreEqual() async throws {
        var store = try Self.clean()
        for id in Self.ids {
            for key in store.files.keys where key.hasPrefix("contents/2/\(id)/") { store.files[key] = nil }
            for (key, bytes) in store.files where key.hasPrefix("contents/1/\(id)/") {
                store.files[key.replacing("contents/1/", with: "contents/2/")] = bytes
            }
            store.files[manifest(2, id)] = store.files[manifest(1, id)]
            try edit(&store, manifest(2, id), #""partitionId":1"#, #""partitionId":2"#)
        }
        let result = try await Self.preview(store.store())
        #expect(result.notes.isEmpty)
        #expect(result.backups.map { $0.total?.entries } == [108, 174, 210])
    }
}
