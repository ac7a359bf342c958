import BackupCatalog
import BackupModel
import Reporting
import Testing
import ZeebeFormat

@testable import Verification

@Suite("AuditTable")
struct AuditTableTests {
    @Test("a damaged store: verdict, backups, findings the worst first with next steps, traffic")
    func damaged() {
        let expected = """
            DAMAGED: 1 error; 1 of 2 backups can be restored; latest: 1
            verify of /backups (filesystem), 2026-04-27 09:00:00 UTC

            backup  time (UTC)        state      restore  parts     size  problems
                 2  2026-04-27 09:00  COMPLETED  no         0/1  1.5 MiB  1 error
                 1  2026-04-27 09:00  COMPLETED  yes        1/1  1.5 MiB  -

            restore of 2: fails at "open the log and read it up to the checkpoint" in
              partition 1; Zeebe's own restore would fail too

            ERROR snapshot.checksum-mismatch (sfv-crc)  backup 2, partition 1, member 0
              contents/1/2/0/snapshot/000012.sst
              the CRC-32C of 000012.sst is 3c4d, but the checksum file of the snapshot says
              1a2b
              next: Restore another backup; this copy cannot be restored. Take a new backup
                    and check the storage.

            INFO store.foreign-object
              notes.txt
              1 object belongs to no backup store: notes.txt
              next: Nothing to do for a restore. Keep other data out of the backup location.

            1,234 objects listed, 56 read; 1.1 GiB in 13 s (98.1 MB/s)

            """
        #expect(AuditTable().text(Sample.damaged) == expected)
    }

    private func headline(_ result: AuditResult) -> String {
        String(AuditTable().text(result).prefix { $0 != "\n" })
    }

