import Testing
import ZeebeFormat

@Suite("RocksDB: replay of a write-ahead log")
struct WriteAheadLogTests {
    typealias Entry = WriteBatchBytes.Entry

    /// Notes what is shown, as text.
    struct Shown: TableEntryVisitor {
        var lines: [String] = []

        mutating func visit(_ userKey: RawSpan, version: EntryVersion, value: RawSpan) {
            lines.append("\(version.sequence)/\(version.type.rawValue) \(text(userKey))=\(text(value))")
        }

        mutating func visitRangeDeletion(from start: RawSpan, to end: RawSpan, sequence: UInt64) {
            lines.append("\(sequence)/15 \(text(start))..<\(text(end))")
        }

        private func text(_ bytes: RawSpan) -> String {
            bytes.byteCount > 20
                ? "(\(bytes.byteCount))" : bytes.withUnsafeBytes { String(decoding: $0, as: UTF8.self) }
        }
    }

    static func replay(_ batches: [UInt8]...) -> WriteAheadLogReader<Shown> {
        replayLog(LogFrameTests.write(batches), visitor: Shown())
    }

    static func batch(_ sequence: UInt64, _ entries: Entry..., count: Int? = nil) -> [UInt8] {
        WriteBatchBytes.batch(sequence, entries, count: count)
    }

    static let a = Array("a".utf8)
    static let b = Array("b".utf8)

    @Test("each change has the sequence number behind the one before; marks have none")
    func sequences() {
        let log = Self.replay(
            Self.batch(7, .noop, .put(Self.a, Self.b), .logData(Self.b), .delete(Self.a), .singleDelete(Self.b)),
            Self.batch(20, .deleteRange(Self.a, Self.b), .put(Self.b, [])),
            Self.batch(22)
        )
        #expect(log.faults == [])
        #expect(log.recordCount == 3)
        #expect(log.visitor.lines == ["7/1 a=b", "8/0 a=", "9/7 b=", "20/15 a..<b", "21/1 b="])
    }

    @Test("changes of other column families are passed over, but have sequence numbers")
    func columnFamilies() {
        let log = Self.replay(
            Self.batch(
                7,
                .put(Self.a, Self.a, columnFamily: 1),
                .delete(Self.a, columnFamily: 300),
                .singleDelete(Self.a, columnFamily: 2),
                .deleteRange(Self.a, Self.b, columnFamily: 2),
                .merge(Self.a, Self.b, columnFamily: 2),
                .put(Self.b, Self.b, columnFamily: 0),
                .put(Self.b, Self.a)
            )
        )
        #expect(log.faults == [])
        #expect(log.visitor.lines == ["12/1 b=b", "13/1 b=a"])
    }

    @Test("a batch of several fragments is put together, in windows of any size", arguments: [1, 50_000, .max])
    func large(_ windowByteCount: Int) {
        let large = [UInt8](repeating: 9, count: 100_000)
        let batch = Self.batch(1, .put(Self.a, large), .put(large, Self.b), .put(Self.b, Self.a))
        let log = replayLog(LogFrameTests.write([batch]), visitor: Shown(), windowByteCount: windowByteCount)
        #expect(log.faults == [])
        #expect(log.visitor.lines == ["1/1 a=(100000)", "2/1 (100000)=b", "3/1 b=a"])
    }

    @Test("a number of changes other than the stated one is damage", arguments: [0, 1, 3, 0xFFFF_FFFF])
    func count(_ count: Int) {
        let log = Self.replay(Self.batch(1, .delete(Self.a), .delete(Self.b), count: count))
        #expect(log.faults.map(\.rule) == [.writeAheadLog])
        #expect(log.faults.first?.detail.contains("stated") == true)
        #expect(log.visitor.lines.count == min(count, 2))
    }

