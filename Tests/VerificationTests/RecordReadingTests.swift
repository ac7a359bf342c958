import BackupCatalog
import BackupModel
import Foundation
import ObjectStorage
import Synchronization
import TestFixtures
import Testing
import Verification
import ZeebeFormat

/// Log records read from the repository's stores: which are wanted, and what is said of damage on the way.
@Suite("Reading log records")
struct RecordReadingTests {
    /// What one reading gave.
    struct Reading: Sendable {
        var items: [JournalItem] = []
        var findings: [Finding] = []

        var records: [LogRecord] {
            items.compactMap { if case .log(let record) = $0 { record } else { nil } }
        }

        var positions: [Int64] { records.map(\.header.position) }

        /// Rules and severities of the findings.
        var said: [String] { findings.map { "\($0.severity.rawValue) \($0.rule ?? $0.code.rawValue)" } }
    }

    /// Reads one copy in a store of the repository's fixtures.
    static func read(
        _ store: String = "demo/store",
        backup: Int64 = 1_708_899_200_000,
        partition: Int32 = 1,
        filter: RecordFilter = RecordFilter(),
        values: Bool = true,
        raft: Bool = false,
        limit: Int = .max
    ) async throws -> Reading {
        try await read(
            in: try LocalDirectory(path: RepositoryFixtureTests.folder.appending(path: store).path),
            backup: backup,
            partition: partition,
            filter: filter,
            values: values,
            raft: raft,
            limit: limit
        )
    }

