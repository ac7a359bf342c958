import BackupCatalog
import BackupModel
import Decompression
import ObjectStorage
import ObjectStorageTesting
import SampleStore
import Synchronization
import TestFixtures
import Testing
import ZeebeFormat

@testable import Verification

@Suite("S3 stores whose files are stored compressed (store-layout §9.1)")
struct CompressedStoreTests {
    static let newest = "contents/1/1708899800000/"
    static let table = "000008.sst"

    private let sample: CompressedStore

    init() throws {
        sample = try #require(CompressedStore.small)
    }

    private func audit(_ files: StoreFiles, depth: AuditDepth = .verify) async throws -> AuditResult {
        try await AuditRun.run(files.store(.s3), depth: depth)
    }

    /// The key of a segment file of the newest backup, which has the checkpoint in it.
    private var segment: String {
        sample.plain.files.keys.filter { $0.hasPrefix(Self.newest) && $0.contains("/segments/") }.sorted().first ?? ""
    }

    private func key(of name: String) -> String {
        sample.plain.files.keys.first { $0.hasPrefix(Self.newest) && $0.hasSuffix(name) } ?? ""
    }

    /// The one copy of the newest backup.
    private func newestCopy(_ result: AuditResult) throws -> CopyResult {
        try #require(result.backups.flatMap(\.copies).first { $0.id.checkpointID == 1_708_899_800_000 })
    }

    @Test("a healthy store is proved as if nothing were compressed", arguments: CompressionFormat.allCases)
    func healthy(_ format: CompressionFormat) async throws {
        let plain = try await audit(sample.declaring { _ in nil })
        let result = try await audit(sample.files(compressing: format))
        #expect(result.findings == plain.findings, "\(result.texts(.info))")
        let copies = result.backups.flatMap(\.copies)
        #expect(copies.count == 2 && copies.allSatisfy { $0.verdict == .ok })
        #expect(copies.map(\.journal) == plain.backups.flatMap(\.copies).map(\.journal))
        #expect(copies.allSatisfy { $0.replay.zeebe == .passes && $0.replay.succeeds == true })
    }

    @Test("large files too, some compressed and some not", arguments: [CompressionFormat.zstd, .gz])
    func large(_ format: CompressionFormat) async throws {
        let sample = try CompressedStore(
            SampleStoreSpecification(
                partitions: 1,
                backups: [SampleBackup(1_708_899_200_000)],
                segmentSize: 3 << 20,
                recordPayloadBytes: 2000,
                journalVolume: .bytes(5 << 20),
                snapshotFillerBytes: 5 << 20,
                snapshotFillerFileBytes: 3 << 20
            )
        )
        let large = Set(
            sample.plain.files.filter { $0.value.count > 2 << 20 }.keys.map { $0.split(separator: "/").last }
        )
        #expect(large.count >= 3)
        let plain = try await audit(sample.declaring { _ in nil })
        let result = try await audit(sample.files(compressing: format) { large.contains($0[...]) })
        #expect(result.findings == plain.findings, "\(result.texts(.info))")
        let copies = result.backups.flatMap(\.copies)
        #expect(copies.map(\.verdict) == [.ok])
        #expect(copies.map(\.journal) == plain.backups.flatMap(\.copies).map(\.journal))
    }

    @Test(
        "a flipped bit in a compressed file is damage",
        arguments: CompressionFormat.allCases,
        ["segment", table, "CURRENT", ".checksum", "MANIFEST-000005"]
    )
    func flipped(_ format: CompressionFormat, _ name: String) async throws {
        let hasChecksum = format != .lzma && format != .zstd
        // Without one, a change in a comment of the checksum file shows nowhere, and is none.
        guard hasChecksum || name != ".checksum" else { return }
        let key = name == "segment" ? segment : key(of: name)
        var files = sample.files(compressing: format)
        var bytes = try #require(files.files[key])
        bytes[bytes.count / 2] ^= 0x10
        files.files[key] = bytes
        let result = try await audit(files)
        let copy = try newestCopy(result)
        #expect(copy.verdict == .damaged, "\(result.texts(.info))")
        // Of a format without checksum the content's own checksums tell.
        let found = result.findings.first { $0.code == .objectCompressionInvalid }
        #expect(found != nil || !hasChecksum, "\(result.texts(.info))")
        if let found {
            #expect(found.object == key && found.evidence.contains { $0.name == "offset" })
            #expect(copy.replay.failingStep == .fetchFiles)
            #expect(copy.replay.zeebe == .fails && copy.replay.zeebeStep == .fetchFiles)
        }
        #expect(result.backups.flatMap(\.copies).contains { $0.verdict == .ok })
    }

