import Testing
import ZeebeFormat

@Suite("SnapshotChecksumFile")
struct SnapshotChecksumFileTests {
    private func read(_ text: String) throws -> SnapshotChecksumFile {
        try #require(decode(Array(text.utf8)) { (span) throws(FormatError) in try SnapshotChecksumFile(span) }.value)
    }

    private func entries(_ text: String) throws -> [String] {
        try read(text).entries.map { "\($0.name)=\(String($0.value, radix: 16))" }
    }

    @Test("entries come in the order of their names' bytes, comments are no entries")
    func ordinary() throws {
        let file = try read(
            """
            ; This is an SFC checksum file for all files in the given directory.
            ; combinedValue = 4822d673
            ; number of files used for combined value = 3
            zeebe.metadata   ebae568f
            000008.sst   a3332d13
            CURRENT   0

            """
        )
        #expect(file.form == .text)
        #expect(file.entries.map(\.name) == ["000008.sst", "CURRENT", "zeebe.metadata"])
        #expect(file.entries.map(\.value) == [0xA333_2D13, 0, 0xEBAE_568F])
        #expect(file.combinedValue == 0x4822_D673)
        #expect(file.repeatedNames.isEmpty && file.ignoredLines == 0)
        #expect(file.value(of: "CURRENT") == 0)
        #expect(file.value(of: "CURREN") == nil && file.value(of: "zeebe.metadatb") == nil && file.value(of: "") == nil)
    }

    @Test(
        "lines are read by Zeebe's pattern",
        arguments: [
            ("a   1f", ["a=1f"]), ("a   AbC", ["a=abc"]), ("  \ta   1f \t", ["a=1f"]),
            ("a   1f\r\nb   2\r\n", ["a=1f", "b=2"]),
            ("a   1\rb   2", ["a=1", "b=2"]), ("a    1f", ["a=1f"]), ("a b   1f", ["a b=1f"]),
            ("a   1f   2", ["a   1f=2"]),
            ("a   1fxyz", ["a=1f"]), ("a   1f ; comment", ["a=1f"]), ("a   0123456789abcdef", ["a=123456789abcdef"]),
            ("a   ffffffffffffffffff", ["a=ffffffffffffffff"]), ("a   000000000000000012", ["a=0"]), ("a  1f", []),
            ("a 1f", []),
            ("a\t\t\t1f", []), ("a   xyz", []), ("a   ", []), ("   1f", []), ("1f", []), (";a   1f", []),
            (" ; a   1f", []), ("\n\n\n", []),
            ("é   1", ["\u{C3}\u{A9}=1"]), ("a;   1", ["a;=1"]), ("-   1", ["-=1"]), ("a   -1", []),
            ("a   0x12", ["a=0"]),
        ]
    )
    func pattern(text: String, expected: [String]) throws {
        // A text of eight bytes would be the old form.
        #expect(try entries(text + "\n; end of the list") == expected)
        #expect(try entries("; list\n" + text) == expected)
    }

    @Test(
        "the combined value is found in comments only, by Zeebe's pattern; the last one counts",
        arguments: [
            ("; combinedValue = 4822d673", 0x4822_D673), ("; combinedValue = 0", 0), ("; combinedValue  =\t1F ", 0x1F),
            ("; combinedValue = 1\n; combinedValue = 2", 2), ("; combinedValue = 1 combinedValue = 2", 2),
            ("; combinedValue = 1 combinedValue = x", 1), (";combinedValue = 5", 5), ("; combinedValue= 1", nil),
            ("; combinedValue =1", nil),
            ("; combinedValue = ", nil), ("; combinedValue", nil), ("combinedValue = 1", nil),
            ("; combinedValue = 1\n; no value", 1),
        ] as [(String, UInt64?)]
    )
    func combinedValue(text: String, expected: UInt64?) throws {
        #expect(try read(text + "\n").combinedValue == expected)
    }

    @Test("of several lines with one name the last counts, and the name is reported once")
    func repeatedNames() throws {
        let file = try read("b   1\na   2\nb   3\nb   4\nc   5\na   6\n")
        #expect(file.entries.map(\.name) == ["a", "b", "c"])
        #expect(file.entries.map(\.value) == [6, 4, 5])
        #expect(file.repeatedNames == ["a", "b"])
        #expect(file.value(of: "b") == 4)
    }

    @Test("names that Unicode holds equal are different names")
    func bytewiseNames() throws {
        let file = try read("x   1\n\u{212B}   2\nA\u{30A}   3\n\u{C5}   4\n")
        #expect(file.entries.count == 4)
        #expect(file.repeatedNames.isEmpty)
    }

    @Test("a file of no bytes, one that lists nothing, and one of eight bytes are told apart")
    func forms() throws {
        let empty = try read("")
        #expect(empty.form == .empty && empty.entries.isEmpty)
        let nothingListed = try read("; only a comment\n")
        #expect(nothingListed.form == .text && nothingListed.entries.isEmpty)
        let legacy = decode([0, 0, 0, 0, 0xAB, 0x13, 0x29, 0xD8]) { (span) throws(FormatError) in
            try SnapshotChecksumFile(span)
        }
        #expect(legacy.value?.form == .combinedValueOnly)
        #expect(legacy.value?.combinedValue == 0xAB13_29D8)
        #expect(legacy.value?.entries.isEmpty == true)
    }

    @Test("lines that are neither entry nor comment nor blank are counted")
    func ignoredLines() throws {
        #expect(try read("a   1\nnonsense\n\n  \n;\nb  2\n").ignoredLines == 2)
    }

    @Test("the number of entries is bounded")
    func bound() {
        let text = Array("a   1\nb   2\nc   3\n".utf8)
        #expect(
            decode(text) { (span) throws(FormatError) in try SnapshotChecksumFile(span, maximumEntries: 3) }.error
                == nil
        )
        let result = decode(text) { (span) throws(FormatError) in try SnapshotChecksumFile(span, maximumEntries: 2) }
        #expect(result.error?.offset == 12)
    }

    @Test("bytes that are no UTF-8 are one character each, and hide no other entry")
    func invalidUTF8() {
        let bytes = [0xFF, 0xC0] + Array("   1\nb   2\n".utf8)
        let result = decode(bytes) { (span) throws(FormatError) in try SnapshotChecksumFile(span) }
        #expect(result.value?.entries.map(\.name) == ["b", "\u{FF}\u{C0}"])
    }
}
