import BackupModel
import Testing

@Suite("FileNameList")
struct FileNameListTests {
    @Test("names come back as they were, whatever they hold")
    func roundTrip() {
        let names = [
            "CURRENT", "", "a b", "ü\u{0}x", String(repeating: "n", count: 127), String(repeating: "n", count: 128),
            "../..", String(repeating: "é", count: 5000),
        ]
        let list = FileNameList(names)
        #expect(Array(list) == names)
        #expect(list.count == names.count)
        #expect(FileNameList().isEmpty)
    }

    @Test("a list that gives back memory keeps its names, and still grows", arguments: [[], ["a"], ["a", "", "ü"]])
    func trim(names: [String]) {
        var list = FileNameList(names)
        list.trim()
        #expect(list == FileNameList(names))
        list.append("more")
        #expect(Array(list) == names + ["more"])
        #expect(list.count == names.count + 1)
    }
}
