import Testing
import ZeebeFormat

@testable import CloudStorage

@Suite("Small JSON documents")
struct JSONDocumentTests {
    @Test("values of every kind")
    func values() throws {
        let document = try JSONDocument(
            Array(#" {"t":"é","e":"","i":-7,"f":1.5,"n":null,"o":{"a":["x",2,{}]},"d":1,"d":2,"q":"12"}  "#.utf8) + [
                0x0A
            ]
        )
        #expect(document["t"]?.text == "é")
        #expect(document["e"]?.text == nil)
        #expect(document["i"]?.integer == -7)
        #expect(document["q"]?.integer == 12)
        #expect(document["f"] == .other)
        #expect(document["n"] == .other)
        #expect(document["o"]?["a"]?.elements.count == 3)
        #expect(document["o"]?["a"]?.elements.last == .object([:]))
        #expect(document["d"]?.integer == 2)
        #expect(document["none"] == nil)
        #expect(document["t"]?["x"] == nil)
        #expect(document.texts == ["t": "é", "e": "", "q": "12"])
    }

    @Test(
        "what is no document, or too deep or large, is refused",
        arguments: [
            "", " ", "{", "{} x", "{}{}", "{\"a\"}", "[1,]",
            String(repeating: "[", count: 17) + String(repeating: "]", count: 17),
            "[" + String(repeating: "1,", count: 10_000) + "1]",
        ]
    )
    func refused(text: String) {
        #expect(throws: FormatError.self) { try JSONDocument(Array(text.utf8)) }
    }
}