    @Test("the first line claims no more than was checked")
    func headlines() {
        let good = Sample.backup(1)
        let bad = Sample.backup(2, restorable: false)
        let undecided = Sample.backup(3, restorable: nil)
        let finding = Sample.finding(.objectMissing, backup: 2, "a file is missing")
        #expect(
            headline(Sample.result(backups: [good, undecided]))
                == "OK: 1 of 2 backups can be restored; latest: 1"
        )
        #expect(
            headline(Sample.result(backups: [undecided]))
                == "OK: nothing wrong in the selected copies; whether the backup can be restored is not decided by them"
        )
        #expect(
            headline(Sample.result(backups: [bad], findings: [finding]))
                == "DAMAGED: 1 error; none of 1 backups can be restored"
        )
        #expect(
            headline(Sample.result(backups: [good, bad], findings: [finding, finding], unchecked: 1))
                == "DAMAGED: 2 errors; 1 of 2 backups can be restored; latest: 1; the run ended early, 1 copy not checked"
        )
        #expect(
            headline(Sample.result(backups: [good, undecided], unchecked: 1200))
                == "INCOMPLETE RUN: 1,200 copies not checked, nothing wrong found so far;"
                + " 1 of 2 backups can be restored; latest: 1"
        )
        #expect(
            headline(Sample.result(.check, backups: [bad, undecided]))
                == "OK: nothing is missing in 1 of 2 backups; bytes were NOT checked (zbaudit verify reads them)"
        )
        #expect(headline(Sample.result()) == "NOTHING CHECKED: no backup was selected")
    }

    @Test("an empty result has neither tables nor findings")
    func empty() {
        let expected = """
            NOTHING CHECKED: no backup was selected
            verify of /backups (filesystem), 2026-04-27 09:00:00 UTC

            1,234 objects listed, 56 read; 1.1 GiB in 13 s (98.1 MB/s)

            """
        #expect(AuditTable().text(Sample.result()) == expected)
    }

    @Test("of one severity 50 findings are shown, and the rest is counted")
    func findingLimit() {
        let errors = (0..<60).map { Sample.finding(.objectMissing, backup: 2, object: "file-\($0)", "it is missing") }
        let warnings = (0..<2).map { Sample.finding(.backupFailed, backup: 1, object: "place-\($0)", "it failed") }
        let result = Sample.result(backups: [Sample.backup(1), Sample.backup(2)], findings: warnings + errors)
        let lines = AuditTable().text(result).split(separator: "\n").map(String.init)
        #expect(lines.count { $0.hasPrefix("ERROR object.missing") } == 50)
        #expect(lines.count { $0.hasPrefix("WARNING backup.failed") } == 2)
        #expect(lines.contains("… and 10 more errors; use --format json for all"))
        #expect(lines.count { $0.contains("next: ") } == 2)
        let firstWarning = lines.firstIndex { $0.hasPrefix("WARNING") } ?? 0
        let lastError = lines.lastIndex { $0.hasPrefix("ERROR") } ?? .max
        #expect(lastError < firstWarning)
    }

    @Test("200 backups are all shown; of more only those with problems and the newest 20")
    func manyBackups() {
        func rows(_ count: Int64, problematic: Set<Int64>) -> (rows: [Int64], text: String) {
            let backups = (1...count).map { Sample.backup($0) }
            let findings = problematic.sorted().map { Sample.finding(.backupFailed, backup: $0, "it failed") }
            let text = AuditTable().text(Sample.result(backups: backups, findings: findings))
            let rows = text.split(separator: "\n").compactMap { line -> Int64? in
                let words = line.split(separator: " ")
                return words.count > 3 && words.contains("COMPLETED") ? Int64(words[0]) : nil
            }
            return (rows, text)
        }
        #expect(rows(200, problematic: []).rows == (1...200).reversed())
        let some = rows(201, problematic: [3, 201])
        #expect(some.rows == (182...201).reversed() + [3])
        #expect(
            some.text.contains(
                "201 backups; shown are those with problems (2) and the newest 20. Use --format\njson for all."
            )
        )
        let all = rows(1000, problematic: Set(1...1000))
        #expect(all.rows == (801...1000).reversed())
        #expect(all.text.contains("1,000 backups, 1,000 with problems; shown are the newest 200 of these"))
    }

    @Test("colours only when asked for, and they change nothing else")
    func colours() {
        let plain = AuditTable().text(Sample.damaged)
        let coloured = AuditTable(TerminalForm(isColoured: true)).text(Sample.damaged)
        #expect(!plain.contains("\u{1B}"))
        #expect(coloured.hasPrefix("\u{1B}[1;31mDAMAGED"))
        #expect(coloured.replacing(/\u{1B}\[[0-9;]*m/, with: "") == plain)
    }

    @Test("messages are wrapped to the width; names stay whole", arguments: [40, 60, 120])
    func widths(_ width: Int) {
        let name = String(repeating: "x", count: 150)
        let message = "expected \(name) " + String(repeating: "word ", count: 60)
        let result = Sample.result(
            backups: [Sample.backup(1)],
            findings: [Sample.finding(.objectMissing, backup: 1, object: name, message)]
        )
        let lines = AuditTable(TerminalForm(width: width)).text(result).split(separator: "\n")
        let messageLines = lines.filter { $0.hasPrefix("  word") || $0.hasPrefix("  next") }
        #expect(messageLines.count > 1)
        #expect(messageLines.allSatisfy { $0.count <= width })
        #expect(lines.count { $0.contains(name) } == 2)
    }

    @Test(
        "every code has a next step of every severity that is one short text",
        arguments: FindingCode.allCases,
        Severity.allCases
    )
    func nextSteps(_ code: FindingCode, _ severity: Severity) {
        let step = code.nextStep(severity)
        #expect((10...200).contains(step.count))
        #expect(step.hasSuffix("."))
        #expect(step.first?.isUppercase == true)
    }

    @Test("information asks nobody to give a backup up, nor to do anything at all", arguments: FindingCode.allCases)
    func informationIsHarmless(_ code: FindingCode) {
        let step = code.nextStep(.info)
        for word in ["estore another", "ake a new backup", "support"] { #expect(!step.contains(word)) }
        if code.defaultSeverity != .info { #expect(step == "Nothing to do: a restore is not affected.") }
    }

    @Test("no step speaks of severities, of commands that do not exist, or of deleting what cannot be read")
    func stepsAreConcrete() {
        for code in FindingCode.allCases {
            for severity in Severity.allCases {
                let step = code.nextStep(severity)
                for word in ["severity", "zbaudit ranges", "zbaudit state", "--as s3"] {
                    #expect(!step.contains(word), "\(code) \(severity): \(step)")
                }
            }
        }
        #expect(!FindingCode.manifestUnreadable.nextStep(.error).contains("delete"))
    }

    @Test("a damaged copy beside an intact one gets another step than a damaged backup")
    func stepBesideIntactCopy() {
        let finding = Sample.finding(.snapshotChecksumMismatch, rule: "sfv-crc", backup: 2, "a checksum differs")
        let backup = Sample.backup(
            2,
            copies: [Sample.copy(2), Sample.copy(2, member: MemberID(nodeID: 1), verdict: .damaged)]
        )
        let text = AuditTable().text(Sample.result(backups: [backup], findings: [finding]))
        #expect(text.contains("next: Another copy of this partition is intact."))
        #expect(!text.contains("Restore another backup"))
    }

    @Test("what this user may not read is not called damaged")
    func accessDenied() {
        var finding = Sample.finding(
            .objectUnreadable,
            backup: 2,
            object: "contents/1/2/0/snapshot/x",
            "permission denied"
        )
        finding.obstacle = .accessDenied
        let result = Sample.result(
            backups: [Sample.backup(1), Sample.backup(2, restorable: nil)],
            findings: [finding]
        )
        #expect(result.verdict == .incompleteRun)
        let text = AuditTable().text(result)
        #expect(text.hasPrefix("INCOMPLETE RUN: permission denied for 1 object, nothing wrong found so far;"))
        #expect(text.contains("next: Give this user the permission"))
    }

    @Test("data of another store type is not called damaged")
    func otherStoreType() {
        var result = Sample.result(findings: [Finding(.storeLayoutMismatch, "it is the data of an S3 store")])
        result.layouts = [.legacyS3]
        #expect(headline(result) == "NOT JUDGED: this is the data of an S3 store")
    }
}