    @Test("a compressed file that ends early is damage", arguments: CompressionFormat.allCases)
    func truncated(_ format: CompressionFormat) async throws {
        var files = sample.files(compressing: format)
        files.files[segment]?.removeLast(3)
        let result = try await audit(files)
        let finding = try #require(result.findings.first { $0.code == .objectCompressionInvalid })
        #expect(finding.rule == "stream-truncated" && finding.object == segment)
        #expect(try newestCopy(result).replay.zeebeStep == .fetchFiles)
        files.files[segment] = []
        let empty = try await audit(files).findings.first { $0.code == .objectCompressionInvalid }
        #expect(empty?.rule == "stream-empty")
    }

    @Test("what follows the stream is damage, though Zeebe ignores it where a format allows that")
    func trailing() async throws {
        for format in [CompressionFormat.gz, .bzip2, .xz, .lzma, .lz4Framed, .deflate, .zstd] {
            var files = sample.files(compressing: format)
            files.files[segment]? += [1, 2, 3, 4, 5]
            let result = try await audit(files)
            let finding = try #require(result.findings.first { $0.code == .objectCompressionInvalid })
            #expect(finding.rule == (format == .zstd ? "stream-damaged" : "stream-trailing"))
            #expect(try newestCopy(result).verdict == .damaged)
            #expect(try newestCopy(result).replay.zeebe == (format == .zstd ? .fails : .unknown))
        }
    }

