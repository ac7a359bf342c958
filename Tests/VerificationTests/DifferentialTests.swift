import BackupModel
import TestFixtures
import Testing
import Verification
import ZeebeFormat

/// Every single change of a real store: damage is found, health is not accused, other backups stay as they were.
@Suite("Differential cases of Zeebe's own stores")
struct DifferentialTests {
    static let cases = DifferentialCase.all.filter(\.effective)

    @Test("damage of a backup is found", arguments: cases.filter { $0.truth == .damaged && $0.judged == "backup" })
    func damagedBackup(_ change: DifferentialCase) async throws {
        let result = try await audit(change)
        if let copy = result.copy(at: change.target) {
            let isAccused =
                copy.verdict == .damaged
                || result.findings.contains { $0.severity == .error && $0.backupID == copy.id.checkpointID }
            #expect(
                isAccused,
                "\(change.id) \(change.kind): \(change.why)\n\(result.texts(.info).joined(separator: "\n"))"
            )
        } else {
            #expect(!result.texts(.warning).isEmpty, "\(change.id): a manifest that is gone must be missed")
        }
        expectOthersUnharmed(result, change)
    }

    @Test("a healthy change accuses nobody", arguments: cases.filter { $0.truth == .healthy })
    func healthy(_ change: DifferentialCase) async throws {
        let result = try await audit(change)
        let errors = result.findings.filter { $0.severity == .error }
        #expect(
            errors.isEmpty,
            "\(change.id) \(change.kind): \(change.why)\n\(result.texts(.error).joined(separator: "\n"))"
        )
        #expect(result.copy(at: change.target)?.verdict == .ok)
        expectOthersUnharmed(result, change)
    }

    @Test("damage of metadata.json is named and harms no backup", arguments: cases.filter { $0.judged == "metadata" })
    func metadata(_ change: DifferentialCase) async throws {
        let result = try await audit(change)
        if change.truth == .damaged {
            let named = result.findings.contains { $0.code.area == "range" && $0.severity >= .warning }
            #expect(named, "\(change.id): \(change.why)\n\(result.texts(.info).joined(separator: "\n"))")
        }
        for backup in result.backups where backup.state == .completed {
            #expect(backup.restorable == true, "\(change.id): \(backup.checkpointID)")
        }
    }

    @Test("an ambiguous change may get any verdict, but an answer", arguments: cases.filter { $0.truth == .ambiguous })
    func ambiguous(_ change: DifferentialCase) async throws {
        let result = try await audit(change)
        expectOthersUnharmed(result, change)
    }

    @Test(
        "another checkpoint type in the manifest than in the log is a warning, and harms no backup",
        arguments: cases.filter { $0.why.hasPrefix("checkpointType") }
    )
    func checkpointType(_ change: DifferentialCase) async throws {
        let result = try await audit(change)
        let texts = result.texts(.info).joined(separator: "\n")
        let finding = result.findings.first { $0.rule == "cp-backup-type" }
        #expect(finding?.code == .journalCheckpointInvalid && finding?.severity == .warning, "\(texts)")
        #expect(result.copy(at: change.target)?.verdict == .ok, "\(texts)")
    }

    private func audit(_ change: DifferentialCase) async throws -> AuditResult {
        let folder = try #require(SharedDirectory.folder("fixtures-zeebe/\(change.base)"))
        let base = try StoreFiles(directory: folder)
        return try await AuditRun.run(try change.apply(to: base).store(change.store))
    }

    private func expectOthersUnharmed(_ result: AuditResult, _ change: DifferentialCase) {
        for copy in result.backups.flatMap(\.copies) where copy.place != change.target && copy.state == .completed {
            #expect(copy.verdict == .ok, "\(change.id): \(copy.place)\n\(result.texts(.error).joined(separator: "\n"))")
        }
    }
}
