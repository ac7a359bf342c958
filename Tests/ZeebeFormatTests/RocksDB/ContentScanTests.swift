import SeededRandom
import Testing

@testable import ZeebeFormat

/// Counting what is present in tables that overlap or follow each other.
@Suite("RocksDB: what is present in many tables")
struct ContentScanTests {
    /// A user key of column family 16, or of another one.
    static func key(_ number: UInt32, family: Int64 = 16) -> [UInt8] {
        StateCollectorTests.bigEndian(family) + StateCollectorTests.bigEndian(number)
    }

    /// One table with the numbers that it has, all with one sequence number.
    struct Part {
        var numbers: ClosedRange<UInt32>
        var sequence: UInt64
        var type = EntryType.value
        var rangeDeletions: [(start: [UInt8], end: [UInt8], sequence: UInt64)] = []

        var bytes: [UInt8] {
            TableBytes.make(
                numbers.map {
                    TableBytes.Entry(
                        userKey: key($0),
                        version: EntryVersion(sequence: sequence, type: type),
                        value: type == .value ? [1] : []
                    )
                },
                blockEntryCount: 3,
                rangeDeletions: rangeDeletions
            )
        }

        func table(_ number: Int) -> LiveTable {
            LiveTable.spanning(
                bytes,
                number: UInt64(number),
                from: key(numbers.lowerBound),
                to: key(numbers.upperBound)
            )
        }
    }

    private func count(_ parts: [Part]) throws -> Int {
        let files = parts.map(\.bytes)
        let tables = parts.enumerated().map { $1.table($0) }
        return try StateContentScan.content(of: tables) { files[Int($0)] }.entries
    }

    @Test("a database without tables has no entries and needs no bytes")
    func empty() throws {
        let scan = try StateContentScan(tables: [])
        #expect(scan.demand == .nothing)
        #expect(scan.content == StateContent())
    }

    @Test("tables that follow each other are one chain, of which one table is open at a time")
    func chain() throws {
        let parts = (0..<UInt32(50)).map { (place: UInt32) -> Part in
            Part(numbers: (place * 10)...(place * 10 + 9), sequence: 0)
        }
        let files = parts.map(\.bytes)
        // In any order: the MANIFEST has them by number.
        var scan = try StateContentScan(tables: parts.enumerated().map { $1.table($0) }.reversed())
        #expect(scan.chainCount == 1)
        var opened: [UInt64] = []
        while case .bytes(let chain, let offset, let count) = scan.demand {
            let number = try #require(scan.table(ofChain: chain)).number
            if opened.last != number { opened.append(number) }
            let bytes = files[Int(number)]
            try scan.supply(bytes.span.bytes.extracting(Int(offset)..<(Int(offset) + count)))
        }
        #expect(opened == Array(0..<50))
        #expect(scan.content?.entries == 500)
        #expect(scan.content?.entriesByFamily == [.jobs: 500])
    }

    @Test("the newest version of a key counts, whatever table has it")
    func overlapping() throws {
        let old = Part(numbers: 0...99, sequence: 0)
        let deletions = Part(numbers: 10...19, sequence: 5, type: .deletion)
        let again = Part(numbers: 15...15, sequence: 7)
        for parts in [[old, deletions, again], [again, deletions, old], [deletions, old, again]] {
            #expect(try count(parts) == 91)
        }
        #expect(try count([old, Part(numbers: 15...25, sequence: 3)]) == 100)
        #expect(try count([Part(numbers: 1...9, sequence: 8, type: .singleDeletion), old]) == 91)
    }

