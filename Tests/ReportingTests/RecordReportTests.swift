import BackupCatalog
import Foundation
import ObjectStorage
import Reporting
import Synchronization
import Testing
import Verification
import ZeebeFormat

/// The texts of `records` on the store of the demonstration.
@Suite("Reports of records")
struct RecordReportTests {
    private static let store = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "fixtures/demo/store").path

    private func items(_ limit: Int) async throws -> [JournalItem] {
        let store = try LocalDirectory(path: Self.store)
        let items = Mutex<[JournalItem]>([])
        try await BlockingWorkers.run(width: 1) { workers in
            let entry = try #require(try await CatalogLoader.load(store, workers: workers).entries.first)
            let reading = RecordReading(
                store,
                place: entry.place,
                manifest: try #require(entry.manifest),
                includesValues: true,
                includesRaftEntries: true
            )
            _ = try await reading.items { item in
                items.withLock { items in
                    items.append(item)
                    return items.count < limit
                }
            }
        }
        return items.withLock { $0 }
    }

    private func report() async throws -> JournalStatusReport {
        let store = try LocalDirectory(path: Self.store)
        return try await BlockingWorkers.run(width: 1) { workers in
            let entry = try #require(try await CatalogLoader.load(store, workers: workers).entries.first)
            let reading = JournalStatusReading(
                store,
                place: entry.place,
                manifest: try #require(entry.manifest),
                width: 2
            )
            return JournalStatusReport(entry.id, try await reading.run().status)
        }
    }

    @Test("records and raft entries as a table, values below")
    func table() async throws {
        let rows = try await items(3).map { item in
            switch item {
            case .log(let record): RecordLine(record).row
            case .raft(let record): RaftLine(record).row
            }
        }
        let expected = """
                 1     1             -             -                    -  -                         RAFT               \
            INITIAL                   -                         -
                 2     1             -             -                    -  2024-02-25T22:03:20.000Z  RAFT               \
            CONFIGURATION             -                         -         members: 0 ACTIVE, 1 ACTIVE
                 3     1             1             -                    -  2024-02-25T22:03:20.006Z  COMMAND            \
            MESSAGE                   PUBLISH                   8.9.0
            {"name":"order-paid","correlationKey":"order-4711","timeToLive":60000,"variables":"gaRkYXRh2UBtZ2RmZmdua2J\
            kbnBiaWRqYWVpaG1haGxwa2NkZW5ub2FwZWNiaW5uaWdjZWJwb21jb2htZmJia3BobWJncG5p","messageId":"","deadline":-1,\
            "tenantId":"<default>"}
            """
        let lines = rows.joined(separator: "\n").split(separator: "\n").map { $0.drop { $0 == " " } }
        #expect(lines == expected.split(separator: "\n").map { $0.drop { $0 == " " } })
    }

    @Test("raft entries as JSON")
    func raftJSON() async throws {
        var writer = JSONWriter()
        for case .raft(let record) in try await items(2) {
            RaftLine(record).write(to: &writer)
            writer.endLine()
        }
        let expected = """
            {"index":1,"term":1,"entryType":"INITIAL"}
            {"index":2,"term":1,"entryType":"CONFIGURATION","timestamp":1708898600000,"members":[\
            {"id":"0","type":"ACTIVE","updated":1708898600000},{"id":"1","type":"ACTIVE","updated":1708898600000}],\
            "oldMembers":[]}

            """
        #expect(String(decoding: writer.bytes, as: UTF8.self) == expected)
    }

    @Test("the journal in numbers as a text")
    func statusText() async throws {
        let expected = """
            backup      1708899200000, partition 1, member 0
            indexes     1 to 72
            positions   1 to 105
            terms       1
            times (UTC) 2024-02-25T22:03:20.006Z to 2024-02-25T22:13:20.020Z
            checkpoint  position 98, index 67
            entries     70 with log records, 1 initial, 1 configuration
            entry size  457 B on average, 944 B at most
            log records 105

            file  state      size     used  first index  last index  first position  last position  terms  entries  log records
               1  intact  8.0 KiB  7.1 KiB            1          15               1             19      1       15           19
               2  intact  8.0 KiB  5.8 KiB           16          25              20             35      1       10           16
               3  intact  8.0 KiB  7.2 KiB           26          38              36             55      1       13           20
               4  intact  8.0 KiB  7.1 KiB           39          53              56             74      1       15           19
               5  intact  8.0 KiB  5.8 KiB           54          63              75             90      1       10           16
               6  intact  8.0 KiB  5.2 KiB           64          72              91            105      1        9           15

            value type  intent     type     log records
            MESSAGE     PUBLISH    COMMAND           34
            MESSAGE     PUBLISHED  EVENT             34
            MESSAGE     EXPIRED    EVENT             24
            VARIABLE    CREATED    EVENT             11
            CHECKPOINT  CREATE     COMMAND            1
            CHECKPOINT  CREATED    EVENT              1

            """
        #expect(try await report().text() == expected)
    }

    @Test("the journal in numbers as JSON")
    func statusJSON() async throws {
        var writer = JSONWriter()
        try await report().write(to: &writer)
        let text = String(decoding: writer.bytes, as: UTF8.self)
        let beginning = """
            {"backupId":1708899200000,"partitionId":1,"memberId":"0","firstIndex":1,"lastIndex":72,"firstPosition":1,\
            "lastPosition":105,"firstTerm":1,"lastTerm":1,"firstTimestamp":1708898600006,"lastTimestamp":1708899200020,\
            "checkpointPosition":98,"checkpointIndex":67,"entries":{"application":70,"initial":1,"configuration":1,\
            "unknown":0,"largestBytes":944,"bytes":32032},"logRecords":105,"undecodedLogRecords":0,"segments":[\
            {"file":"raft-partition-partition-1-1.log","fileId":1,"state":"intact","bytes":8192,"usedBytes":7301,\
            "firstIndex":1,"lastIndex":15,"firstPosition":1,"lastPosition":19,"firstTerm":1,"lastTerm":1,"entries":15,\
            "logRecords":19},
            """
        let end = """
            "gaps":[],"records":[{"valueType":"MESSAGE","intent":"PUBLISH","recordType":"COMMAND","count":34},\
            {"valueType":"MESSAGE","intent":"PUBLISHED","recordType":"EVENT","count":34},\
            {"valueType":"MESSAGE","intent":"EXPIRED","recordType":"EVENT","count":24},\
            {"valueType":"VARIABLE","intent":"CREATED","recordType":"EVENT","count":11},\
            {"valueType":"CHECKPOINT","intent":"CREATE","recordType":"COMMAND","count":1},\
            {"valueType":"CHECKPOINT","intent":"CREATED","recordType":"EVENT","count":1}]}
            """
        #expect(text.hasPrefix(beginning) && text.hasSuffix(end), "\(text)")
    }
}
