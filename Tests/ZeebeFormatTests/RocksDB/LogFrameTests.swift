import Checksums
import Testing
import ZeebeFormat

@Suite("RocksDB: framing of MANIFEST and write-ahead log")
struct LogFrameTests {
    /// Keeps the records.
    struct Records: LogRecordVisitor {
        var records: [[UInt8]] = []
        var offsets: [UInt64] = []

        mutating func visit(record: RawSpan, at offset: UInt64) {
            records.append(record.withUnsafeBytes { Array($0) })
            offsets.append(offset)
        }

        var oversized: [UInt64] = []

        mutating func visitOversizedRecord(limit: Int, at offset: UInt64) {
            oversized.append(offset)
        }
    }

    /// Writes records as RocksDB does; `logNumber` gives recyclable ones.
    static func write(_ records: [[UInt8]], logNumber: UInt32? = nil) -> [UInt8] {
        var file: [UInt8] = []
        let header = logNumber == nil ? 7 : 11
        for record in records {
            var rest = record[...]
            var isFirst = true
            repeat {
                var left = 32768 - file.count % 32768
                if left < header {
                    file += [UInt8](repeating: 0, count: left)
                    left = 32768
                }
                let payload = rest.prefix(left - header)
                rest = rest.dropFirst(payload.count)
                let isLast = rest.isEmpty
                let type: UInt8 = (isFirst ? (isLast ? 1 : 2) : (isLast ? 4 : 3)) + (logNumber == nil ? 0 : 4)
                file += fragment(type, payload, logNumber: logNumber)
                isFirst = false
            } while !rest.isEmpty
        }
        return file
    }

    static func fragment(_ type: UInt8, _ payload: some Collection<UInt8>, logNumber: UInt32? = nil) -> [UInt8] {
        var covered = [type]
        if let logNumber { covered += littleEndian(logNumber) }
        covered += payload
        let checksum = CRC32C.masked(CRC32C.checksum(of: covered.span.bytes))
        return littleEndian(checksum) + littleEndian(UInt16(payload.count)) + covered
    }

    static func littleEndian<T: FixedWidthInteger>(_ value: T) -> [UInt8] {
        withUnsafeBytes(of: value.littleEndian) { Array($0) }
    }

    private func read(
        _ kind: LogFrameReader<Records>.Kind,
        _ file: [UInt8],
        windowByteCount: Int = .max
    ) -> LogFrameReader<Records> {
        var reader = LogFrameReader(kind, fileSize: UInt64(file.count), visitor: Records())
        while case .bytes(let wanted) = reader.demand {
            let start = Int(reader.position)
            let end = min(start + max(wanted, min(windowByteCount, file.count)), file.count)
            _ = reader.consume(file.span.bytes.extracting(start..<end))
        }
        return reader
    }

    static let lengths = [0, 1, 100, 32761, 32762, 32755, 32754, 40_000, 70_000, 0, 200_000]

    @Test("records of any length are put together, in windows of any size", arguments: [nil, 7] as [UInt32?])
    func whole(_ logNumber: UInt32?) {
        let records = Self.lengths.enumerated().map { [UInt8](repeating: UInt8($0.offset), count: $0.element) }
        let file = Self.write(records, logNumber: logNumber)
        for (kind, windowByteCount) in [(.manifest, 1), (.manifest, 40_000), (.writeAheadLog, .max)]
            as [(LogFrameReader<Records>.Kind, Int)]
        {
            let reader = read(kind, file, windowByteCount: windowByteCount)
            #expect(reader.fault == nil)
            #expect(reader.recordCount == records.count)
            #expect(reader.visitor.records == records)
        }
    }

    @Test("a record that is too large is not kept; those around it are, and its checksums are proved")
    func oversized() throws {
        let limit = 64 * 1024 * 1024
        let large = [UInt8](repeating: 3, count: limit + 1)
        var file = Self.write([[1], large, [2], Array(large.dropLast())])
        let reader = read(.writeAheadLog, file)
        #expect(reader.fault == nil)
        #expect(reader.recordCount == 4)
        #expect(reader.visitor.records.map(\.count) == [1, 1, limit])
        #expect(reader.visitor.oversized == [8])
        file[limit - 1000] ^= 1
        #expect(read(.writeAheadLog, file).fault?.rule == .writeAheadLog)
    }

    @Test("an oversized edit of a MANIFEST is not supported")
    func oversizedEdit() {
        let file = Self.write([[UInt8](repeating: 0, count: 16 * 1024 * 1024 + 1)])
        #expect(throws: RocksDBFault.self) { try ManifestReader.read(file.span.bytes) }
        do throws(RocksDBFault) { _ = try ManifestReader.read(file.span.bytes) } catch {
            #expect(error.rule == .unsupported)
            #expect(error.offset == 0)
        }
    }

    @Test(
        "types by which a log says that it is compressed are not supported, and damage in a MANIFEST",
        arguments: 9...11
    )
    func settings(_ type: Int) {
        var file = Self.fragment(UInt8(type), [7], logNumber: type == 11 ? 4 : nil)
        #expect(read(.writeAheadLog, file).fault?.rule == .unsupported)
        #expect(read(.manifest, file).fault?.rule == .rocksDBManifest)
        file[0] ^= 1
        #expect(read(.writeAheadLog, file).fault?.rule == .writeAheadLog)
    }

    @Test("zeros behind the last record: space prepared ahead in a write-ahead log, damage in a MANIFEST")
    func zeroTail() {
        let file = Self.write([[1, 2, 3]]) + [UInt8](repeating: 0, count: 70_000)
        #expect(read(.writeAheadLog, file).fault == nil)
        #expect(read(.writeAheadLog, file).recordCount == 1)
        #expect(read(.manifest, file).fault?.rule == .rocksDBManifest)
        #expect(read(.writeAheadLog, file + [1]).fault?.rule == .writeAheadLog)
    }

    @Test("an empty write-ahead log has no records and no fault")
    func empty() {
        #expect(read(.writeAheadLog, []).fault == nil)
        #expect(read(.writeAheadLog, []).demand == .nothing)
    }

    @Test(
        "broken chains of fragments are told at their place",
        arguments: [
            ([2], 0), ([3], 0), ([4], 0), ([1, 2, 3], 8), ([2, 1], 8), ([2, 2], 8), ([2, 4, 3], 16), ([9], 6), ([0], 0),
        ] as [([UInt8], UInt64)]
    )
    func chains(_ types: [UInt8], _ offset: UInt64) {
        let file = types.flatMap { Self.fragment($0, [7]) }
        let fault = read(.manifest, file).fault
        #expect(fault?.rule == .rocksDBManifest)
        #expect(fault?.offset == offset)
    }

    @Test("a record that leaves its block is damage")
    func tooLong() {
        var file = Self.fragment(1, [1, 2, 3])
        file[4] = 4
        #expect(read(.manifest, file).fault?.offset == 0)
    }

    @Test("nonzero bytes in the last bytes of a block are damage")
    func blockEnd() {
        let first = [UInt8](repeating: 1, count: 32768 - 7 - 3)
        var file = Self.write([first, [2]])
        #expect(read(.manifest, file).fault == nil)
        file[32766] = 1
        #expect(read(.manifest, file).fault?.offset == 32766)
    }
}
