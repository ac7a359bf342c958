import Testing
import ZeebeFormat

@Suite("JSON grammar")
struct JSONGrammarTests {
    @Test(
        "values of RFC 8259 are accepted",
        arguments: [
            (#"{}"#, "{ }"),
            (#"[]"#, "[ ]"),
            (#" [ ] "#, "[ ]"),
            (#"[[],{}]"#, "[ [ ] { } ]"),
            (#"{"a":1}"#, "{ a: 1 }"),
            ("\r\n\t {\"a\" :\n1 ,\"b\":\t[true , false,null ] }", "{ a: 1 b: [ true false null ] }"),
            (#"{"a":{"b":[{"c":"d"}]},"e":"f"}"#, #"{ a: { b: [ { c: "d" } ] } e: "f" }"#),
            (#"{"a":1,"a":2}"#, "{ a: 1 a: 2 }"),
            (#"{"":""}"#, #"{ : "" }"#),
            ("true", "true"), ("false", "false"), ("null", "null"), (#""x""#, #""x""#), ("0", "0"),
            ("[0,-0,10,-1.5,1e5,1E+5,0.1e-10]", "[ 0 -0 10 -1.5 1e5 1E+5 0.1e-10 ]"),
        ]
    )
    func accepted(text: String, expected: String) {
        #expect(tokens(text).value?.tokens.joined(separator: " ") == expected)
    }

    @Test(
        "what is no value of RFC 8259 is refused, with the offset of the first byte that does not fit",
        arguments: [
            ("", 0), (" ", 1), ("{", 1), ("[", 1), ("}", 0), ("]", 0), ("[1,]", 3), ("[,1]", 1), ("[1 2]", 3),
            (#"{"a"}"#, 4), (#"{"a":}"#, 5), (#"{"a":1,}"#, 7), (#"{"a" 1}"#, 5), (#"{a:1}"#, 1), (#"{1:1}"#, 1),
            (#"{"a":1 "b":2}"#, 7), ("[1}", 2), (#"{"a":1]"#, 6), ("{,}", 1), ("[}", 1), ("{]", 1),
            ("nul", 0), ("tru", 0), ("True", 0), ("[nulL]", 1), ("truey", 4), ("nan", 0), ("Infinity", 0), ("'a'", 0),
            ("01", 0), ("-01", 1), ("[00]", 1), ("-", 1), ("[-]", 2), ("+1", 0), (".5", 0), ("1.", 2), ("[1.]", 3),
            ("1.e5", 2), ("1e", 2), ("[1e+]", 4), ("0x10", 1), ("1_000", 1), ("1.5.5", 3), ("--1", 1),
            ("/* */1", 0), ("[1//\n]", 2), ("\u{00A0}1", 0), ("\u{0C}1", 0), ("\u{FEFF}\u{FEFF}1", 3),
            ("\u{0}", 0), ("[1]".replacing("]", with: "\u{0}"), 2), ("#1", 0),
        ]
    )
    func refused(text: String, offset: Int) {
        #expect(tokens(text).error?.offset == offset)
    }

    @Test(
        "it stops behind the first value and tells where that ends",
        arguments: [
            (#"{"a":"}"}"}"#, 9), ("{}", 2), ("  {}  ", 4), (#"{}776Z"}7Z"}"#, 2), ("[] []", 2), ("12 }", 2),
            ("null\nx", 4),
            (#""a"b"#, 3), ("{}\u{0}", 2), ("\u{FEFF}[]x", 5),
        ]
    )
    func end(text: String, end: Int) {
        #expect(tokens(text).value?.end == end)
    }

    @Test("bytes behind the first value are not looked at, even when they are not UTF-8")
    func leftOverBytes() {
        #expect(tokens(Array(#"{"a":1}"#.utf8) + [0xFF, 0xC0, 0x00]).value?.end == 7)
    }

    @Test("an error says what was expected and what was found")
    func errorTexts() {
        #expect(tokens("[1 x").error == FormatError("expected ',' or ']', found 'x'", at: 3))
        #expect(tokens("[1").error == FormatError("expected ',' or ']', found the end of the data", at: 2))
        #expect(tokens("{\u{1}").error == FormatError("expected a key or '}', found 0x01", at: 1))
    }

    static let document = """
        {"id":{"nodeId":0,"zone":null,"partitionId":1,"checkpointId":1777280400217},"x":[1.5e3,true,false,"ä€😀\\u00e4\\n"],
        "snapshot":{"files":[{"name":"000041.sst"},{"name":"CURRENT"}]},"createdAt":1759601701.004511290}
        """

    @Test("a document cut at any byte is refused, at its end at the latest")
    func truncation() {
        let bytes = Array(Self.document.utf8)
        #expect(tokens(bytes).value?.end == bytes.count)
        for length in 0..<bytes.count {
            let error = tokens(Array(bytes[..<length])).error
            #expect(error != nil && (error?.offset ?? -1) <= length, "cut at \(length)")
        }
    }
}
