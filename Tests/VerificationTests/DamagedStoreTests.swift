import BackupModel
import Foundation
import TestFixtures
import Testing
import Verification
import ZeebeFormat

/// Stores that Zeebe's own code wrote, each damaged in one known way, with what a correct verifier says of it.
@Suite("Damaged stores written by Zeebe's own code")
struct DamagedStoreTests {
    /// What must be said of a case: the codes and rules of its errors and warnings, all of them.
    struct Case: Sendable, CustomTestStringConvertible {
        let store: String
        let name: String
        let findings: Set<String>
        let restorable: [Bool?]

        var testDescription: String { "\(store)/\(name)" }
    }

    static func single(_ store: String, _ name: String, _ findings: String..., restorable: Bool = false) -> Case {
        Case(store: store, name: name, findings: Set(findings), restorable: [restorable])
    }

    static let table = "snapshot.rocksdb-corrupt/sst-manifest-crc"
    static let block = "snapshot.rocksdb-corrupt/sst-block"
    static let manifest = "snapshot.rocksdb-invalid/manifest"
    static let none = "backup.none-restorable/-"

    static let cases: [Case] = [
        single("damaged-azure-8.6-seed102", "clean", restorable: true),
        single("damaged-azure-8.6-seed102", "sst-bit-flip", "snapshot.checksum-mismatch/sfv-crc", table, block, none),
        single(
            "damaged-azure-8.6-seed102",
            "checksum-file-entry-removed",
            "snapshot.file-unlisted/sfv-unlisted-file",
            none
        ),
        single("damaged-azure-8.6-seed102", "checksum-comment-changed", restorable: true),
        single(
            "damaged-azure-8.6-seed102",
            "record-bit-flip-before-checkpoint",
            "journal.record-corrupt/rec-crc",
            none
        ),
        single("damaged-azure-8.6-seed102", "prepared-segment-missing-and-unlisted", restorable: true),
        single("damaged-fs-8.9-seed102", "clean", restorable: true),
        single("damaged-fs-8.9-seed102", "sst-bit-flip", "snapshot.checksum-mismatch/sfv-crc", table, block, none),
        single("damaged-fs-8.9-seed102", "snapshot-file-missing", "object.missing/-", none),
        single(
            "damaged-fs-8.9-seed102",
            "snapshot-file-truncated",
            "snapshot.checksum-mismatch/sfv-crc",
            manifest,
            none
        ),
        single(
            "damaged-fs-8.9-seed102",
            "checksum-file-entry-added",
            "snapshot.file-missing/sfv-missing-file",
            "snapshot.checksum-file-invalid/id-checksum",
            none
        ),
        single("damaged-fs-8.9-seed102", "checksum-comment-changed", restorable: true),
        single("damaged-fs-8.9-seed102", "record-bit-flip-before-checkpoint", "journal.record-corrupt/rec-crc", none),
        single("damaged-fs-8.9-seed102", "record-bit-flip-after-checkpoint", restorable: true),
        single("damaged-fs-8.9-seed102", "checkpoint-record-bit-flip", "journal.record-corrupt/rec-crc", none),
        single("damaged-fs-8.9-seed102", "descriptor-bit-flip", "journal.segment-invalid/desc-crc", none),
        single("damaged-fs-8.9-seed102", "middle-segment-missing-and-unlisted", "journal.gap/seg-gap", none),
        single(
            "damaged-fs-8.9-seed102",
            "segments-before-snapshot-missing-and-unlisted",
            "journal.first-position-mismatch/first-log-position",
            restorable: true
        ),
        single("damaged-fs-8.9-seed102", "garbage-after-last-record", restorable: true),
        single(
            "damaged-fs-8.9-seed102",
            "manifest-checkpoint-position-beyond-log",
            "journal.checkpoint-missing/cp-missing",
            "range.metadata-stale/-",
            none
        ),
        single(
            "damaged-fs-8.9-seed102",
            "manifest-cut",
            "manifest.unreadable/-",
            "range.metadata-stale/-",
            none
        ),
        Case(store: "storewide-fs-8.9-seed103", name: "clean", findings: [], restorable: [true, true]),
        Case(
            store: "storewide-fs-8.9-seed103",
            name: "partition-missing",
            findings: ["backup.partition-missing/-", "range.metadata-stale/-"],
            restorable: [true, false]
        ),
        Case(
            store: "storewide-fs-8.9-seed103",
            name: "contents-missing",
            findings: ["object.missing/-"],
            restorable: [false, true]
        ),
        Case(store: "storewide-fs-8.9-seed103", name: "second-node-completed", findings: [], restorable: [true, true]),
        Case(
            store: "storewide-fs-8.9-seed103",
            name: "metadata-cut",
            findings: ["range.metadata-unreadable/-"],
            restorable: [true, true]
        ),
        Case(
            store: "storewide-fs-8.9-seed103",
            name: "range-marker-end-missing",
            findings: [],
            restorable: [true, true]
        ),
        Case(
            store: "storewide-fs-8.9-seed103",
            name: "range-marker-deletion-inside",
            findings: ["range.gap/-"],
            restorable: [true, true]
        ),
    ]

    @Test("the verdict of a correct verifier", arguments: SharedDirectory.url == nil ? [] : cases)
    func verdict(_ damage: Case) async throws {
        let folder = try #require(SharedDirectory.folder("fixtures-zeebe/\(damage.store)/\(damage.name)"))
        let result = try await AuditRun.run(try StoreFiles(directory: folder).store())
        let found = Set(
            result.findings.filter { $0.severity > .info }.map { "\($0.code.rawValue)/\($0.rule ?? "-")" }
        )
        #expect(found == damage.findings, "\(result.texts(.info).joined(separator: "\n"))")
        #expect(result.backups.map(\.restorable) == damage.restorable)
    }

    @Test("every case of the shared folder is here")
    func allCasesCovered() throws {
        guard let fixtures = SharedDirectory.folder("fixtures-zeebe") else { return }
        for store in ["damaged-azure-8.6-seed102", "damaged-fs-8.9-seed102", "storewide-fs-8.9-seed103"] {
            let folders = try FileManager.default.contentsOfDirectory(atPath: fixtures.appending(path: store).path)
                .filter { $0 != "cases.json" }
            #expect(Set(folders) == Set(Self.cases.filter { $0.store == store }.map(\.name)))
        }
    }
}
