import CloudStorage
import Testing
import ZeebeFormat

@Suite("XML")
struct XMLPullParserTests {
    /// Reads a document into lines: `<name`, text, `>`.
    private func tokens(_ text: String, limits: XMLPullParser.Limits = .init()) throws -> [String] {
        let bytes = Array(text.utf8)
        var parser = XMLPullParser(bytes.span, limits: limits)
        var lines: [String] = []
        while let token = try parser.nextToken() {
            switch token {
            case .start(let range): lines.append("<\(parser.name(range))")
            case .text(let text): lines.append(String(decoding: bytes[text.range], as: UTF8.self))
            case .end: lines.append(">")
            }
        }
        return lines
    }

    private func text(_ document: String, limits: XMLPullParser.Limits = .init()) throws -> String {
        let bytes = Array(document.utf8)
        var parser = XMLPullParser(bytes.span, limits: limits)
        try parser.beginRoot("a")
        let text = try parser.readText()
        try parser.finish()
        return text
    }

    @Test("elements, text, comments, instructions, prefixes and empty elements")
    func grammar() throws {
        let document = """
            \u{FEFF}<?xml version="1.0" encoding="UTF-8"?>
            <!-- < > & -->
            <s:a xmlns:s="x>y" b = 'c'><b/>t<?p q?><!---->u<c d="e"></c
            ></s:a>
            <!-- end -->
            """
        #expect(try tokens(document) == ["<a", "<b", ">", "t", "u", "<c", ">", ">"])
    }

    @Test("references and CDATA become the characters they stand for")
    func references() throws {
        #expect(try text("<a>&lt;&gt;&amp;&quot;&apos;&#65;&#x1F4BE;</a>") == "<>&\"'A\u{1F4BE}")
        #expect(try text("<a>x<![CDATA[<b>&amp;]]>y<!-- c -->z</a>") == "x<b>&amp;yz")
    }

    @Test(
        "what is no document, or could define something, is refused",
        arguments: [
            "", " ", "<a>", "<a></b>", "<a></a", "<a/><b/>", "text", "<a/>text", "<a><b></a></b>", "</a>", "<a b/>",
            "<a b=c/>", "<a b='<'/>", "<1/>", "<a>\u{1}</a>", "<!DOCTYPE a><a/>",
            "<!DOCTYPE a [<!ENTITY x \"y\">]><a>&x;</a>", "<a><!ELEMENT b></a>", "<a><![CDATA[x</a>", "<a><!-- x</a>",
            "<?xml version='1.0' encoding='UTF-16'?><a/>", "<a", "<a b='c", "<a/", "<![CDATA[x]]><a/>",
        ]
    )
    func refuses(document: String) {
        #expect(throws: FormatError.self) { try tokens(document) }
    }

    @Test(
        "unknown and impossible references are refused",
        arguments: ["&x;", "&;", "&amp", "&#0;", "&#xD800;", "&#x110000;", "&#+5;", "&#x;", "&nbsp;", "&#99999999999;"]
    )
    func refusesReferences(reference: String) {
        #expect(throws: FormatError.self) { try text("<a>\(reference)</a>") }
    }

    @Test("text that is not UTF-8 is refused")
    func encoding() {
        let bytes: [UInt8] = Array("<a>".utf8) + [0xFF, 0xC0] + Array("</a>".utf8)
        #expect(throws: FormatError.self) {
            var parser = XMLPullParser(bytes.span)
            try parser.beginRoot("a")
            _ = try parser.readText()
        }
    }

    @Test("depth and text are bounded, and nothing grows beyond them")
    func limits() throws {
        let deep = String(repeating: "<a>", count: 32) + String(repeating: "</a>", count: 32)
        #expect(try tokens(deep).count == 64)
        #expect(throws: FormatError.self) { try tokens("<a>" + deep + "</a>") }
        #expect(throws: FormatError.self) { try tokens(String(repeating: "<a>", count: 1_000_000)) }
        let small = XMLPullParser.Limits(textByteCount: 10)
        #expect(try text("<a>0123456789</a>", limits: small) == "0123456789")
        #expect(throws: FormatError.self) { try text("<a>01234567890</a>", limits: small) }
        #expect(throws: FormatError.self) { try text("<a>01234<!-- -->56789<!-- -->0</a>", limits: small) }
    }

    @Test("every beginning of a document is an error, never a trap or a shorter document")
    func truncated() {
        let document = "<?xml version=\"1.0\"?><a b='c'><d>x&amp;y</d><![CDATA[z]]><!-- e --><f/></a>"
        for length in 0..<document.utf8.count {
            let beginning = String(decoding: Array(document.utf8).prefix(length), as: UTF8.self)
            #expect(throws: FormatError.self, "\(beginning)") { try tokens(beginning) }
        }
    }

    @Test("random bytes never trap")
    func random() {
        var generator = SystemRandomNumberGenerator()
        let alphabet = Array("<>/!?-[]&;='\"ab CDATA\u{E9}".utf8)
        for _ in 0..<5000 {
            let bytes = (0..<Int.random(in: 0..<40, using: &generator)).map { _ in
                alphabet.randomElement(using: &generator) ?? 0
            }
            var parser = XMLPullParser(bytes.span)
            var steps = 0
            while steps < 100, let token = try? parser.nextToken(), token != .end || parser.depth > 0 { steps += 1 }
            #expect(steps < 100)
        }
    }
}
