import Testing
import ZeebeFormat

@Suite("RocksDB: Zeebe's state from entries")
struct StateCollectorTests {
    static func key(_ family: Int64, _ text: String) -> [UInt8] {
        bigEndian(family) + bigEndian(UInt32(text.utf8.count)) + Array(text.utf8)
    }

    static func bigEndian<T: FixedWidthInteger>(_ value: T) -> [UInt8] {
        withUnsafeBytes(of: value.bigEndian) { Array($0) }
    }

    /// A MessagePack map of texts to small integers.
    static func map(_ pairs: [(String, UInt8)]) -> [UInt8] {
        var bytes = [0x80 | UInt8(pairs.count)]
        for (name, value) in pairs {
            bytes.append(0xA0 | UInt8(name.utf8.count))
            bytes += Array(name.utf8)
            bytes.append(value)
        }
        return bytes
    }

    static let entries: [(key: [UInt8], value: [UInt8])] = [
        (key(0, "LAST_PROCESSED_EVENT_KEY"), map([("lastProcessPosition", 100)])),
        (key(0, "checkpoint"), map([("id", 3), ("position", 90), ("firstLogPosition", 1)])),
        (key(0, "backup"), map([("id", 2), ("position", 80)])),
        (key(1, "latestKey"), map([("nextValue", 7)])),
        (key(40, "elasticsearch"), map([("exporterPosition", 60), ("metadataVersion", 1)])),
        (key(56, "migrated-by-version"), [0, 0, 0, 5] + Array("8.8.3".utf8)),
        (bigEndian(Int64(140)) + bigEndian(Int64(3)), map([("checkpointPosition", 90)])),
        (bigEndian(Int64(141)) + bigEndian(Int64(2)), bigEndian(Int64(3))),
    ]

    private func put(
        _ collector: inout StateCollector,
        _ key: [UInt8],
        _ sequence: UInt64,
        _ value: [UInt8],
        type: EntryType = .value
    ) {
        collector.visit(
            key.span.bytes,
            version: EntryVersion(sequence: sequence, type: type),
            value: value.span.bytes
        )
    }

    @Test("every entry is decoded")
    func all() {
        var collector = StateCollector()
        for (place, entry) in Self.entries.enumerated() { put(&collector, entry.key, UInt64(place), entry.value) }
        let state = collector.state()
        #expect(state.problems == [])
        #expect(state.lastProcessedPosition == 100)
        #expect(state.checkpoint?.id == 3)
        #expect(state.checkpoint?.firstLogPosition == 1)
        #expect(state.backup?.position == 80)
        #expect(state.latestKey == 7)
        #expect(state.latestKeyPartition == 0)
        #expect(state.exporters.map(\.id) == ["elasticsearch"])
        #expect(state.exporters.map(\.position) == [60])
        #expect(state.migratedByVersion == "8.8.3")
        #expect(state.checkpoints.map(\.position) == [90])
        #expect(state.ranges == [DatabaseState.BackupRange(first: 2, last: 3)])
    }

    @Test("the highest sequence number wins, in whatever order versions come", arguments: 0..<6)
    func newest(_ order: Int) {
        let key = Self.key(1, "latestKey")
        let versions: [(UInt64, UInt8)] = [(5, 50), (9, 90), (7, 70)]
        let orders = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]]
        var joined = StateCollector()
        for place in orders[order] {
            var collector = StateCollector()
            put(&collector, key, versions[place].0, Self.map([("nextValue", versions[place].1)]))
            joined.merge(collector)
        }
        #expect(joined.state().latestKey == 90)
        put(&joined, key, 10, [], type: .deletion)
        #expect(joined.state().latestKey == nil)
        put(&joined, key, 11, Self.map([("nextValue", 1)]))
        #expect(joined.state().latestKey == 1)
    }

    @Test("a range deletion hides what is older and inside of it")
    func rangeDeletion() {
        for (sequence, isThere) in [(4, true), (5, true), (6, false)] as [(UInt64, Bool)] {
            var collector = StateCollector()
            put(&collector, Self.key(1, "latestKey"), 5, Self.map([("nextValue", 9)]))
            put(&collector, Self.key(40, "a"), 5, Self.map([("exporterPosition", 9)]))
            let (start, end) = (Self.bigEndian(Int64(1)), Self.bigEndian(Int64(2)))
            collector.visitRangeDeletion(from: start.span.bytes, to: end.span.bytes, sequence: sequence)
            #expect((collector.state().latestKey != nil) == isThere)
            #expect(collector.state().exporters.count == 1)
        }
    }

    @Test("other column families and other keys are passed over")
    func others() {
        var collector = StateCollector()
        put(&collector, Self.key(16, "latestKey"), 1, [0xC1])
        put(&collector, Self.key(1, "other"), 1, [0xC1])
        put(&collector, Self.key(-1, "latestKey"), 1, [0xC1])
        put(&collector, [0, 0, 0], 1, [0xC1])
        #expect(collector.state() == DatabaseState())
    }

    @Test("a value that cannot be read is told with its entry; the others are read")
    func undecodable() {
        var collector = StateCollector()
        put(&collector, Self.key(40, "bad\n"), 1, [0xC1])
        put(&collector, Self.key(40, "good"), 1, Self.map([("exporterPosition", 9)]))
        put(&collector, Self.key(1, "latestKey"), 1, Self.map([("other", 9)]))
        put(&collector, Self.key(0, "LAST_PROCESSED_EVENT_KEY"), 1, [1], type: .merge)
        let state = collector.state()
        #expect(state.exporters.map(\.id) == ["good"])
        #expect(state.problems.count == 3)
        #expect(state.problems.contains { $0.entry.hasPrefix("40 EXPORTER bad") })
        #expect(state.problems.allSatisfy { !$0.description.contains("\n") })
    }

    @Test("memory is bounded: too large values and too many entries are told")
    func bounded() {
        var collector = StateCollector()
        put(&collector, Self.key(40, "a"), 1, [UInt8](repeating: 0, count: 70_000))
        #expect(collector.state().problems.map(\.entry) == ["40 EXPORTER a"])
        for number in 0..<200_000 { put(&collector, Self.key(40, String(number)), 1, [0x80]) }
        #expect(collector.omission != nil)
        let state = collector.state()
        #expect(state.problems.count <= 101)
        #expect(state.problems.first?.entry == "state")
    }

    @Test(
        "names of column families",
        arguments: [
            (0, "DEFAULT"), (55, "PROCESS_INSTANCE_KEY_BY_DEFINITION_KEY"), (81, "COMPENSATION_SUBSCRIPTION"),
            (140, "CHECKPOINTS"), (82, nil), (-1, nil), (Int64.max, nil),
        ] as [(Int64, String?)]
    )
    func names(_ number: Int64, _ name: String?) {
        #expect(ColumnFamily(rawValue: number).name == name)
    }
}
