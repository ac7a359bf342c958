import Foundation
import SampleStore
import Testing

/// Where things are printed: data on standard output, everything else on standard error; terminals, files, and readers
/// that go away.
@Suite("Streams and terminals")
struct StreamTests {
    private static let escape = UInt8(0x1B)

    @Test("a table with colours on a terminal, JSON without any into a pipe")
    func terminal() async throws {
        let store = try Store(planting: .snapshot(.fileBitFlip))
        let shown = try await Program.runOnTerminal("\"$Z\" verify '\(store.path)' 2>/dev/null")
        #expect(shown.status == 3, "\(shown.account)")
        #expect(shown.text.hasPrefix("\u{1B}[1;31mDAMAGED: "), "\(shown.account)")
        let piped = try await Program.runInShell("\"$Z\" verify '\(store.path)' | cat")
        #expect(try JSONValue(piped.output)["summary"]["verdict"] == .text("damaged"))
        #expect(!piped.output.contains(Self.escape))
    }

    @Test("NO_COLOR is honoured; an empty one counts as none", arguments: [("1", false), ("", true)])
    func noColour(_ value: String, _ isColoured: Bool) async throws {
        let store = try Store()
        let shown = try await Program.runOnTerminal(
            "\"$Z\" verify '\(store.path)' 2>/dev/null",
            environment: ["NO_COLOR": value]
        )
        #expect(shown.status == 0, "\(shown.account)")
        #expect(shown.text.contains("OK: 3 of 3 backups can be restored"))
        #expect(shown.output.contains(Self.escape) == isColoured)
    }

    @Test("the form that is asked for is printed on a terminal too")
    func askedForm() async throws {
        let store = try Store()
        let shown = try await Program.runOnTerminal("\"$Z\" list '\(store.path)' --format json")
        #expect(try JSONValue(shown.output).elements.count == 3)
    }

    @Test("no progress into a file, unless it is asked for", arguments: ["verify", "check"])
    func progress(_ command: String) async throws {
        let store = try Store()
        let silent = try await Program.run(command, store)
        #expect(silent.errors.isEmpty)
        let asked = try await Program.run(command, store, "--progress")
        #expect(asked.errors.contains("100%"), "\(asked.errors)")
        #expect(asked.errors.contains("6/6 copies"), "\(asked.errors)")
        #expect(!asked.allBytes.contains(Self.escape))
        #expect(try JSONValue(asked.output)["summary"]["verdict"] == .text("ok"))
    }

    @Test("progress on a terminal, gone when the answer is printed, and none with --no-progress")
    func progressOnTerminal() async throws {
        let store = try Store()
        let shown = try await Program.runOnTerminal("\"$Z\" verify '\(store.path)' >/dev/null")
        #expect(shown.text.contains("listing") || shown.text.contains("%"), "\(shown.text)")
        #expect(shown.text.hasSuffix("\r\u{1B}[K"), "\(shown.text)")
        let silent = try await Program.runOnTerminal("\"$Z\" verify '\(store.path)' --no-progress >/dev/null")
        #expect(silent.output.isEmpty, "\(silent.text)")
    }

    @Test(
        "--output writes a whole file, with nothing beside it, and prints nothing",
        arguments: [
            ["verify"], ["check"], ["list"], ["inspect"], ["records", "--backup", "latest", "--partition", "1"],
        ]
    )
    func outputFile(_ command: [String]) async throws {
        let store = try Store()
        try store.directory.makeDirectory("reports")
        try store.directory.write("an older report, longer than nothing", to: "reports/today.json")
        let path = store.directory("reports/today.json")
        let run = try await Program.run(command, on: store, "--output", path)
        #expect(run.status == 0, "\(run.account)")
        #expect(run.allBytes.isEmpty, "\(run.account)")
        _ = try JSONValue(try store.directory.bytes(of: "reports/today.json"))
        #expect(try store.directory.names(in: "reports") == ["today.json"])
    }

    @Test("an output file that cannot be written: 2, words, an older file untouched, nothing left behind")
    func outputFileFails() async throws {
        let store = try Store()
        let missing = try await Program.run("verify", store, "--output", store.directory("none/result.json"))
        #expect(missing.status == 2, "\(missing.account)")
        #expect(missing.errors.contains("none/result.json"))
        try store.directory.makeDirectory("folder/with")
        let folder = try await Program.run("verify", store, "--output", store.directory("folder"))
        #expect(folder.status == 2, "\(folder.account)")
        #expect(folder.errors.contains("s a directory"))
        #expect(try store.directory.names(in: "") == ["folder", "store"])
    }

    @Test(
        "--output into what is no regular file writes into it and leaves it what it is",
        arguments: ["verify", "list"]
    )
    func outputPipe(_ command: String) async throws {
        let store = try Store()
        let pipe = store.directory("answer")
        let run = try await Program.runInShell(
            "mkfifo '\(pipe)'; \"$Z\" \(command) '\(store.path)' --output '\(pipe)' & cat '\(pipe)'; wait $!; echo \"$?\" >&2;"
                + " [ -p '\(pipe)' ] || echo replaced >&2"
        )
        #expect(run.errors == "0\n", "\(run.account)")
        _ = try JSONValue(run.output)
        #expect(try store.directory.names(in: "") == ["answer", "store"])
    }

    @Test("--output to a device that is full is no success, and the device stays")
    func outputDevice() async throws {
        let store = try Store()
        let link = store.directory("full")
        let run = try await Program.runInShell(
            "ln -s /dev/full '\(link)'; \"$Z\" verify '\(store.path)' --output '\(link)'; echo \"$?\"; readlink '\(link)'"
        )
        #expect(run.text == "2\n/dev/full\n", "\(run.account)")
        #expect(run.errors.contains("No space left on device"), "\(run.account)")
    }

    @Test("no output file where the question has no answer")
    func noAnswerNoFile() async throws {
        let store = try Store()
        let path = store.directory("result.json")
        #expect(try await Program.run("verify", store, "--backup", "42", "--output", path).status == 6)
        #expect(try await Program.run("status", store, "42", "--output", path).status == 6)
        #expect(try store.directory.names(in: "") == ["store"])
    }

    @Test("a reader that goes away changes no verdict and crashes nothing", arguments: ["", "trap '' PIPE; "])
    func readerGone(_ prefix: String) async throws {
        let store = try Store(planting: .snapshot(.fileBitFlip))
        for command in ["verify", "check"] {
            let run = try await Program.runInShell(
                "\(prefix)\"$Z\" \(command) '\(store.path)' | true; echo \"${PIPESTATUS[0]}\""
            )
            #expect(run.text == (command == "verify" ? "3\n" : "0\n"), "\(run.account)")
            #expect(run.errors.isEmpty)
        }
        let head = try await Program.runInShell(
            "\(prefix)\"$Z\" records '\(store.path)' --backup \(Store.newest) --partition 2 --format table | head -1"
        )
        #expect(head.text.contains("position"))
        #expect(head.errors.isEmpty, "\(head.errors)")
    }

    @Test("output that cannot be written is no success", arguments: ["verify", "check", "list", "inspect"])
    func fullDisk(_ command: String) async throws {
        let store = try Store()
        let run = try await Program.run(command, store, output: .path("/dev/full"))
        #expect(run.status == 2, "\(run.account)")
        #expect(run.errors.contains("No space left on device"))
        let closed = try await Program.run(command, store, output: .closed)
        #expect(closed.status == 2, "\(closed.account)")
        #expect(closed.errors.contains("standard output"))
    }
}
