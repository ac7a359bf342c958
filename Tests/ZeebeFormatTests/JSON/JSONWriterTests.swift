import Foundation
import Testing
import ZeebeFormat

@Suite("JSONWriter")
struct JSONWriterTests {
    private func text(_ style: JSONWriter.Style = .compact, _ body: (inout JSONWriter) -> Void) -> String {
        var writer = JSONWriter(style: style)
        body(&writer)
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    private func sample(_ writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("id", Int64.max)
            writer.member("none", nil as String?)
            writer.key("empty")
            writer.object { _ in }
            writer.key("list")
            writer.array { writer in
                writer.value("a")
                writer.array { _ in }
                writer.object { $0.member("size", UInt64.max) }
                writer.value(false)
            }
            writer.member("ratio", 0.25)
        }
    }

    @Test("compact: no white space, members as written")
    func compact() {
        let expected =
            #"{"id":9223372036854775807,"none":null,"empty":{},"list":["a",[],{"size":18446744073709551615},false],"ratio":0.25}"#
        #expect(text { sample(&$0) } == expected)
    }

    @Test("lines: one value per line, and every value starts anew")
    func lines() {
        let lines = text { writer in
            writer.object { $0.member("a", 1) }
            writer.endLine()
            writer.array { $0.value("b") }
            writer.endLine()
        }
        #expect(lines == "{\"a\":1}\n[\"b\"]\n")
    }

    @Test("pretty: two spaces per level, empty containers closed at once")
    func pretty() {
        let expected = """
            {
              "id": 9223372036854775807,
              "none": null,
              "empty": {},
              "list": [
                "a",
                [],
                {
                  "size": 18446744073709551615
                },
                false
              ],
              "ratio": 0.25
            }
            """
        #expect(text(.pretty) { sample(&$0) } == expected)
    }

    @Test(
        "strings are escaped where JSON or a terminal needs it",
        arguments: [
            ("plain", #""plain""#), ("\"\\/", #""\"\\/""#), ("\n\r\t", #""\n\r\t""#),
            ("\u{0}\u{1B}\u{1F}", #""\u0000\u001b\u001f""#),
            ("\u{7F}\u{80}\u{9B}\u{9F}\u{A0}", "\"\\u007f\\u0080\\u009b\\u009f\u{A0}\""), ("ä€😀", #""ä€😀""#),
            ("", #""""#),
            ("e\u{301}", "\"e\u{301}\""), ("\r\n", #""\r\n""#),
        ]
    )
    func escaping(value: String, expected: String) {
        #expect(text { $0.value(value) } == expected)
        #expect(text { $0.object { $0.member(value, 1) } } == "{\(expected):1}")
    }

    @Test("every scalar of the first planes comes back through the parser")
    func roundTrip() {
        let scalars = (0..<0x3000).compactMap(UnicodeScalar.init)
        let value = String(String.UnicodeScalarView(scalars))
        var writer = JSONWriter()
        writer.value(value)
        let read = decode(writer.bytes) { (span) throws(FormatError) in
            var parser = JSONPullParser(span)
            return try parser.readString()
        }
        #expect(read.value?.utf8.elementsEqual(value.utf8) == true)
    }

    @Test("numbers come back as they were; what is not finite is null")
    func numbers() throws {
        #expect(text { $0.value(Int64.min) } == "-9223372036854775808")
        #expect(text { $0.value(-1) } == "-1")
        for value in [0.0, -0.0, 0.1, 1e300, .leastNonzeroMagnitude, 1e16, 123_456.75, 1.0 / 3] {
            let written = text { $0.value(value) }
            #expect(Double(written) == value)
            #expect(tokens(written).value?.tokens == [written])
        }
        #expect(
            text {
                $0.array {
                    $0.value(Double.nan); $0.value(Double.infinity)
                }
            } == "[null,null]"
        )
    }

    @Test("pieces taken while writing make the same text")
    func pieces() {
        var writer = JSONWriter(style: .pretty)
        var pieces: [UInt8] = []
        writer.beginArray()
        for value in 0..<5 {
            writer.object { $0.member("value", value) }
            pieces += writer.takeBytes()
        }
        writer.endArray()
        pieces += writer.takeBytes()
        let whole = text(.pretty) { writer in
            writer.array { writer in
                for value in 0..<5 { writer.object { $0.member("value", value) } }
            }
        }
        #expect(String(decoding: pieces, as: UTF8.self) == whole)
        #expect(writer.bytes.isEmpty && writer.depth == 0)
    }

    @Test("a call that JSON has no place for stops the program")
    func misuse() async {
        await #expect(processExitsWith: .failure) {
            var writer = JSONWriter()
            writer.key("a")
        }
        await #expect(processExitsWith: .failure) {
            var writer = JSONWriter()
            writer.object { $0.value(1) }
        }
        await #expect(processExitsWith: .failure) {
            var writer = JSONWriter()
            writer.beginArray()
            writer.endObject()
        }
        await #expect(processExitsWith: .failure) {
            var writer = JSONWriter()
            writer.object { $0.key("a") }
        }
    }
}
