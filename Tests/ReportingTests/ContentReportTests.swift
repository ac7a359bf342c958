import BackupModel
import ObjectStorage
import Testing
import ZeebeFormat

@testable import Reporting
@testable import Verification

@Suite("ContentReport")
struct ContentReportTests {
    private static func counts(_ numbers: [Int], other: Int = 5, isNamed: Bool = true) -> ContentCounts {
        var families = [ColumnFamily.default: other]
        for (kind, number) in zip(ContentKind.allCases, numbers) where number > 0 { families[kind.family] = number }
        return ContentCounts(entriesByFamily: families, isNamed: isNamed)
    }

    private static func backup(_ id: Int64, _ outcomes: PartitionContent.Outcome...) -> BackupContent {
        BackupContent(
            checkpointID: id,
            state: .completed,
            partitionCount: Int32(outcomes.count),
            partitions: outcomes.enumerated().map {
                PartitionContent(
                    partitionID: Int32($0 + 1),
                    member: MemberID(nodeID: 0),
                    descriptor: BackupDescriptor(
                        snapshotID: "1-2-3-4",
                        firstLogPosition: nil,
                        checkpointPosition: 9,
                        numberOfPartitions: 2,
                        brokerVersion: "8.2.0",
                        checkpointTimestamp: nil,
                        checkpointType: nil
                    ),
                    outcome: $1
                )
            }
        )
    }

    private static func report(
        _ backups: [BackupContent],
        notes: [ContentNote]? = nil,
        at location: StoreLocation = StoreLocation(.filesystem, "/backups")
    ) -> ContentReport {
        ContentReport(
            ContentPreview.Result(backups: backups, notes: notes ?? ContentNote.notes(on: backups)),
            of: location
        )
    }

    private static func text(_ report: ContentReport) -> String {
        report.lines(TerminalForm()).map { $0 + "\n" }.joined()
    }

    private static let full = counts([4, 12_345, 6000, 10, 0, 7, 80, 40_000])
    private static let empty = counts([4, 3, 0, 0, 0, 0, 0, 2])