    @Test("a batch that is cut anywhere is damage")
    func truncated() {
        let batch = Self.batch(1, .put(Self.a, Self.b), .deleteRange(Self.a, Self.b), .logData(Self.a))
        for count in 0..<batch.count {
            let log = Self.replay(Self.batch(50, .delete(Self.a)), Array(batch.prefix(count)))
            // Behind its last change, a mark may be missing without a trace.
            let isWhole = batch.count - count == 3
            #expect(log.faults.map(\.rule) == (isWhole ? [] : [.writeAheadLog]), "\(count) bytes")
            #expect(log.faults.allSatisfy { $0.offset == 22 })
        }
    }

    @Test("sequence numbers have 56 bits")
    func sequenceLimit() {
        let limit: UInt64 = (1 << 56) - 1
        #expect(Self.replay(Self.batch(limit - 1, .delete(Self.a))).faults == [])
        #expect(Self.replay(Self.batch(limit, .delete(Self.a))).faults.map(\.rule) == [.writeAheadLog])
        #expect(Self.replay(Self.batch(.max, .delete(Self.a))).faults.map(\.rule) == [.writeAheadLog])
    }

    @Test(
        "two-phase commit, merges, blobs and what is not known are not supported; the other batches are replayed",
        arguments: [2, 9, 10, 11, 12, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 0x7F, 0xFF] as [UInt8]
    )
    func unsupported(_ type: UInt8) {
        let strange = Entry(bytes: [type, 1, 97, 1, 98])
        let log = Self.replay(
            Self.batch(1, .put(Self.a, Self.a)),
            Self.batch(2, .put(Self.b, Self.a), strange),
            Self.batch(4, .put(Self.b, Self.b))
        )
        #expect(log.faults.map(\.rule) == [.unsupported])
        #expect(log.faults.first?.detail == "a batch with an entry of type \(type)")
        #expect(log.visitor.lines == ["1/1 a=a", "2/1 b=a", "4/1 b=b"])
    }

    @Test("damage behind what is not supported is told too")
    func both() {
        var file = LogFrameTests.write([Self.batch(1, .merge(Self.a, Self.b)), Self.batch(2, .delete(Self.a))])
        file[file.count - 1] ^= 1
        let log = replayLog(file, visitor: Shown())
        #expect(log.faults.map(\.rule) == [.unsupported, .writeAheadLog])
    }

    @Test("a record that the end of the file cuts off is damage")
    func torn() {
        let file = LogFrameTests.write([Self.batch(1, .delete(Self.a)), Self.batch(2, .put(Self.b, Self.b))])
        let log = replayLog(Array(file.dropLast()), visitor: Shown())
        #expect(log.faults.map(\.rule) == [.writeAheadLog])
        #expect(log.visitor.lines == ["1/0 a="])
    }

    @Test("records that another log left over are not replayed")
    func recycled() {
        let file = LogFrameTests.write([Self.batch(1, .delete(Self.a))], logNumber: 7)
        #expect(replayLog(file, number: 7, visitor: Shown()).visitor.lines == ["1/0 a="])
        let other = replayLog(file, number: 8, visitor: Shown())
        #expect(other.visitor.lines == [])
        #expect(other.faults.map(\.rule) == [.unsupported])
    }

    @Test("the newest version wins over tables and log")
    func newest() {
        let key = StateCollectorTests.key(1, "latestKey")
        let value = { (number: UInt8) in StateCollectorTests.map([("nextValue", number)]) }
        var table = StateCollector()
        table.visit(key.span.bytes, version: EntryVersion(sequence: 5, type: .value), value: value(50).span.bytes)
        for (sequence, expected) in [(4, 50), (6, 60)] as [(UInt64, Int64)] {
            let file = LogFrameTests.write([Self.batch(sequence, .put(key, value(60)))])
            var joined = table
            joined.merge(replayLog(file, visitor: StateCollector()).visitor)
            #expect(joined.state().latestKey == expected)
        }
        let deletion = LogFrameTests.write([Self.batch(6, .delete(key))])
        #expect(replayLog(deletion, visitor: table).visitor.state().latestKey == nil)
    }
}
