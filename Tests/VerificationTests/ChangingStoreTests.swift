import BackupCatalog
import BackupModel
import Foundation
import ObjectStorage
import ObjectStorageTesting
import SampleStore
import Synchronization
import TestFixtures
import Testing
import Verification
import ZeebeFormat

/// Stores that change under the audit, answer slowly or not at all: a clear finding, never a wrong verdict.
@Suite("Stores that change, fail or are slow")
struct ChangingStoreTests {
    static let newest: Int64 = 1_708_900_400_000

    /// A small store on disk, in memory for the tests.
    private static let sample: (files: StoreFiles, written: WrittenStore)? = {
        guard let directory = try? TemporaryDirectory(),
            let written = try? SampleStore.write(SampleStoreSpecification(), to: directory.path),
            let files = try? StoreFiles(directory: .init(filePath: directory.path))
        else { return nil }
        return (files, written)
    }()

    private let files: StoreFiles
    private let written: WrittenStore

    init() throws {
        (files, written) = try #require(Self.sample)
    }

    /// What of the newest backup's partition 1 a fault hits.
    enum Part: String, CaseIterable, Sendable {
        case manifest, segment, table, checksumFile, snapshotMetadata, emptyLog
    }

    private func key(of part: Part) throws -> ObjectKey {
        let backup = try #require(
            written.partitionBackups.first { $0.checkpointId == Self.newest && $0.partition == 1 }
        )
        let contents = "contents/1/\(Self.newest)/\(backup.member)"
        let text =
            switch part {
            case .manifest: "manifests/1/\(Self.newest)/\(backup.member)/manifest.json"
            case .segment: try #require(files.files.keys.sorted().first { $0.hasPrefix("\(contents)/segments/") })
            case .table: "\(contents)/snapshot/000008.sst"
            case .checksumFile:
                try #require(files.files.keys.first { $0.hasPrefix(contents) && $0.hasSuffix(".checksum") })
            case .snapshotMetadata: "\(contents)/snapshot/zeebe.metadata"
            case .emptyLog: "\(contents)/snapshot/000004.log"
            }
        return try ObjectKey(text)
    }

    private func audit(_ part: Part, _ fault: Fault) async throws -> (AuditResult, ObjectKey) {
        let key = try key(of: part)
        let store = FaultInjectingStore(files.store(), faults: [key: [fault]])
        return (try await AuditRun.run(store), key)
    }

    /// Expects one error about an object and nothing restorable of its backup; the others as they were.
    private func expect(
        _ result: AuditResult,
        _ code: FindingCode,
        _ key: ObjectKey,
        _ words: String,
        restorable: Bool? = false
    ) {
        let errors = result.findings.filter { $0.severity == .error }
        #expect(errors.map(\.code) == [code], "\(result.texts(.info).joined(separator: "\n"))")
        #expect(errors.first?.object == key.description)
        #expect(errors.first?.message.contains(words) == true, "\(errors.first?.message ?? "")")
        #expect(result.backups.map(\.restorable) == [true, true, restorable])
    }

    private static let contentParts = Part.allCases.filter { $0 != .manifest }

    @Test("gone after the listing: missing", arguments: contentParts)
    func vanished(_ part: Part) async throws {
        let (result, key) = try await audit(part, .vanishAfterListing)
        expect(result, .objectMissing, key, "not there")
    }

    @Test("a manifest that is gone after the listing cannot be read")
    func vanishedManifest() async throws {
        let (result, key) = try await audit(.manifest, .vanishAfterListing)
        expect(result, .manifestUnreadable, key, "cannot open it", restorable: nil)
        #expect(result.verdict == .incompleteRun)
    }

    @Test("changed while it was read: nothing is known, with the advice to run again", arguments: contentParts)
    func changed(_ part: Part) async throws {
        let (result, key) = try await audit(part, .changeWhileReading)
        expect(result, .objectUnreadable, key, "cannot read it", restorable: nil)
        #expect(result.verdict == .incompleteRun)
        #expect(result.findings.first?.obstacle == .changing)
    }

    /// A store from which a copy is deleted once its manifest was read.
    private final class DeletingStore: ObjectStore {
        enum Trace: CaseIterable { case nothing, tombstone }

        private let base: any ObjectStore
        private let manifest: ObjectKey
        private let contents: String
        private let tombstone: InMemoryStore?
        private let openings = Mutex(0)

        init(_ base: any ObjectStore, manifest: ObjectKey, contents: String, tombstone: [UInt8]?) {
            self.base = base
            self.manifest = manifest
            self.contents = contents
            self.tombstone = tombstone.map { InMemoryStore([manifest.text: $0]) }
        }

        var location: StoreLocation { base.location }

        func list(_ scope: ListingScope, _ visit: (ListingEntry) async throws -> Void) async throws {
            try await base.list(scope) { entry in
                if case .object(let object) = entry, object.key.text.hasPrefix(contents) { return }
                try await visit(entry)
            }
        }

        func open(_ key: ObjectKey) async throws(StorageError) -> any ObjectReader {
            guard key == manifest,
                openings.withLock({ count in
                    count += 1; return count > 1
                })
            else {
                return try await base.open(key)
            }
            guard let tombstone else { throw StorageError(.notFound, .open, key.text, message: "gone") }
            return try await tombstone.open(key)
        }
    }

    @Test("a backup that is deleted meanwhile is not damaged: it is not there any more", arguments: [true, false])
    func deleted(leavesTombstone: Bool) async throws {
        let manifest = try key(of: .manifest)
        let bytes = try #require(files.files[manifest.text])
        let tombstone = String(decoding: bytes, as: UTF8.self).replacing("COMPLETED", with: "DELETED")
        let store = DeletingStore(
            files.store(),
            manifest: manifest,
            contents: try key(of: .table).text.components(separatedBy: "/snapshot/")[0],
            tombstone: leavesTombstone ? Array(tombstone.utf8) : nil
        )
        let result = try await AuditRun.run(store)
        expect(result, .objectUnreadable, manifest, "deleted or written anew while this ran", restorable: nil)
        #expect(result.verdict == .incompleteRun)
    }

    @Test("a manifest that changed while it was read")
    func changedManifest() async throws {
        let (result, key) = try await audit(.manifest, .changeWhileReading)
        expect(result, .manifestUnreadable, key, "cannot read it", restorable: nil)
        #expect(result.verdict == .incompleteRun)
    }

    @Test(
        "where the manifest of a newer backup cannot be had, the latest is not known, and that one is looked at, too",
        arguments: [StorageError.Code.unreachable, .permissionDenied]
    )
    func unknownLatest(_ code: StorageError.Code) async throws {
        let store = FaultInjectingStore(files.store(), faults: [try key(of: .manifest): [.failOpening(code)]])
        let result = try await AuditRun.run(store, selection: Selection(backups: [.latest]))
        #expect(result.backups.map(\.checkpointID).last == Self.newest)
        #expect(result.backups.map(\.restorable) == [true, nil])
        #expect(result.verdict == .incompleteRun)
        let oldest = try await AuditRun.run(store, selection: Selection(backups: [.oldest]))
        #expect(oldest.backups.count == 1 && oldest.verdict == .ok)
    }

    @Test("metadata that could not be had leaves the run incomplete, and says nothing about the data")
    func metadataUnreachable() async throws {
        let key = try ObjectKey("metadata/1/metadata.json")
        try #require(files.files[key.text] != nil)
        let store = FaultInjectingStore(files.store(), faults: [key: [.failOpening(.unreachable)]])
        let result = try await AuditRun.run(store)
        #expect(result.findings.map(\.code) == [.rangeMetadataUnreadable])
        #expect(result.findings.first?.message.contains("is not known") == true)
        #expect(result.verdict == .incompleteRun)
    }

    @Test("may not be read: neither damaged nor restorable", arguments: Part.allCases)
    func permissionDenied(_ part: Part) async throws {
        let (result, key) = try await audit(part, .failOpening(.permissionDenied))
        let code: FindingCode = part == .manifest ? .manifestUnreadable : .objectUnreadable
        expect(result, code, key, "cannot open it", restorable: nil)
        #expect(result.verdict == .incompleteRun)
        #expect(result.copy(at: try self.key(of: .manifest).description)?.verdict == .notChecked)
    }

    @Test("a device that fails: unreadable, and the backup cannot be restored", arguments: contentParts)
    func deviceFails(_ part: Part) async throws {
        let (opening, key) = try await audit(part, .failOpening(.io))
        expect(opening, .objectUnreadable, key, "cannot open it")
        guard part != .emptyLog else { return }
        let (reading, _) = try await audit(part, .failReading(afterBytes: 10, .io))
        expect(reading, .objectUnreadable, key, "cannot read it")
        #expect(reading.verdict == .damaged)
    }

    @Test("short reads change nothing", arguments: [1, 7, 4096])
    func shortReads(_ count: Int) async throws {
        // Byte by byte takes long: the small parts show it as well.
        let keys = files.files.keys.filter { count > 1 || $0.hasSuffix(".checksum") || $0.hasSuffix(".json") }
        let faults = try Dictionary(
            uniqueKeysWithValues: keys.map { (try ObjectKey($0), [Fault.shortReads(maximumBytes: count)]) }
        )
        let result = try await AuditRun.run(FaultInjectingStore(files.store(), faults: faults))
        #expect(result.findings.isEmpty, "\(result.texts(.info))")
        #expect(result.backups.allSatisfy { $0.restorable == true })
    }

    @Test("a wrong bit that comes from the device is found", arguments: [Part.segment, .table, .snapshotMetadata])
    func flippedBit(_ part: Part) async throws {
        let (result, _) = try await audit(part, .flipBits(offset: 100, mask: 4))
        #expect(result.backups.last?.restorable == false)
        #expect(result.verdict == .damaged)
    }

    @Test(
        "a directory that cannot be listed ends the audit: no answer is better than a wrong one",
        arguments: ["manifests", "contents", "metadata", "ranges"],
        [StorageError.Code.permissionDenied, .io, .unreachable]
    )
    func listingFails(_ directory: String, _ code: StorageError.Code) async throws {
        let store = FaultInjectingStore(files.store(), faults: [try ObjectKey(directory): [.failListing(code)]])
        await #expect { _ = try await AuditRun.run(store) } throws: { error in
            (error as? StorageError)?.code == code && (error as? StorageError)?.action == .list
        }
    }

    @Test(
        "cancelled while a slow store is read: without waiting for it, and the result says what was not checked",
        .timeLimit(.minutes(10))
    )
    func cancelled() async throws {
        let slow = try Dictionary(
            uniqueKeysWithValues: files.files.keys.filter { $0.hasPrefix("contents/") && $0.contains("\(Self.newest)") }
                .map { (try ObjectKey($0), [Fault.slowReads(.seconds(600))]) }
        )
        let store = RecordingStore(FaultInjectingStore(files.store(), faults: slow))
        let running = Task { try await AuditRun.run(store) }
        while !slow.keys.contains(where: { store.openings(of: $0) > 0 }) {
            try await Task.sleep(for: .milliseconds(10))
        }
        let moment = ContinuousClock.now
        running.cancel()
        let result = try await running.value
        // A read takes ten minutes. That the program ends within a second is measured where nothing else runs beside it.
        #expect(ContinuousClock.now - moment < .seconds(60))
        #expect(result.uncheckedCopies >= 2)
        #expect(result.verdict == .incompleteRun)
        #expect(result.findings.isEmpty)
        #expect(result.backups.last?.restorable == nil)
        #expect(result.backups.last?.copies.allSatisfy { $0.verdict == .notChecked } == true)
        for backup in result.backups where backup.restorable == true {
            #expect(backup.copies.allSatisfy { $0.verdict == .ok })
        }
    }

    @Test("cancelled while the store is listed: no result at all")
    func cancelledListing() async throws {
        let store = files.store()
        let running = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return try await AuditRun.run(store)
        }
        await #expect(throws: CancellationError.self) { _ = try await running.value }
    }
}
