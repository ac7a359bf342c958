import BackupCatalog
import BackupModel
import Reporting
import Testing
import ZeebeFormat

@testable import Verification

@Suite("AuditJSON")
struct AuditJSONTests {
    private func text(_ result: AuditResult, _ form: AuditJSON.Form = .object) -> String {
        var bytes: [UInt8] = []
        AuditJSON(form).write(result) { bytes += $0 }
        return String(decoding: bytes, as: UTF8.self)
    }

    @Test("object: the contract's names in its order, two spaces per level")
    func object() {
        var copy = Sample.copy(7)
        copy.descriptor = nil
        copy.state = nil
        copy.verdict = .damaged
        copy.replay = Sample.replay(false)
        var facts = JournalFacts()
        facts.firstIndex = 1
        facts.lastIndex = 9
        facts.recordCount = 9
        facts.firstPosition = 91
        facts.lastPosition = 130
        var other = Sample.copy(7, partition: 2, member: MemberID(zone: "us-east1", nodeID: 0))
        other.journal = facts
        let result = Sample.result(
            backups: [Sample.backup(7, restorable: nil, copies: [copy, other])],
            ranges: [RangeResult(partitionID: 1, start: 7, end: 7, source: .metadata)],
            findings: [
                Sample.finding(
                    .snapshotChecksumMismatch,
                    rule: "sfv-crc",
                    backup: 7,
                    object: "contents/1/7/0/snapshot/a.sst",
                    evidence: [.number("offset", 17), .text("expected", "1a2b")],
                    "it differs"
                )
            ]
        )
        let expected = """
            {
              "schemaVersion": 1,
              "tool": {
                "name": "zbaudit",
                "version": "1.0.0"
              },
              "store": {
                "kind": "filesystem",
                "location": "/backups",
                "layouts": [
                  "split"
                ],
                "dialects": [
                  "common"
                ]
              },
              "depth": "verify",
              "startedAt": "2026-04-27T09:00:00Z",
              "finishedAt": "2026-04-27T09:00:12.500Z",
              "summary": {
                "verdict": "damaged",
                "restorableBackups": [],
                "latestRestorable": null,
                "backups": {
                  "COMPLETED": 1,
                  "FAILED": 0,
                  "INCOMPLETE": 0,
                  "IN_PROGRESS": 0,
                  "DELETED": 0
                },
                "findings": {
                  "error": 1,
                  "warning": 0,
                  "info": 0
                },
                "objectsListed": 1234,
                "objectsRead": 56,
                "bytesRead": 1226400000,
                "requests": 0,
                "filesProvedByListing": 0
              },
              "backups": [
                {
                  "backupId": 7,
                  "state": "COMPLETED",
                  "restorable": null,
                  "restore": {
                    "succeeds": null,
                    "failingStep": null,
                    "partitionId": null,
                    "zeebe": "unknown"
                  },
                  "partitions": [
                    {
                      "partitionId": 1,
                      "copies": [
                        {
                          "memberId": "0",
                          "state": null,
                          "verdict": "damaged",
                          "place": "manifests/1/7/0/manifest.json",
                          "snapshotId": null,
                          "checkpointPosition": null,
                          "firstLogPosition": null,
                          "brokerVersion": null,
                          "snapshotFiles": 3,
                          "segmentFiles": 1,
                          "bytes": 1572864,
                          "restore": {
                            "succeeds": false,
                            "failingStep": "open-log",
                            "zeebe": "fails",
                            "zeebeStep": "find-checkpoint"
                          },
                          "journal": null
                        }
                      ]
                    },
                    {
                      "partitionId": 2,
                      "copies": [
                        {
                          "memberId": "us-east1_0",
                          "state": "COMPLETED",
                          "verdict": "ok",
                          "place": "manifests/2/7/us-east1_0/manifest.json",
                          "snapshotId": "7-1-90-80-0-9c41d2aa",
                          "checkpointPosition": 120,
                          "firstLogPosition": 91,
                          "brokerVersion": "8.9.2",
                          "snapshotFiles": 3,
                          "segmentFiles": 1,
                          "bytes": 1572864,
                          "restore": {
                            "succeeds": true,
                            "failingStep": null,
                            "zeebe": "passes",
                            "zeebeStep": null
                          },
                          "journal": {
                            "firstIndex": 1,
                            "lastIndex": 9,
                            "records": 9,
                            "firstPosition": 91,
                            "lastPosition": 130,
                            "checkpointIndex": null
                          }
                        }
                      ]
                    }
                  ]
                }
              ],
              "ranges": [
                {
                  "partitionId": 1,
                  "start": 7,
                  "end": 7,
                  "source": "metadata"
                }
              ],
              "findings": [
                {
                  "code": "snapshot.checksum-mismatch",
                  "rule": "sfv-crc",
                  "severity": "error",
                  "backupId": 7,
                  "partitionId": 1,
                  "memberId": "0",
                  "object": "contents/1/7/0/snapshot/a.sst",
                  "message": "it differs",
                  "evidence": {
                    "offset": 17,
                    "expected": "1a2b"
                  }
                }
              ]
            }

            """
        #expect(text(result) == expected)
    }