    /// Reads one copy in a store.
    static func read(
        in store: any ObjectStore,
        backup: Int64 = 1_708_899_200_000,
        partition: Int32 = 1,
        filter: RecordFilter = RecordFilter(),
        values: Bool = true,
        raft: Bool = false,
        limit: Int = .max
    ) async throws -> Reading {
        let items = Mutex<[JournalItem]>([])
        let findings = try await BlockingWorkers.run(width: 1) { workers in
            let catalog = try await CatalogLoader.load(store, workers: workers)
            let entry = try #require(
                catalog.entries.first { $0.id.checkpointID == backup && $0.id.partitionID == partition }
            )
            let reading = RecordReading(
                store,
                place: entry.place,
                manifest: try #require(entry.manifest),
                filter: filter,
                includesValues: values,
                includesRaftEntries: raft
            )
            return try await reading.items { item in
                items.withLock { items in
                    items.append(item)
                    return items.count < limit
                }
            }
        }
        return Reading(items: items.withLock { $0 }, findings: findings)
    }

    /// A filter, and which of all records it must choose.
    struct FilterCase: Sendable, CustomTestStringConvertible {
        let name: String
        let change: @Sendable (inout RecordFilter) -> Void
        let wants: @Sendable (LogRecord) -> Bool
        /// Whether the demonstration store holds such a record.
        var isFound = true

        var testDescription: String { name }
    }

    static let time: Int64 = 1_708_899_200_000

    static let filters: [FilterCase] = [
        FilterCase(name: "everything", change: { _ in }, wants: { _ in true }),
        FilterCase(
            name: "positions, over the border of a segment",
            change: { $0.positions = 17...22 },
            wants: { 17...22 ~= $0.header.position }
        ),
        FilterCase(name: "one position", change: { $0.positions = 98...98 }, wants: { $0.header.position == 98 }),
        FilterCase(
            name: "positions behind the end",
            change: { $0.positions = 1000...Int64.max },
            wants: { _ in false },
            isFound: false
        ),
        FilterCase(name: "one entry", change: { $0.indexes = 6...6 }, wants: { $0.index == 6 }),
        FilterCase(name: "times", change: { $0.times = time...time }, wants: { $0.header.timestamp == time }),
        FilterCase(
            name: "value type",
            change: { $0.valueTypes = [.checkpoint] },
            wants: { $0.metadata?.valueType == .checkpoint }
        ),
        FilterCase(
            name: "intent by name, of two value types",
            change: { $0.intents = [.named(Intent.named("CREATED"))] },
            wants: { $0.metadata?.intent.description == "CREATED" }
        ),
        FilterCase(
            name: "intents by number and by name",
            change: { $0.intents = [.number(3), .named(Intent.named("CREATE"))] },
            wants: { ["EXPIRED", "CREATE"].contains($0.metadata?.intent.description) }
        ),
        FilterCase(
            name: "record type",
            change: { $0.recordTypes = [.command] },
            wants: { $0.metadata?.recordType == .command }
        ),
        FilterCase(
            name: "record type that does not occur",
            change: { $0.recordTypes = [.commandRejection] },
            wants: { _ in false },
            isFound: false
        ),
        FilterCase(name: "no key", change: { $0.keys = [-1] }, wants: { $0.header.key == -1 }),
        FilterCase(
            name: "keys",
            change: { $0.keys = [2_251_799_813_685_250, 7] },
            wants: { $0.header.key == 2_251_799_813_685_250 }
        ),
        FilterCase(
            name: "process instance",
            change: { $0.processInstances = [2_251_799_813_685_250] },
            wants: { $0.header.key == 2_251_799_813_685_250 && $0.metadata?.valueType.description == "VARIABLE" }
        ),
        FilterCase(
            name: "text of a string",
            change: { $0.text = TextSearch("order-process") },
            wants: { $0.metadata?.valueType.description == "VARIABLE" }
        ),
        FilterCase(
            name: "a number with its name, as in JSON",
            change: { $0.text = TextSearch(#""position":98,"#) },
            wants: { $0.header.position == 99 }
        ),
        FilterCase(
            name: "text inside of binary data",
            change: { $0.text = TextSearch("eaifcaefbpfnpdcj") },
            wants: { $0.header.position == 5 }
        ),
        FilterCase(name: "no text", change: { $0.text = TextSearch("") }, wants: { _ in false }, isFound: false),
        FilterCase(
            name: "several at once",
            change: {
                $0.recordTypes = [.event]
                $0.valueTypes = [ValueType(rawValue: 10)]
                $0.positions = 1...10
            },
            wants: {
                $0.metadata?.recordType == .event && $0.metadata?.valueType.rawValue == 10
                    && $0.header.position <= 10
            }
        ),
    ]

    @Test("a filter chooses the records that it names, in order, and no others", arguments: filters)
    func filter(_ filter: FilterCase) async throws {
        var wanted = RecordFilter()
        filter.change(&wanted)
        let all = try await Self.read()
        let found = try await Self.read(filter: wanted)
        #expect(all.positions == Array(1...105))
        #expect(found.positions == all.records.filter(filter.wants).map(\.header.position))
        #expect(found.positions.isEmpty != filter.isFound)
        #expect(found.findings.isEmpty)
    }

    @Test("values come only where they are asked for, and are JSON")
    func values() async throws {
        #expect(try await Self.read(values: false).records.allSatisfy { $0.value == nil })
        for record in try await Self.read().records {
            let value = try #require(record.value)
            #expect(value.count == record.header.value.count)
            var writer = JSONWriter()
            do {
                let json = try MessagePackJSON(value.span.bytes)
                json.write(to: &writer)
            }
            #expect(writer.bytes.first == UInt8(ascii: "{"))
        }
    }

    @Test("raft entries stand between the records, unless the question is about records")
    func raft() async throws {
        let reading = try await Self.read(raft: true)
        #expect(reading.items.count == 107)
        guard case .raft(let first) = reading.items[0], case .raft(let second) = reading.items[1] else {
            Issue.record("the log begins with two raft entries")
            return
        }
        guard case .initial = first.content, case .configuration(let configuration?) = second.content else {
            Issue.record("an initial entry, then a configuration")
            return
        }
        #expect(configuration.members.map(\.id) == ["0", "1"])
        #expect(
            configuration.members.allSatisfy { $0.type?.description == "ACTIVE" } && configuration.oldMembers.isEmpty
        )
        var filter = RecordFilter()
        filter.positions = 2...3
        #expect(try await Self.read(filter: filter, raft: true).items.count == 2)
        filter.positions = 1...3
        #expect(try await Self.read(filter: filter, raft: true).items.count == 5)
        filter.recordTypes = [.event]
        #expect(try await Self.read(filter: filter, raft: true).items.count == 1)
    }

    @Test("a reading that is ended says nothing of what it has not seen")
    func limit() async throws {
        let reading = try await Self.read(limit: 3)
        #expect(reading.positions == [1, 2, 3] && reading.findings.isEmpty)
    }

    @Test(
        "damage and gaps are said, and the rest is shown; a torn tail is information",
        arguments: [
            ("fs-8.9-record-bit-flip-before-checkpoint", ["error rec-crc"], false),
            ("fs-8.9-middle-segment-missing-and-unlisted", ["error seg-gap"], false),
            ("fs-8.9-record-bit-flip-after-checkpoint", ["info tail-rec-crc"], true),
            ("fs-8.9-garbage-after-last-record", [], true),
        ]
    )
    func damage(_ store: String, _ expected: [String], _ isWholeUpToCheckpoint: Bool) async throws {
        let reading = try await Self.read("zeebe/\(store)/store", backup: 1_708_812_800_000)
        #expect(reading.said == expected)
        let positions = reading.positions
        #expect(positions == positions.sorted() && Set(positions).count == positions.count)
        let isWithoutGap = positions.last.map { $0 - positions[0] + 1 == Int64(positions.count) } ?? false
        #expect(isWithoutGap == isWholeUpToCheckpoint)
        let checkpoint = reading.records.contains { $0.metadata?.intent == .createCheckpoint }
        #expect(checkpoint, "what lies behind the damage is shown")
    }

    @Test("a file that is not there is said, and the others are read")
    func missingFile() async throws {
        let folder = RepositoryFixtureTests.folder.appending(path: "demo/store")
        var files = try StoreFiles(directory: folder)
        files.files["contents/1/1708899200000/0/segments/raft-partition-partition-1-3.log"] = nil
        let reading = try await Self.read(in: files.store())
        #expect(reading.said == ["error object.missing"])
        #expect(reading.positions == Array(1...35) + Array(56...105))
    }

    @Test("the records of real brokers are all read, and the names of their intents known up to 8.6")
    func realBrokers() async throws {
        guard VectorStore.root != nil else { return }
        for minor in 1...8 {
            let segments = try VectorStore.files("segments-real/v8.\(minor)").filter { $0.key.hasSuffix(".log") }
            let facts = VectorStore.Facts(
                checkpointId: 1,
                brokerVersion: "8.\(minor).0",
                numberOfPartitions: 1,
                checkpointPosition: 1_000_000,
                snapshotId: nil,
                partitionId: 1
            )
            let store = VectorStore(facts: facts, snapshot: [:], segments: segments).store
            let reading = try await Self.read(in: store, backup: 1)
            // Nobody took a backup there.
            #expect(reading.said == ["error cp-missing"])
            #expect(reading.positions == Array(1...Int64(reading.positions.count)) && !reading.positions.isEmpty)
            let unknown = reading.records.filter { Int($0.metadata?.intent.description ?? "0") != nil }
            if minor <= 6 { #expect(unknown.isEmpty) }
        }
    }
}