    @Test("tables that overlap are chains of their own; too many of them are not read")
    func chains() throws {
        func tables(_ count: Int) -> [LiveTable] {
            (0..<count).map { Part(numbers: UInt32($0)...1000, sequence: 1).table($0) }
        }
        #expect(try TableChainSource.chains(of: tables(TableChainSource.maximumChainCount)).count == 128)
        let error = #expect(throws: RocksDBFault.self) {
            try TableChainSource.chains(of: tables(TableChainSource.maximumChainCount + 1))
        }
        #expect(error?.rule == .unsupported)
    }

    @Test("tables of another RocksDB column family are not Zeebe's")
    func otherColumnFamily() throws {
        var table = Part(numbers: 0...9, sequence: 1).table(1)
        table.columnFamily = 1
        #expect(try StateContentScan(tables: [table]).content?.entries == 0)
    }

    @Test("tables that do not keep to their bounds in the MANIFEST are found, not miscounted")
    func wrongBounds() throws {
        let first = Part(numbers: 0...20, sequence: 0)
        let second = Part(numbers: 15...30, sequence: 0)
        let files = [first.bytes, second.bytes]
        let tables = [
            LiveTable.spanning(files[0], number: 0, from: Self.key(0), to: Self.key(14)),
            LiveTable.spanning(files[1], number: 1, from: Self.key(15), to: Self.key(30)),
        ]
        let error = #expect(throws: RocksDBFault.self) {
            _ = try StateContentScan.content(of: tables) { files[Int($0)] }
        }
        #expect(error?.detail.contains("not in order") == true)
    }

    @Test("an index that leaves out a block is noticed by the number of entries")
    func missingBlock() throws {
        let part = Part(numbers: 0...9, sequence: 0)
        let bytes = TableBytes.make(
            part.numbers.map {
                TableBytes.Entry(
                    userKey: Self.key($0),
                    version: EntryVersion(sequence: 0, type: .value),
                    value: []
                )
            },
            blockEntryCount: 2
        ) { role, content in
            guard role == 2 else { return content }
            return TableBytes.block([(Array("rocksdb.num.entries".utf8), [11])])
        }
        let error = #expect(throws: RocksDBFault.self) {
            _ = try StateContentScan.content(
                of: [part.table(1)].map { _ in
                    LiveTable.spanning(bytes, number: 1)
                }
            ) { _ in bytes }
        }
        #expect(error?.detail == "properties block: 11 entries stated, 10 found")
    }

    @Test(
        "entries of types that Zeebe does not write are not counted as present",
        arguments: [.merge, EntryType(rawValue: 17)]
    )
    func unknownTypes(_ type: EntryType) throws {
        let error = #expect(throws: RocksDBFault.self) { try count([Part(numbers: 1...1, sequence: 1, type: type)]) }
        #expect(error?.rule == .unsupported)
    }

    @Test("keys too short for a column family are counted apart")
    func shortKeys() throws {
        let entries = [
            TableBytes.Entry(userKey: [1, 2], version: EntryVersion(sequence: 1, type: .value), value: [])
        ]
        let bytes = TableBytes.make(entries, blockEntryCount: 1)
        let content = try StateContentScan.content(of: [LiveTable.spanning(bytes, number: 1)]) { _ in bytes }
        #expect(content.otherEntries == 1)
        #expect(content.entries == 1)
    }

    // MARK: Range deletions

    @Test("a range deletion hides older entries of all tables in its range, up to its end")
    func rangeDeletions() throws {
        let old = Part(numbers: 0...99, sequence: 3)
        func deleting(_ sequence: UInt64) -> Part {
            Part(
                numbers: 30...60,
                sequence: 9,
                rangeDeletions: [(Self.key(20), Self.key(40), sequence), (Self.key(50), Self.key(55), sequence)]
            )
        }
        // The part of a deletion in front of its table's first key does not count: 30...39 have newer entries.
        #expect(try count([old, deleting(4)]) == 100)
        let bytes = deleting(4).bytes
        let tables = [old.table(0), LiveTable.spanning(bytes, number: 1, from: Self.key(20), to: Self.key(60))]
        #expect(try StateContentScan.content(of: tables) { $0 == 0 ? old.bytes : bytes }.entries == 90)
        #expect(
            try StateContentScan.content(of: [
                old.table(0),
                LiveTable.spanning(deleting(3).bytes, number: 1, from: Self.key(20), to: Self.key(60)),
            ]) { $0 == 0 ? old.bytes : deleting(3).bytes }.entries == 100
        )
    }

    @Test("deletions are clipped to the table that has them; a bound that is a deletion's end lies behind it")
    func clipping() {
        let deletion = RangeDeletion(start: [1], end: [9], sequence: 5)
        var table = LiveTable.spanning([], number: 1, from: [3], to: [6])
        #expect(deletion.clipped(to: table) == RangeDeletion(start: [3], end: [6, 0], sequence: 5))
        let sentinel = EntryVersion(packed: 0xFFFF_FFFF_FFFF_FF0F)
        table.largestKey = InternalKey([6] + LogFrameTests.littleEndian(sentinel.packed)) ?? table.largestKey
        #expect(deletion.clipped(to: table)?.end == [6])
        #expect(RangeDeletion(start: [7], end: [9], sequence: 5).clipped(to: table) == nil)
    }

    @Test("a sweep says the same as looking at every deletion for every key")
    func sweep() throws {
        var random = SplitMix64(seed: 3)
        for _ in 0..<200 {
            let deletions = (0..<Int.random(in: 0...12, using: &random)).map { _ in
                let start = UInt8.random(in: 0..<50, using: &random)
                return RangeDeletion(
                    start: [start],
                    end: [start + UInt8.random(in: 1..<20, using: &random)],
                    sequence: UInt64.random(in: 0..<10, using: &random)
                )
            }
            var sweep = RangeDeletionSweep()
            try sweep.add(deletions)
            for key in 0..<UInt8(70) {
                let version = EntryVersion(sequence: UInt64.random(in: 0..<10, using: &random), type: .value)
                let isCovered = deletions.contains { $0.covers([key], version) }
                #expect(sweep.covers([key], version) == isCovered)
            }
        }
    }

    @Test("more range deletions than are kept are not passed over")
    func tooManyDeletions() {
        var sweep = RangeDeletionSweep()
        let one = RangeDeletion(start: [1], end: [2], sequence: 1)
        let error = #expect(throws: RocksDBFault.self) {
            try sweep.add(Array(repeating: one, count: RangeDeletionSweep.maximumCount + 1))
        }
        #expect(error?.rule == .unsupported)
    }

    // MARK: Definitions

    private func definition(_ number: Int64, tenant: String = "<default>") -> [UInt8] {
        StateCollectorTests.bigEndian(Int64(58)) + StateCollectorTests.bigEndian(UInt32(tenant.utf8.count))
            + Array(tenant.utf8) + StateCollectorTests.bigEndian(number)
    }

    private func text(_ text: String) -> [UInt8] { [0xA0 | UInt8(text.utf8.count)] + Array(text.utf8) }

    @Test("a process definition is named by its key, its process id and its state")
    func definitions() {
        var definitions = DeployedDefinitions()
        let value = [0x83] + text("version") + [1] + text("bpmnProcessId") + text("order") + text("state")
        definitions.add(.processDefinitions, definition(7), value: value + text("ACTIVE"))
        definitions.add(.processDefinitions, definition(8), value: value + text("PENDING_DELETION"))
        definitions.add(.processDefinitions, definition(9), value: [0xC1])
        definitions.add(.forms, [0, 0, 0, 0, 0, 0, 0, 68, 1], value: [])
        definitions.add(.jobs, Self.key(1), value: [])
        #expect(definitions.count == 4)
        #expect(definitions.definitions?.map(\.key) == [7, 8, 9, nil])
        #expect(definitions.definitions?.map(\.processID) == ["order", "order", nil, nil])
        #expect(definitions.definitions?.map(\.isBeingDeleted) == [false, true, false, false])
    }

    @Test("more definitions than are kept by name are still told apart by their keys")
    func manyDefinitions() {
        var one = DeployedDefinitions()
        var other = DeployedDefinitions()
        for number in 0..<Int64(60_000) {
            one.add(.processDefinitions, definition(number), value: [])
            other.add(.processDefinitions, definition(number), value: [])
        }
        #expect(one.definitions == nil)
        #expect(one.isSame(as: other))
        one.add(.processDefinitions, definition(60_000), value: [])
        other.add(.processDefinitions, definition(60_001), value: [])
        #expect(!one.isSame(as: other))
    }
}