    @Test("a restore of several backups has its own member, and its own line")
    func restore() {
        var result = Sample.result(backups: [Sample.backup(1), Sample.backup(2)])
        let links = [
            ChainLink(partitionID: 1, from: 1, to: 2, position: 120, index: 9, state: .joined),
            ChainLink(partitionID: 1, from: 2, to: 3, position: 240, state: .gap),
        ]
        result.restore = RestoreResult(
            backups: [1, 2, 3],
            partitions: [
                RestoreResult.Partition(
                    partitionID: 1,
                    succeeds: false,
                    failingStep: .joinLogs,
                    failingBackup: 3,
                    links: links
                )
            ],
            succeeds: false
        )
        let expected =
            #"{"type":"restore","backups":[1,2,3],"succeeds":false,"partitions":[{"partitionId":1,"succeeds":false,"#
            + #""failingStep":"join-logs","failingBackup":3,"links":["#
            + #"{"from":1,"to":2,"position":120,"index":9,"state":"joined"},"#
            + #"{"from":2,"to":3,"position":240,"index":null,"state":"gap"}]}]}"#
        #expect(text(result, .lines).split(separator: "\n").contains(Substring(expected)))
        #expect(text(result).contains("  \"restore\": {\n    \"backups\": [\n      1,"))
        #expect(!text(Sample.damaged).contains("\n  \"restore\""))
    }

    @Test("lines: one object per line, each with its type first, the summary last")
    func lines() throws {
        let text = text(Sample.damaged, .lines)
        #expect(text.hasSuffix("\n"))
        let lines = text.dropLast().split(separator: "\n", omittingEmptySubsequences: false)
        for line in lines {
            _ = try JSONChecks.valueCount(Array(line.utf8))
            #expect(try JSONChecks.keys(String(line)).first == "type")
        }
        #expect(
            lines.map { $0.prefix { $0 != "," } } == [
                #"{"type":"audit""#, #"{"type":"backup""#, #"{"type":"backup""#, #"{"type":"range""#,
                #"{"type":"finding""#, #"{"type":"finding""#, #"{"type":"summary""#,
            ]
        )
        #expect(
            lines[4]
                == #"{"type":"finding","code":"store.foreign-object","rule":null,"severity":"info","backupId":null,"#
                + #""partitionId":null,"memberId":null,"object":"notes.txt","#
                + #""message":"1 object belongs to no backup store: notes.txt","evidence":{}}"#
        )
    }

    @Test("both forms hold the same members of header and summary")
    func sameMembers() throws {
        let lines = text(Sample.damaged, .lines).split(separator: "\n").map(String.init)
        let object = try JSONChecks.keys(text(Sample.damaged))
        #expect(try JSONChecks.keys(lines[0]).dropFirst() == object.prefix(6))
        #expect(object.suffix(4) == ["summary", "backups", "ranges", "findings"])
        #expect(
            try JSONChecks.keys(lines[lines.count - 1]) == [
                "type", "verdict", "restorableBackups", "latestRestorable", "backups", "findings", "objectsListed",
                "objectsRead", "bytesRead", "requests",
                "filesProvedByListing",
            ]
        )
    }

    @Test("DOES_NOT_EXIST is counted only where there is one")
    func doesNotExist() {
        let without = text(Sample.result(backups: [Sample.backup(1)]), .lines)
        let with = text(Sample.result(backups: [Sample.backup(1, .doesNotExist, restorable: false)]), .lines)
        #expect(!without.contains("DOES_NOT_EXIST"))
        #expect(
            with.contains(
                #""backups":{"COMPLETED":0,"FAILED":0,"INCOMPLETE":0,"IN_PROGRESS":0,"DELETED":0,"DOES_NOT_EXIST":1}"#
            )
        )
    }

    @Test("an empty result is valid in both forms", arguments: AuditJSON.Form.allCases)
    func empty(_ form: AuditJSON.Form) throws {
        let text = text(Sample.result(), form)
        for line in form == .lines ? text.split(separator: "\n").map(String.init) : [text] {
            _ = try JSONChecks.valueCount(Array(line.utf8))
        }
        #expect(JSONChecks.compact(text).contains(#""restorableBackups":[],"latestRestorable":null"#))
    }

    @Test("hostile text stays inside its string", arguments: AuditJSON.Form.allCases)
    func hostile(_ form: AuditJSON.Form) throws {
        var copy = Sample.copy(1)
        copy.descriptor = Sample.descriptor(snapshotID: "\"},\n{\"type\":\"summary\"\u{1B}[2J\u{9B}\u{0}\\")
        let text = text(Sample.result(backups: [Sample.backup(1, copies: [copy])]), form)
        let lines = form == .lines ? text.split(separator: "\n").map(String.init) : [text]
        #expect(form == .object || lines.count == 3)
        for line in lines { _ = try JSONChecks.valueCount(Array(line.utf8)) }
        #expect(!text.unicodeScalars.contains { $0 == "\u{1B}" || $0 == "\u{9B}" })
    }

    @Test("100,000 backups leave in pieces of bounded size", arguments: AuditJSON.Form.allCases)
    func streaming(_ form: AuditJSON.Form) {
        let backup = Sample.backup(1)
        let findings = [Finding](repeating: Sample.finding(.backupFailed, backup: 1, "it failed"), count: 1000)
        let result = Sample.result(backups: [BackupResult](repeating: backup, count: 100_000), findings: findings)
        var total = 0
        var largest = 0
        var pieces = 0
        AuditJSON(form).write(result) { piece in
            total += piece.count
            largest = max(largest, piece.count)
            pieces += 1
        }
        #expect(total > 30_000_000)
        #expect(largest < 64 * 1024)
        #expect(pieces < total / (32 * 1024) + 2)
    }

    @Test("what the sink throws ends the writing")
    func failingSink() {
        struct Full: Error {}
        let result = Sample.result(backups: [BackupResult](repeating: Sample.backup(1), count: 1000))
        var pieces = 0
        #expect(throws: Full.self) {
            try AuditJSON().write(result) { (_: [UInt8]) throws(Full) in
                pieces += 1
                throw Full()
            }
        }
        #expect(pieces == 1)
    }
}
