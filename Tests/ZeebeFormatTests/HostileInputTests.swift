import SeededRandom
import Testing
import ZeebeFormat

/// Feeds changed documents to every decoder. A trap ends the test run; beyond that, what must hold whatever the bytes are.
@Suite("Hostile input")
struct HostileInputTests {
    static let rounds = 8_000

    @Test(
        "changed JSON: no trap, errors inside the document, and what is accepted is accepted again when cut at its end"
    )
    func json() {
        var random = SplitMix64(seed: 1)
        let document = Array(JSONGrammarTests.document.utf8)
        let interesting = Array("{}[]\",:\\u0-e.\u{0}\u{1F}".utf8) + [0x80, 0xC0, 0xED, 0xF4, 0xFF]
        for round in 0..<Self.rounds {
            let bytes = random.mutated(document, interesting: interesting)
            switch tokens(bytes) {
            case .success(let read):
                let cut = Array(bytes[..<read.end])
                #expect(tokens(cut).value?.tokens == read.tokens, "round \(round)")
            case .failure(let error):
                #expect((0...bytes.count).contains(error.offset), "round \(round)")
            }
            _ = decode(bytes) { (span) throws(FormatError) in
                var parser = JSONPullParser(span)
                while let token = try parser.nextToken() {
                    guard case .number(let number) = token else { continue }
                    _ = try? parser.int64(number)
                    _ = try? parser.double(number)
                    _ = try? Timestamp(decimalSeconds: parser.digits(number))
                }
            }
        }
    }

    @Test("changed MessagePack: no trap, errors inside the document")
    func messagePack() {
        var random = SplitMix64(seed: 3)
        let document: [UInt8] =
            [0x84, 0xA2, 0x69, 0x64, 0xCF, 0, 0, 1, 0x9D, 0xCD, 0x65, 0, 0xD9, 0xA4, 0x74, 0x79, 0x70, 0x65, 0xA6]
            + Array("MARKER".utf8) + [
                0xA1, 0x78, 0x92, 0xC4, 2, 1, 2, 0xD5, 1, 2, 3, 0xA1, 0x79, 0xCB, 0, 0, 0, 0, 0, 0, 0, 0,
            ]
        let interesting: [UInt8] = [0x80, 0x8F, 0x9F, 0xBF, 0xC1, 0xC6, 0xC9, 0xD8, 0xDB, 0xDD, 0xDF, 0xFF]
        for round in 0..<Self.rounds * 4 {
            let bytes = random.mutated(document, interesting: interesting)
            let results = [
                decode(bytes) { (span) throws(FormatError) in
                    var reader = MessagePackReader(span)
                    while try reader.nextToken() != nil {}
                }
                .error,
                decode(bytes) { (span) throws(FormatError) in try CheckpointRecordValue(span) }.error,
            ]
            #expect(results.allSatisfy { $0.map { (0...bytes.count).contains($0.offset) } ?? true }, "round \(round)")
        }
    }

    @Test("changed checksum files, ids, metadata and timestamps: no trap")
    func snapshotFiles() {
        var random = SplitMix64(seed: 4)
        let checksumFile = Array(
            "; combinedValue = 4822d673\n000008.sst   a3332d13\nCURRENT   9e7fdadc\nzeebe.metadata   ebae568f\n".utf8
        )
        let metadata = Array(#"{"version":1,"processedPosition":495,"exportedPosition":480,"bootstrap":false}"#.utf8)
        let id = Array("103-2-495-9223372036854775807-0-ab1329d8".utf8)
        let instant = Array("2026-04-27T09:00:00.123456789+02:00".utf8)
        let seconds = Array("-1759601701.004511290e-10".utf8)
        for _ in 0..<Self.rounds {
            let lines = random.mutated(checksumFile, interesting: Array(" \n\r;=\u{0}".utf8) + [0x85, 0xFF])
            let file = decode(lines) { (span) throws(FormatError) in try SnapshotChecksumFile(span) }.value
            #expect(file != nil)
            if let file {
                let names = file.entries.map(\.name)
                #expect(zip(names, names.dropFirst()).allSatisfy { $0.utf8.lexicographicallyPrecedes($1.utf8) })
                _ = SnapshotIDChecksum.value(of: file)
            }
            let object = random.mutated(metadata, interesting: Array("{}\":,9".utf8))
            _ = decode(object) { (span) throws(FormatError) in try SnapshotMetadata(span) }
            _ = try? SnapshotID(String(decoding: random.mutated(id, interesting: Array("-9f".utf8)), as: UTF8.self))
            for (text, isDecimal) in [(instant, false), (seconds, true)] {
                let bytes = random.mutated(text, interesting: Array("0123456789:-+.eTZ".utf8))
                let timestamp = decode(bytes) { (span) throws(FormatError) in
                    isDecimal ? try Timestamp(decimalSeconds: span) : try Timestamp(iso8601: span)
                }
                if let timestamp = timestamp.value {
                    #expect((try? Timestamp(iso8601: timestamp.description)) == timestamp)
                }
            }
        }
    }
}