    @Test(
        "a compression that no library undoes is not checked: named, never ok, never damage",
        arguments: ["lz4-block", "pack200", "brotli", "\u{1B}[2J"],
        ["segment", table, ".checksum", "MANIFEST-000005", "CURRENT", "zeebe.metadata"]
    )
    func unsupported(_ compression: String, _ name: String) async throws {
        let key = name == "segment" ? segment : key(of: name)
        let fileName = try #require(key.split(separator: "/").last)
        let escaped = compression == "\u{1B}[2J" ? "\\u001b[2J" : compression
        let result = try await audit(sample.declaring { $0 == fileName ? escaped : nil })
        let copy = try newestCopy(result)
        #expect(copy.verdict == .notChecked, "\(result.texts(.info))")
        #expect(copy.replay.succeeds == nil && copy.replay.zeebe == .unknown)
        #expect(result.findings.allSatisfy { $0.severity < .error }, "\(result.texts(.info))")
        let finding = try #require(result.findings.first { $0.object == key && $0.severity == .warning })
        #expect(finding.code == .restoreVersionUnsupported)
        #expect(
            compression.hasPrefix("\u{1B}")
                ? !finding.message.contains("\u{1B}") : finding.message.contains(compression)
        )
        #expect(result.backups.first { $0.checkpointID == 1_708_899_800_000 }?.restorable == nil)
    }

    @Test("a manifest that names another compression, or one for a plain file, is told so")
    func wrongName() async throws {
        var files = sample.files(compressing: .gz)
        for (key, bytes) in sample.files(compressing: .zstd).files where key == segment { files.files[key] = bytes }
        let other = try #require(try await audit(files).findings.first { $0.code == .objectCompressionInvalid })
        #expect(other.message.hasPrefix("the manifest says that it is compressed as gz, but it begins as zstd: "))

        let result = try await audit(sample.declaring { name in segment.hasSuffix("/\(name)") ? "zstd" : nil })
        let plain = try #require(result.findings.first { $0.code == .objectCompressionInvalid })
        #expect(plain.object == segment && plain.severity == .error)
        #expect(plain.message.hasPrefix("the manifest says that it is compressed as zstd, but it does not begin so: "))
        #expect(try newestCopy(result).replay.zeebeStep == .fetchFiles)
    }

    @Test("a compressed file of which the manifest says nothing is explained", arguments: ["segment", table])
    func undeclared(_ name: String) async throws {
        let key = name == "segment" ? segment : key(of: name)
        var files = sample.declaring { _ in nil }
        files.files[key] = SampleCompressor.compress(sample.plain.files[key] ?? [], .zstd)
        let result = try await audit(files)
        let finding = try #require(result.findings.first { $0.code == .objectCompressionInvalid })
        #expect(finding.object == key && finding.rule == "stream-undeclared")
        #expect(finding.message.hasPrefix("it begins as zstd, but the manifest does not say that it is compressed"))
        let copy = try newestCopy(result)
        #expect(copy.verdict == .damaged)
        // Zeebe fetches it without complaint, and fails with what is in it.
        #expect(copy.replay.zeebeStep != .fetchFiles)
    }

    @Test("a check reads nothing, so compression is nothing to it")
    func check() async throws {
        let plain = try await audit(sample.declaring { _ in nil }, depth: .check)
        #expect(try await audit(sample.files(compressing: .xz), depth: .check).findings == plain.findings)
        #expect(try await audit(sample.declaring { _ in "lz4-block" }, depth: .check).findings == plain.findings)
    }

    @Test("records, status and content are those of the plain store")
    func otherCommands() async throws {
        let stores = [sample.declaring { _ in nil }, sample.files(compressing: .snappyFramed)]
        var positions: [[Int64]] = []
        var counts: [Int64?] = []
        var families: [[Int]] = []
        for files in stores {
            let store = files.store(.s3)
            try await BlockingWorkers.run(width: 2) { workers in
                let catalog = try await CatalogLoader.load(store, workers: workers)
                let entry = try #require(catalog.entries.last)
                let manifest = try #require(entry.manifest)
                let collector = PositionCollector()
                let findings = try await RecordReading(store, place: entry.place, manifest: manifest).run {
                    collector.add($0.header.position)
                    return true
                }
                #expect(findings.allSatisfy { $0.severity < .warning })
                positions.append(collector.positions)
                let status = try await JournalStatusReading(store, place: entry.place, manifest: manifest, width: 2)
                    .run()
                counts.append(status.status.lastPosition)
                let progress = Progress()
                let preview = ContentPreview(store, catalog: catalog, selection: Selection(), progress: progress)
                let content = try await preview.run(workers: workers)
                families.append(
                    content.backups.flatMap(\.partitions).map { partition in
                        guard case .read(let counts) = partition.outcome else { return -1 }
                        return counts.entries
                    }
                )
                // The small files are done without having been planned.
                let surplus = progress.counts.bytesDone - progress.counts.bytesPlanned
                #expect((0..<1000).contains(surplus))
            }
        }
        #expect(positions.first?.isEmpty == false && positions.first == positions.last)
        #expect(counts.first == counts.last)
        #expect(families.first?.contains(-1) == false && families.first == families.last)
    }

    @Test("bytes are counted as the store has them, and no object is read more often than twice")
    func traffic() async throws {
        let files = sample.files(compressing: .zstd)
        let store = RecordingStore(files.store(.s3))
        let result = try await AuditRun.run(store)
        var bytes: UInt64 = 0
        for case .read(_, let range) in store.calls { bytes += UInt64(range.count) }
        #expect(result.traffic.bytesRead == Int64(bytes))
        for (name, content) in files.files {
            let key = try ObjectKey(name)
            let read = store.reads(of: key).reduce(0) { $0 + $1.count }
            #expect(store.openings(of: key) == 1, "\(name)")
            #expect(read <= 2 * content.count, "\(name)")
        }
    }
}

/// Collects positions from whatever thread.
private final class PositionCollector: Sendable {
    private let collected = Mutex<[Int64]>([])

    var positions: [Int64] { collected.withLock { $0 } }

    func add(_ position: Int64) { collected.withLock { $0.append(position) } }
}
