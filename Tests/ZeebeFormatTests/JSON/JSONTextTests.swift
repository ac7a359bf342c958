import Testing
import ZeebeFormat

@Suite("JSON text")
struct JSONTextTests {
    /// The first string of a document, decoded.
    private func string(_ bytes: [UInt8]) -> Result<String, FormatError> {
        decode(bytes) { (span) throws(FormatError) in
            var parser = JSONPullParser(span)
            return try parser.readString()
        }
    }

    private func quoted(_ bytes: [UInt8]) -> [UInt8] {
        Array("\"".utf8) + bytes + Array("\"".utf8)
    }

    @Test(
        "escape sequences are decoded",
        arguments: [
            (#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{C}\n\r\t"), (#""\u0041\u00e4\u20AC""#, "Aä€"),
            (#""a\u0000b""#, "a\0b"),
            (#""\ud83d\ude00!""#, "😀!"), (#""\uD83D\uDE00""#, "😀"), (#""\uffff""#, "\u{FFFF}"), (#""""#, ""),
            (#""at a.B.c(D.java:7)\n\tat e""#, "at a.B.c(D.java:7)\n\tat e"),
        ]
    )
    func escapes(text: String, expected: String) {
        #expect(string(Array(text.utf8)).value == expected)
    }

    @Test(
        "half a surrogate pair becomes U+FFFD",
        arguments: [
            (#""\ud800""#, "\u{FFFD}"), (#""\udc00""#, "\u{FFFD}"), (#""\ud800x""#, "\u{FFFD}x"),
            (#""\ud800\ud83d\ude00""#, "\u{FFFD}😀"), (#""\ud800\n""#, "\u{FFFD}\n"),
            (#""\ude00\ud83d""#, "\u{FFFD}\u{FFFD}"),
            (#""\ud83d\u0041""#, "\u{FFFD}A"),
        ]
    )
    func loneSurrogates(text: String, expected: String) {
        #expect(string(Array(text.utf8)).value == expected)
    }

    @Test(
        "wrong escape sequences are refused",
        arguments: [
            (#""\x""#, 1), (#""\u12""#, 5), (#""\u12g4""#, 5), (#""\u""#, 3), (#""\U0041""#, 1), (#""\'""#, 1),
            (#""\"#, 2),
            (#""\u00"#, 5), (#""ab\"#, 4),
        ]
    )
    func wrongEscapes(text: String, offset: Int) {
        #expect(string(Array(text.utf8)).error?.offset == offset)
    }

    @Test(
        "control characters are refused in strings and keys, everything from the space on is not",
        arguments: 0...0x7F
    )
    func controlCharacters(code: Int) {
        let byte = UInt8(code)
        guard byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\") else { return }
        // Long enough that the byte falls into the part that is scanned in words, too.
        for prefix in ["", "abc", "abcdefghijkl"] {
            let document = quoted(Array(prefix.utf8) + [byte] + Array("mnopqrstuvw".utf8))
            #expect(string(document).error?.offset == (byte < 0x20 ? 1 + prefix.utf8.count : nil))
            let object = Array("{".utf8) + document + Array(":1}".utf8)
            #expect((tokens(object).error == nil) == (byte >= 0x20))
        }
    }

    static let wellFormed: [[UInt8]] = [
        [0xC2, 0x80], [0xDF, 0xBF], [0xE0, 0xA0, 0x80], [0xED, 0x9F, 0xBF], [0xEE, 0x80, 0x80], [0xEF, 0xBF, 0xBF],
        [0xF0, 0x90, 0x80, 0x80], [0xF4, 0x8F, 0xBF, 0xBF], [0xF3, 0x80, 0x80, 0x80],
    ]

    @Test("the first and last sequences of each length are accepted", arguments: wellFormed)
    func wellFormedUTF8(sequence: [UInt8]) {
        for prefix in 0..<9 {
            let text = Array(repeating: UInt8(ascii: "x"), count: prefix) + sequence
            #expect(string(quoted(text)).value?.utf8.elementsEqual(text) == true)
        }
    }

    static let illFormed: [[UInt8]] = [
        [0x80], [0xBF], [0xC0, 0x80], [0xC1, 0xBF], [0xC2], [0xC2, 0x41], [0xC2, 0xC2], [0xE0, 0x80, 0x80],
        [0xE0, 0x9F, 0xBF], [0xE1, 0x80], [0xE1, 0x80, 0x41], [0xED, 0xA0, 0x80], [0xED, 0xBF, 0xBF],
        [0xF0, 0x80, 0x80, 0x80],
        [0xF0, 0x8F, 0xBF, 0xBF], [0xF1, 0x80, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xF5, 0x80, 0x80, 0x80],
        [0xF8, 0x88, 0x80, 0x80, 0x80], [0xFE], [0xFF],
    ]

    @Test(
        "overlong forms, surrogates, too large values and torn sequences are refused at any position",
        arguments: illFormed
    )
    func illFormedUTF8(sequence: [UInt8]) {
        let text = Array("0123456789abcdefghi".utf8)
        for place in 0...text.count {
            var bytes = text
            bytes.insert(contentsOf: sequence, at: place)
            #expect(string(quoted(bytes)).error == FormatError("invalid UTF-8", at: place + 1))
        }
    }

    @Test(
        "a byte that is no UTF-8 is refused wherever it stands in a document",
        arguments: [0x80, 0xC0, 0xFF] as [UInt8]
    )
    func invalidByteEverywhere(byte: UInt8) {
        let document = Array(JSONGrammarTests.document.utf8)
        for place in document.indices {
            var bytes = document
            bytes.insert(byte, at: place)
            // Inside a sequence or a literal it is found at the start of that.
            let error = tokens(bytes).error
            #expect(error != nil && place - (error?.offset ?? -9) <= 4, "inserted at \(place)")
        }
    }

    @Test("a text equals what it decodes to, escaped or not, and nothing else")
    func equality() {
        let result = decode(Array(#"["name","n\u0061me","nam","names","Name","","\u00e4€"]"#.utf8)) {
            (span) throws(FormatError) in
            var parser = JSONPullParser(span)
            var results: [Bool] = []
            try parser.beginArray()
            while parser.nextElement() {
                let text = try parser.readText()
                results.append(parser.equals(text, "name"))
                results.append(parser.equals(text, ""))
                results.append(parser.equals(text, "ä€"))
            }
            return results
        }
        let expected = [
            true, false, false, true, false, false, false, false, false, false, false, false, false, false, false,
            false, true, false, false, false, true,
        ]
        #expect(result.value == expected)
    }

    @Test("a byte order mark is skipped at the start, whole only")
    func byteOrderMark() {
        #expect(tokens([0xEF, 0xBB, 0xBF] + Array("{}".utf8)).value?.end == 5)
        #expect(tokens([0xEF, 0xBB] + Array("{}".utf8)).error?.offset == 0)
        #expect(tokens([0xEF, 0xBB, 0xBF]).error?.offset == 3)
        #expect(tokens(Array("[".utf8) + [0xEF, 0xBB, 0xBF] + Array("]".utf8)).error?.offset == 1)
    }
}
