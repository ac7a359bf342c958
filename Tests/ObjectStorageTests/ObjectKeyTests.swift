import ObjectStorage
import Testing

@Suite("ObjectKey")
struct ObjectKeyTests {
    @Test(
        "a key has no empty, . or .. component, no NUL and at most 4096 bytes",
        arguments: [
            "", "/", "/a", "a/", "a//b", ".", "..", "./a", "a/.", "a/./b", "../a", "a/..", "a/../b", "a\0b",
            String(repeating: "k", count: 4097), String(repeating: "é", count: 2049),
        ]
    )
    func invalid(text: String) {
        let error = #expect(throws: StorageError.self) { try ObjectKey(text) }
        #expect(error?.code == .invalidKey)
        #expect(error?.action == .useAsKey)
    }

    @Test(
        "everything else is a key, unchanged",
        arguments: [
            "a", "a/b", "...", "..a/.b", " ", "a b", "\u{1B}[0m", #"\"#, "e\u{301}", "\u{E9}", "💾/x",
            String(repeating: "k", count: 4096),
        ]
    )
    func valid(text: String) throws {
        #expect(Array(try ObjectKey(text).text.utf8) == Array(text.utf8))
    }

    @Test("keys are equal by bytes, not by what the eye sees")
    func equality() throws {
        let (composed, decomposed) = (try ObjectKey("\u{E9}"), try ObjectKey("e\u{301}"))
        #expect(composed.text == decomposed.text)
        #expect(composed != decomposed)
        #expect(Set([composed, decomposed, composed]).count == 2)
        #expect(try ObjectKey("a/b") == ObjectKey("a").appending("b"))
    }

    @Test("keys are ordered by bytes")
    func order() throws {
        let ordered = try ["a", "a-b", "a/b", "a0", "e\u{301}", "z", "\u{E9}", "\u{FFFD}", "\u{1F4BE}"].map {
            try ObjectKey($0)
        }
        #expect(ordered.shuffled().sorted() == ordered)
    }

    @Test("appending checks the rules again")
    func appending() throws {
        let key = try ObjectKey("a")
        #expect(try key.appending("b/c").text == "a/b/c")
        for component in ["", "..", "b//c", "/b", "b/", String(repeating: "k", count: 4095)] {
            #expect(throws: StorageError.self) { try key.appending(component) }
        }
    }

    @Test(
        "the last component follows the last slash",
        arguments: [("a", "a"), ("a/b", "b"), ("a/b/..c", "..c"), ("é/e\u{301}", "e\u{301}")]
    )
    func lastComponent(text: String, last: String) throws {
        let key = try ObjectKey(text)
        #expect(key.lastComponent == last)
        #expect(key.components.last == key.lastComponent)
        #expect(key.components.joined(separator: "/") == text)
    }

    @Test("a slash that carries a combining mark is still a slash")
    func combiningMarkAfterSlash() throws {
        let key = try ObjectKey("a/\u{301}b")
        #expect(key.components.map { Array($0.utf8) } == [Array("a".utf8), Array("\u{301}b".utf8)])
        #expect(Array(key.lastComponent.utf8) == Array("\u{301}b".utf8))
        #expect(throws: StorageError.self) { try ObjectKey("\u{301}a//\u{301}") }
    }
}
