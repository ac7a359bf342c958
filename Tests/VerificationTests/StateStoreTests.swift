import BackupModel
import Foundation
import TestFixtures
import Testing
import Verification
import ZeebeFormat

/// Stores whose checksums are all right, and whose state says that a broker could not go on from the restored backup.
@Suite("State written by Zeebe's own state classes")
struct StateStoreTests {
    struct Expected: Sendable, CustomTestStringConvertible {
        let name: String
        let findings: Set<String>
        let isRestorable: Bool

        var testDescription: String { name }
    }

    static let uncovered = "error restore.exported-position-uncovered/exporter-position"
    static let none = "error backup.none-restorable/-"

    static let cases: [Expected] = [
        Expected(name: "clean", findings: [], isRestorable: true),
        Expected(name: "exporter-position-just-covered", findings: [], isRestorable: true),
        Expected(name: "exporter-position-uncovered", findings: [uncovered, none], isRestorable: false),
        Expected(name: "exporter-position-beyond-checkpoint", findings: [uncovered, none], isRestorable: false),
        Expected(
            name: "last-processed-beyond-checkpoint",
            findings: ["error snapshot.state-inconsistent/last-processed", none],
            isRestorable: false
        ),
        Expected(
            name: "key-generator-of-other-partition",
            findings: ["error snapshot.state-inconsistent/db-partition", none],
            isRestorable: false
        ),
        Expected(
            name: "checkpoint-state-not-before-backup",
            findings: ["warning snapshot.state-inconsistent/db-checkpoint"],
            isRestorable: true
        ),
    ]

    @Test("the state is held against journal and manifest", arguments: SharedDirectory.url == nil ? [] : cases)
    func state(_ expected: Expected) async throws {
        let folder = try #require(SharedDirectory.folder("fixtures-zeebe/state-fs-8.9-seed104/\(expected.name)"))
        let result = try await AuditRun.run(try StoreFiles(directory: folder).store())
        let found = result.findings.filter { $0.severity > .info && $0.code.area != "range" }
            .map { "\($0.severity.rawValue) \($0.code.rawValue)/\($0.rule ?? "-")" }
        #expect(Set(found) == expected.findings, "\(result.texts(.info).joined(separator: "\n"))")
        #expect(result.backups.last?.restorable == expected.isRestorable)
    }

    @Test("another position of an earlier checkpoint in metadata.json contradicts the state of a later snapshot")
    func metadata() async throws {
        guard let folder = SharedDirectory.folder("fixtures-zeebe/state-fs-8.9-seed104/clean") else { return }
        var files = try StoreFiles(directory: folder)
        let key = "metadata/1/metadata.json"
        let text = String(decoding: try #require(files.files[key]), as: UTF8.self)
        // The first checkpoint, which the states of the second and the third snapshot may know.
        let changed = text.replacingOccurrences(of: #""checkpointPosition":34"#, with: #""checkpointPosition":35"#)
        #expect(changed != text)
        files.files[key] = Array(changed.utf8)
        let result = try await AuditRun.run(files.store())
        let said = result.findings.filter { $0.message.contains("the state in the snapshot") }
        #expect(said.allSatisfy { $0.code == .rangeMetadataStale && $0.severity == .warning && $0.partitionID == 1 })
        #expect(!said.isEmpty, "\(result.texts(.info).joined(separator: "\n"))")
        #expect(result.backups.allSatisfy { $0.restorable == true })
    }
}