    @Test("two backups: what is nearly empty is said first, then the numbers beside each other")
    func twoBackups() {
        let report = Self.report([
            Self.backup(100, .read(Self.full), .read(Self.full)), Self.backup(200, .read(Self.full), .read(Self.empty)),
        ])
        let expected = #"""
            content     entries in the snapshots; what the log behind a snapshot holds comes
                        on top of them
            NOTE backup 200, partition 2: nearly empty against backup 100: variables 40,000
              → 2, process instances 12,345 → 3, jobs 6,000 → 0, user tasks 80 → 0, all
              entries 58,451 → 14
              next: Find out whether this was meant before you restore it, or let it replace
              backup 100.

            cluster                  100     200   change
            process definitions        4       4        -
            process instances     24,690  12,348  -12,342  -50 %
            jobs                  12,000   6,000   -6,000  -50 %
            timers                    20      10      -10  -50 %
            messages                   0       0        -
            incidents                 14       7       -7  -50 %
            user tasks               160      80      -80  -50 %
            variables             80,000  40,002  -39,998  -50 %
            other                     10      10        -
            total                116,902  58,465  -58,437  -50 %

            partition 1             100     200  change
            process definitions       4       4       -
            process instances    12,345  12,345       -
            jobs                  6,000   6,000       -
            timers                   10      10       -
            messages                  0       0       -
            incidents                 7       7       -
            user tasks               80      80       -
            variables            40,000  40,000       -
            other                     5       5       -
            total                58,451  58,451       -

            partition 2             100  200   change
            process definitions       4    4        -
            process instances    12,345    3  -12,342  >-100 %
            jobs                  6,000    0   -6,000   -100 %
            timers                   10    0      -10   -100 %
            messages                  0    0        -
            incidents                 7    0       -7   -100 %
            user tasks               80    0      -80   -100 %
            variables            40,000    2  -39,998  >-100 %
            other                     5    5        -
            total                58,451   14  -58,437  >-100 %

            """#
        #expect(Self.text(report) == expected)
    }

    @Test("one backup: a row for each partition, and what could not be counted with the next step")
    func oneBackup() {
        let problem = ContentProblem(object: "contents/2/200/0/snapshot/000008.sst", message: "broken", kind: .damage)
        let report = Self.report([
            Self.backup(200, .read(Self.empty), .unreadable(problem), .noSnapshot, .notCompleted("no COMPLETED copy"))
        ])
        let expected = #"""
            content     entries in the snapshots; what the log behind a snapshot holds comes
                        on top of them
            NOT COUNTED backup 200, partition 2: cannot be read:
              contents/2/200/0/snapshot/000008.sst: broken
              next: zbaudit verify /backups --backup 200 --partition 2
            NOT COUNTED backup 200, partition 3: no snapshot: everything is in the log
            NOT COUNTED backup 200, partition 4: no COMPLETED copy

             backup 200  definitions  instances  jobs  timers  messages  incidents  user tasks  variables  other           total
            partition 1            4          3     0       0         0          0           0          2      5              14
            partition 2            -          -     -       -         -          -           -          -      -  cannot be read
            partition 3            -          -     -       -         -          -           -          -      -     no snapshot
            partition 4            -          -     -       -         -          -           -          -      -    not complete

            """#
        #expect(Self.text(report) == expected)
    }

    @Test("more backups: a row for each, with the change since the last one that was counted")
    func manyBackups() {
        let problem = ContentProblem(object: "x", message: "y", kind: .unsupported)
        let report = Self.report([
            Self.backup(100, .read(Self.counts([1, 5]))), Self.backup(200, .unreadable(problem)),
            Self.backup(300, .read(Self.counts([1, 9, 2]))), Self.backup(400, .read(Self.counts([1, 9, 1]))),
        ])
        let expected = #"""

            partition 1  definitions  instances    jobs  timers  messages  incidents  user tasks  variables  other           total
                    100            1          5       0       0         0          0           0          0      5              11
                    200            -          -       -       -         -          -           -          -      -  cannot be read
                    300            1     9 (+4)  2 (+2)       0         0          0           0          0      5         17 (+6)
                    400            1          9  1 (-1)       0         0          0           0          0      5         16 (-1)

            """#
        #expect(Self.text(report).hasSuffix(expected), "\(Self.text(report))")
    }

    @Test("column families without names are shown by number")
    func numbers() {
        let old = Self.counts([1, 2], isNamed: false)
        let one = Self.text(Self.report([Self.backup(100, .read(old))]))
        #expect(one.contains("partition 1 by column family 0: 5, 55: 2, 58: 1\n"))
        #expect(one.contains("NOTE backup 100, partition 1: column families by number only: broker 8.2.0"))
        let two = Self.text(Self.report([Self.backup(100, .read(old)), Self.backup(200, .read(Self.empty))]))
        #expect(two.contains("column family 55    2    3      +1   +50 %\n"), "\(two)")
        #expect(two.contains("column family 10    0    2      +2\n"))
    }

    @Test("notes that say the same are told once")
    func joinedNotes() {
        let old = Self.counts([1], isNamed: false)
        let text = Self.text(
            Self.report([1, 2, 3].map { Self.backup($0, .read(old), .read(old)) })
        )
        #expect(text.contains("NOTE 3 backups from 1 to 3, partitions 1, 2: column families by number only"))
        #expect(text.ranges(of: "NOTE").count == 1)
    }

    @Test("a snapshot that is gone; a log that is not counted")
    func otherNotes() {
        let gone = Self.report([Self.backup(100, .read(Self.full)), Self.backup(200, .noSnapshot)])
        #expect(
            Self.text(gone).replacing("\n  ", with: " ")
                .contains("no snapshot, while backup 100 has 58,451 entries: the partition may have begun anew")
        )
        var backup = Self.backup(100, .read(Self.full))
        backup.partitions[0].uncountedLogs = [PartitionContent.UncountedLog(fileName: "000004.log", byteCount: 4096)]
        #expect(
            Self.text(Self.report([backup])).replacing("\n  ", with: " ")
                .contains("(000004.log, 4,096 bytes): the counts are those of the tables only")
        )
    }

    // MARK: Deployments

    private static func definition(_ key: Int64, _ processID: String?) -> DeployedDefinitions.Definition {
        var definition = DeployedDefinitions.Definition(
            family: .processDefinitions,
            keyRest: [0, 0, 0, 0] + withUnsafeBytes(of: key.bigEndian) { Array($0) }
        )
        definition.processID = processID
        return definition
    }

    private static func message(_ difference: DeploymentDifference) -> String {
        ContentNote(checkpointID: 1, partitionID: nil, .deploymentsDiffer(difference)).message
    }

    @Test("deployments that differ: how many, where, which, and what explains it; names are printable")
    func deployments() {
        let part = DeploymentDifference.Part(
            family: .processDefinitions,
            present: [1, 3],
            absent: [2],
            count: 7,
            beingDeletedCount: 2,
            first: [Self.definition(17, "order\u{1B}[2J"), Self.definition(18, nil)]
        )
        let forms = DeploymentDifference.Part(
            family: .forms,
            present: [2],
            absent: [1, 3],
            count: 1,
            beingDeletedCount: 0,
            first: [DeployedDefinitions.Definition(family: .forms, keyRest: [0x61, 0x07])]
        )
        var difference = DeploymentDifference(parts: [part, forms], counts: [(1, 7), (2, 1)], pendingCount: 0)
        #expect(
            Self.message(difference) == #"""
                deployments differ between partitions: 7 process definitions missing on partition 2: \#
                17 (order\u{1B}[2J), 18, … [2 of them deleted, waiting for the last instance to end]; \#
                1 form only on partition 2: key a\u{07}. \#
                Normal where a deployment came between the snapshots of the partitions: then the log has it.
                """#
        )
        difference.pendingCount = 3
        #expect(
            Self.message(difference).hasSuffix("on their way to other partitions (3 entries), which can explain it.")
        )
        difference.parts = []
        #expect(Self.message(difference).contains("too many definitions to say which; partition 1: 7, partition 2: 1."))
        difference.parts = Array(repeating: forms, count: 6)
        #expect(Self.message(difference).contains("; and 2 more differences."))
    }

    // MARK: The rest

    @Test(
        "changes in percent: what is left is not nothing, and a change is not none",
        arguments: [
            (100, 150, "+50 %"), (100, 50, "-50 %"), (100, 0, "-100 %"), (10_000, 3, ">-100 %"), (0, 7, ""),
            (7, 7, ""), (10_000, 10_001, "<+1 %"), (10_000, 9_999, ">-1 %"), (1, 5000, "+499,900 %"),
        ]
    )
    func percent(_ before: Int, _ now: Int, _ expected: String) {
        #expect(ContentChange.percent(from: before, to: now) == expected)
    }

    @Test(
        "the next step names the store where that can be put on a command line",
        arguments: [
            (StoreLocation(.gcs, "/data/copy"), "verify /data/copy --as gcs --backup 1 --partition 1"),
            (StoreLocation(.filesystem, "/a b"), "verify STORE --backup 1 --partition 1"),
        ]
    )
    func storeArgument(_ location: StoreLocation, _ expected: String) {
        let problem = ContentProblem(object: "x", message: "y", kind: .damage)
        let text = Self.text(Self.report([Self.backup(1, .unreadable(problem))], at: location))
        #expect(text.contains("next: zbaudit \(expected)\n"), "\(text)")
    }

    @Test("nothing to look into is said")
    func nothing() {
        #expect(Self.text(Self.report([])) == "content     none: there is no COMPLETED backup\n")
    }

    @Test("JSON: counts that are not known are null, never parts of them")
    func json() throws {
        let problem = ContentProblem(object: "x", message: "y", kind: .damage)
        var writer = JSONWriter(style: .compact)
        writer.object { writer in
            Self.report([
                Self.backup(100, .read(Self.counts([1, 9])), .unreadable(problem)),
                Self.backup(200, .read(Self.counts([1, 4, 2])), .noSnapshot),
            ]).write(to: &writer)
        }
        let bytes = writer.takeBytes()
        _ = try JSONChecks.valueCount(bytes)
        let text = String(decoding: bytes, as: UTF8.self)
        let unread = #"""
            {"partitionId":2,"memberId":"0","checkpointId":100,"checkpointPosition":9,"snapshotId":"1-2-3-4",\#
            "brokerVersion":"8.2.0","state":"unreadable","reason":"cannot be read: x: y","counts":null,\#
            "columnFamilies":null,"entries":null,"change":null}
            """#
        #expect(text.contains(unread), "\(text)")
        #expect(text.contains(#""state":"no-snapshot","reason":"no snapshot: everything is in the log","counts":null"#))
        #expect(text.contains(#""columnFamilies":[{"number":0,"name":"DEFAULT","entries":5},"#))
        let change = #"""
            "entries":12,"change":{"sinceBackupId":100,"counts":{"processDefinitions":0,"processInstances":-5,"jobs":2,\#
            "timers":0,"messages":0,"incidents":0,"userTasks":0,"variables":0},"entries":-3}
            """#
        #expect(text.contains(change), "\(text)")
        #expect(text.hasSuffix(#""notes":[]}"#))
    }
}
