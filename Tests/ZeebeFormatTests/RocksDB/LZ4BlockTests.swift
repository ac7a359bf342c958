import FuzzTargets
import SeededRandom
import Testing
import ZeebeFormat

@Suite("LZ4 blocks")
struct LZ4BlockTests {
    /// The content of the data block of partition-data §14.7: 46 as varint, then LZ4.
    static let zeebeDataBlock: [UInt8] = [
        0x2E, 0x42, 0x00, 0x18, 0x08, 0x00, 0x01, 0x00, 0xA2, 0x8D, 0x00, 0x00, 0x01, 0xA0, 0xC4, 0x50, 0x6C, 0x00,
        0x01, 0x10, 0x00, 0x14, 0x00, 0x10, 0x00, 0xB0, 0x00, 0x00, 0x00, 0x00, 0x00, 0x01, 0x00, 0x01, 0x00, 0x00,
        0x80,
    ]

    static func decoded(_ block: [UInt8], rawSize: Int) -> Result<[UInt8], FormatError> {
        decode(block) { (span) throws(FormatError) in
            var output: [UInt8] = []
            try LZ4Block.decode(span, rawSize: rawSize, into: &output)
            return output
        }
    }

    @Test("the data block of a table that Zeebe wrote")
    func zeebeBlock() throws {
        let content = try Self.decoded(Array(Self.zeebeDataBlock.dropFirst()), rawSize: 46).get()
        #expect(content.prefix(3) == [0x00, 0x18, 0x08])
        let key: [UInt8] = [0, 0, 0, 0, 0, 0, 0, 0x8D, 0, 0, 0x01, 0xA0, 0xC4, 0x50, 0x6C, 0, 1, 0, 0, 0, 0, 0, 0, 0]
        #expect(content[3..<27] == key[...])
        #expect(content[27..<35] == [0, 0, 0x01, 0xA0, 0xC4, 0x50, 0x6C, 0])
        #expect(content.suffix(4) == [0x01, 0, 0, 0x80])
    }

    /// A block that liblz4 wrote.
    struct Vector: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let content: [UInt8]
        let block: [UInt8]

        init(_ name: String, _ content: some Sequence<UInt8>, _ block: String) {
            testDescription = name
            self.content = Array(content)
            let digits = Array(block)
            self.block = stride(from: 0, to: digits.count, by: 2).compactMap {
                UInt8(String(digits[$0..<$0 + 2]), radix: 16)
            }
        }

        private static let intents = String(
            repeating: "ACTIVATE_ELEMENT ELEMENT_ACTIVATING ELEMENT_ACTIVATED "
                + "COMPLETE_ELEMENT ELEMENT_COMPLETING ELEMENT_COMPLETED ",
            count: 2
        )

        /// Made once by liblz4 1.9.4 (the Python package lz4 4.4.5), which shares no code with this decoder.
        static let all = [
            Vector("no content", [], "00"),
            Vector("five literals", "zeebe".utf8, "507a65656265"),
            Vector("1000 zeros", repeatElement(0, count: 1000), "1f000100ffffffd2500000000000"),
            Vector(
                "period 3",
                (String(repeating: "abc", count: 40) + "tail!tail!").utf8,
                "3f616263030062a07461696c217461696c21"
            ),
            Vector(
                "intents",
                intents.utf8,
                "f30241435449564154455f454c454d454e54200800135f19003c494e4713009f454420434f4d504c453600000319000836"
                    + "000313003345442053000f6c004d504554454420"
            ),
            Vector(
                "intents by LZ4HC",
                intents.utf8,
                "f30241435449564154455f454c454d454e54200800135f19003c494e471300ae454420434f4d504c455436000319000836"
                    + "00042c002f44206c0054504554454420"
            ),
        ]
    }

    @Test("blocks that liblz4 wrote", arguments: Vector.all)
    func libraryVectors(vector: Vector) {
        #expect(Self.decoded(vector.block, rawSize: vector.content.count).value == vector.content)
    }

    /// All distances shorter than a word of the decoder and some longer, at all short lengths, anywhere before the end.
    @Test("a match repeats what is the distance back, overlapping itself", arguments: Array(1...34) + [64, 300])
    func matches(distance: Int) {
        let literals = (0..<distance).map { UInt8(truncatingIfNeeded: $0 &* 41 &+ 5) }
        for length in Array(4...40) + [255, 256, 273, 274, 275, 529, 5000] {
            for tail in [0, 1, 5, 15, 16, 17, 40] {
                var writer = LZ4BlockWriter()
                writer.append(literals, match: length, distance: distance)
                writer.finish(repeatElement(0xEE, count: tail))
                let repeated = (0..<distance + length).map { literals[$0 % distance] }
                let expected = repeated + [UInt8](repeating: 0xEE, count: tail)
                let content = Self.decoded(writer.bytes, rawSize: expected.count).value
                #expect(content == expected, "length \(length), tail \(tail)")
            }
        }
    }

    @Test("literals of any number", arguments: Array(0...40) + [254, 269, 270, 271, 524, 525, 526, 100_000])
    func literals(count: Int) {
        let content = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 7 &+ 3) }
        var writer = LZ4BlockWriter()
        writer.finish(content)
        #expect(Self.decoded(writer.bytes, rawSize: count).value == content)
    }

    @Test("what is compressed comes back", arguments: 0..<60)
    func roundTrips(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        let content = Self.content(seed < 50 ? Int.random(in: 0...700, using: &random) : 80_000, &random)
        let block = LZ4BlockWriter.compress(content)
        #expect(PlainLZ4.decode(block, rawSize: content.count) == content)
        #expect(Self.decoded(block, rawSize: content.count).value == content)
    }

    @Test("an array that is used again gets the size of each content")
    func reusedArray() throws {
        var output: [UInt8] = [1, 2, 3]
        for vector in Vector.all + Vector.all.reversed() {
            try LZ4Block.decode(vector.block.span.bytes, rawSize: vector.content.count, into: &output)
            #expect(output == vector.content)
        }
    }

    /// Bytes of few values with repetitions near and far.
    static func content(_ count: Int, _ random: inout SplitMix64) -> [UInt8] {
        var content: [UInt8] = []
        while content.count < count {
            let length = min(Int.random(in: 1...60, using: &random), count - content.count)
            if !content.isEmpty, Bool.random(using: &random) {
                let distance = Int.random(
                    in: 1...min(content.count, Bool.random(using: &random) ? 20 : 70_000),
                    using: &random
                )
                for _ in 0..<length { content.append(content[content.count - distance]) }
            } else {
                for _ in 0..<length { content.append(UInt8.random(in: 0...255, using: &random)) }
            }
        }
        return content
    }
}
