import SafeText
import Testing

@Suite("PrintableText")
struct PrintableTextTests {
    @Test(
        "what drives a terminal or hides is escaped, the rest stays",
        arguments: [
            ("manifests/1/17/0/manifest.json", "manifests/1/17/0/manifest.json"),
            ("é e\u{301} 💾 日本", "é e\u{301} 💾 日本"),
            ("\u{1B}[31m", #"\u{1B}[31m"#),
            ("a\nb\tc\r", #"a\u{0A}b\u{09}c\u{0D}"#),
            ("\u{7F}\u{85}\u{9B}", #"\u{7F}\u{85}\u{9B}"#),
            ("\u{202E}gpj\u{2066}\u{200F}", #"\u{202E}gpj\u{2066}\u{200F}"#),
            ("a\u{200B}\u{200D}\u{FEFF}\u{2060}\u{AD}b", #"a\u{200B}\u{200D}\u{FEFF}\u{2060}\u{AD}b"#),
            ("\u{A0}\u{3000}\u{2028}\u{2029}", #"\u{A0}\u{3000}\u{2028}\u{2029}"#),
            ("\u{3164}\u{FE0F}\u{E0041}\u{2800}", #"\u{3164}\u{FE0F}\u{E0041}\u{2800}"#),
            ("\u{E000}\u{10FFFF}", #"\u{E000}\u{10FFFF}"#),
            (#"\u{1B}"#, #"\\u{1B}"#),
        ]
    )
    func escapes(text: String, printable: String) {
        #expect(Array(PrintableText.form(of: text).unicodeScalars) == Array(printable.unicodeScalars))
        #expect(PrintableText.form(ofBytes: text.utf8).unicodeScalars.elementsEqual(printable.unicodeScalars))
    }

    @Test(
        "bytes that are not UTF-8 are escaped one by one",
        arguments: [
            ([0x61, 0xFF, 0x62], #"a\xFFb"#),
            ([0xE2, 0x80], #"\xE2\x80"#),
            ([0xC0, 0xAF], #"\xC0\xAF"#),
            ([0xED, 0xA0, 0x80, 0x0A], #"\xED\xA0\x80\u{0A}"#),
            ([0xC3, 0xA9], "é"),
        ] as [([UInt8], String)]
    )
    func invalidBytes(bytes: [UInt8], printable: String) {
        #expect(PrintableText.form(ofBytes: bytes) == printable)
    }

    @Test("what is too long is cut in its middle, never inside of an escape")
    func cut() {
        let limit = PrintableText.limit
        let fits = String(repeating: "x", count: limit)
        #expect(PrintableText.form(of: fits) == fits)

        let long = PrintableText.form(of: "first/" + fits + "/last")
        #expect(long.count == limit)
        #expect(long.hasPrefix("first/x") && long.hasSuffix("x/last") && long.contains("…"))

        let escapes = PrintableText.form(of: String(repeating: "\u{202E}", count: 1000))
        let pieces = escapes.split(separator: "…")
        #expect(escapes.count <= limit && pieces.count == 2)
        #expect(pieces.allSatisfy { $0.hasPrefix(#"\u{202E}"#) && $0.hasSuffix("}") })
    }
}
