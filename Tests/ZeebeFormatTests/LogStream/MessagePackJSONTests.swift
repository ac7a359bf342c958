import SeededRandom
import Testing
import ZeebeFormat

/// MessagePack as JSON: every kind of value, and the bytes that are none.
@Suite("MessagePackJSON")
struct MessagePackJSONTests {
    private func json(
        _ bytes: [UInt8],
        maximumValues: Int = MessagePackReader.defaultMaximumValues,
        style: JSONWriter.Style = .compact
    ) -> Result<String, FormatError> {
        decode(bytes) { (span) throws(FormatError) in
            let json = try MessagePackJSON(span, maximumValues: maximumValues)
            var writer = JSONWriter(style: style)
            json.write(to: &writer)
            return String(decoding: writer.bytes, as: UTF8.self)
        }
    }

    /// A short string.
    private static func text(_ text: String) -> [UInt8] {
        [0xA0 | UInt8(text.utf8.count)] + Array(text.utf8)
    }

    static let scalars: [([UInt8], String)] = [
        ([], "null"), ([0xC0], "null"), ([0xC2], "false"), ([0xC3], "true"), ([0x00], "0"), ([0xFF], "-1"),
        ([0xD3, 0x80, 0, 0, 0, 0, 0, 0, 0], "-9223372036854775808"),
        ([0xCF, 0x7F, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF], "9223372036854775807"),
        ([0xCF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF], "18446744073709551615"),
        ([0xCF, 0x00, 0x20, 0, 0, 0, 0, 0, 0x01], "9007199254740993"),
        ([0xCA, 0x3F, 0xC0, 0, 0], "1.5"), ([0xCB, 0x3F, 0xB9, 0x99, 0x99, 0x99, 0x99, 0x99, 0x9A], "0.1"),
        ([0xCB, 0x80, 0, 0, 0, 0, 0, 0, 0], "-0.0"), ([0xCB, 0, 0, 0, 0, 0, 0, 0, 1], "5e-324"),
        ([0xCA, 0x7F, 0xC0, 0, 0], #""NaN""#), ([0xCB, 0x7F, 0xF0, 0, 0, 0, 0, 0, 0], #""Infinity""#),
        ([0xCA, 0xFF, 0x80, 0, 0], #""-Infinity""#),
        ([0xA0], #""""#), ([0xA2, 0x22, 0x0A], #""\"\n""#), ([0xA3, 0xE2, 0x82, 0xAC], "\"€\""),
        ([0xC4, 0], #""""#), ([0xC4, 1, 0xFB], #""+w==""#), ([0xC4, 2, 0xFB, 0xFF], #""+/8=""#),
        ([0xC4, 3, 0x4D, 0x61, 0x6E], #""TWFu""#), ([0xC5, 0, 4, 0, 0, 0, 0], #""AAAAAA==""#),
        ([0xD4, 0xFF, 1], #"{"extensionType":-1,"base64":"AQ=="}"#),
        ([0xC7, 0, 5], #"{"extensionType":5,"base64":""}"#),
        ([0x80], "{}"), ([0x90], "[]"), ([0xDD, 0, 0, 0, 0], "[]"),
    ]

    @Test("every kind of value, integers with all 64 bits", arguments: scalars)
    func scalar(bytes: [UInt8], expected: String) {
        #expect(json(bytes).value == expected)
        // The same inside of containers, where an end follows.
        guard !bytes.isEmpty else { return }
        #expect(json([0x92] + bytes + bytes).value == "[\(expected),\(expected)]")
        #expect(json([0x81, 0xA1, 0x6B, 0x91] + bytes).value == #"{"k":[\#(expected)]}"#)
    }

    @Test("keys that are no strings become strings; equal keys are both written")
    func keys() {
        let bytes: [UInt8] =
            [0x88, 0xC0, 1, 0xC3, 2, 0x05, 3, 0xD0, 0x80, 4, 0xCB, 0x40, 0x04, 0, 0, 0, 0, 0, 0, 5, 0xC4, 1, 0xFF, 6]
            + [0xA1, 0x61, 7, 0xA1, 0x61, 8]
        #expect(
            json(bytes).value == #"{"null":1,"true":2,"5":3,"-128":4,"2.5":5,"/w==":6,"a":7,"a":8}"#
        )
        #expect(json([0x81, 0xD4, 3, 0xFF, 0]).value == #"{"/w==":0}"#)
        #expect(
            json([0x81, 0xCF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0]).value
                == #"{"18446744073709551615":0}"#
        )
    }

    @Test("containers end where their counts say, empty ones too, on every level")
    func containers() {
        let bytes: [UInt8] =
            [0x83] + Self.text("a") + [0x93, 0x80, 0x90, 0x81] + Self.text("b") + [0x91, 0x90] + Self.text("c") + [0x80]
            + Self.text("d") + [0x05]
        #expect(json(bytes).value == #"{"a":[{},[],{"b":[[]]}],"c":{},"d":5}"#)
        let pretty = """
            {
              "a": [
                {},
                []
              ]
            }
            """
        #expect(json([0x81, 0xA1, 0x61, 0x92, 0x80, 0x90], style: .pretty).value == pretty)
    }

    static let refused: [([UInt8], Int, String)] = [
        ([0xC1], 0, "0xC1 begins no MessagePack value"),
        ([0x01, 0x02], 1, "1 bytes behind the value"),
        ([0x81, 0xA1, 0x61, 0x01, 0xC1], 4, "1 bytes behind the value"),
        ([0xA2, 0x61], 1, "2 bytes expected, 1 left"),
        ([0xA2, 0x61, 0xFF], 2, "invalid UTF-8"),
        ([0xA9, 0x61, 0x61, 0x61, 0x61, 0x61, 0x61, 0x61, 0x61, 0xC3], 9, "invalid UTF-8"),
        // The sequence goes on behind the string.
        ([0x92, 0xA1, 0xC3, 0xA9], 2, "invalid UTF-8"),
        ([0x81, 0xA1, 0xC0, 0x00], 2, "invalid UTF-8"),
        ([0x81, 0x90, 0x01], 1, "a container is the key of a map"),
        ([0x81, 0x80, 0x01], 1, "a container is the key of a map"),
        ([0x81, 0x91, 0x01, 0x01], 1, "a container is the key of a map"),
        ([0xDF, 0xFF, 0xFF, 0xFF, 0xFF], 0, "a container of 8589934590 items, 0 bytes left"),
        ([0xDD, 0xFF, 0xFF, 0xFF, 0xFF, 0x01], 0, "a container of 4294967295 items, 1 bytes left"),
        ([0xC6, 0xFF, 0xFF, 0xFF, 0xFF, 0x01], 5, "4294967295 bytes expected, 1 left"),
    ]

    @Test("what is no value is refused at the byte that is wrong", arguments: refused)
    func refusal(bytes: [UInt8], offset: Int, reason: String) {
        #expect(json(bytes).error == FormatError(reason, at: offset))
    }

    @Test("depth and number of values are bounded")
    func bounds() {
        let deepest = [UInt8](repeating: 0x91, count: 64) + [0x90]
        #expect(json(deepest).value == String(repeating: "[", count: 65) + String(repeating: "]", count: 65))
        #expect(json([UInt8](repeating: 0x91, count: 65) + [0x01]).error?.reason == "more than 64 levels of nesting")
        #expect(json([0x93, 1, 2, 3], maximumValues: 4).value == "[1,2,3]")
        #expect(json([0x93, 1, 2, 3], maximumValues: 3).error == FormatError("more than 3 values", at: 3))
    }

    @Test("the text is no larger than its bound")
    func size() throws {
        for (bytes, each) in [([0xD4, 0x80, 0xFF], 48), ([0xCB, 0x80, 0x01, 0x23, 0x45, 0x67, 0x89, 0xAB, 0xCD], 48)] {
            let document = [0xDC, 0x03, 0xE8] + [[UInt8]](repeating: bytes.map { UInt8($0) }, count: 1000).joined()
            #expect(try json(document).get().utf8.count <= each * 1000)
        }
        #expect(try json([0xDA, 0xFF, 0xFF] + [UInt8](repeating: 1, count: 65_535)).get().utf8.count <= 6 * 65_535 + 2)
    }

    @Test("bytes at random end in JSON that is read again, or in an error inside the bytes")
    func random() throws {
        var random = SplitMix64(seed: 2_718)
        let seed: [UInt8] =
            [0x84] + Self.text("id") + [0xCF, 0, 0, 1, 0x9D, 0xCD, 0x65, 0, 0xD9] + Self.text("list")
            + [0x93, 0xC0, 0xCB, 0x40, 0x09, 0x21, 0xFB, 0x54, 0x44, 0x2D, 0x18, 0xD6, 7, 1, 2, 3, 4]
            + Self.text("bytes")
            + [0xC4, 2, 0xFB, 0xFF] + Self.text("map") + [0x81, 0xA1, 0x6B, 0xA3, 0xE2, 0x82, 0xAC]
        let interesting: [UInt8] = [0x80, 0x81, 0x90, 0x91, 0xA1, 0xC0, 0xC1, 0xC4, 0xC7, 0xCA, 0xCF, 0xDB, 0xDF, 0xFF]
        var (written, refused) = (0, 0)
        for _ in 0..<30_000 {
            let bytes = random.mutated(seed, interesting: interesting)
            switch json(bytes) {
            case .success(let text):
                written += 1
                if case .failure(let error) = tokens(text) { Issue.record("\(text): \(error)") }
            case .failure(let error):
                refused += 1
                #expect((0...bytes.count).contains(error.offset))
            }
        }
        #expect(written > 1000 && refused > 1000)
    }
}
