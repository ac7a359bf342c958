import Testing

/// Help texts: what a tired human reads first.
@Suite("Help")
struct HelpTests {
    static let commands = ["inspect", "list", "status", "check", "verify", "records"]

    @Test(
        "the root help: what it is, how to start, the exit codes, the commands",
        arguments: [["--help"], ["-h"], ["help"], []]
    )
    func root(_ arguments: [String]) async throws {
        let run = try await Program.launch(arguments).run()
        #expect(run.status == 0, "\(run.account)")
        #expect(run.errors.isEmpty)
        let expected = [
            "OVERVIEW: Tells which Zeebe backups in a store can be restored, which cannot,", "and why.", "",
            "Start with:",
            "  zbaudit verify DIRECTORY                  prove every byte of every backup",
            "  zbaudit verify DIRECTORY --backup latest  prove the newest complete backup",
            "  zbaudit check DIRECTORY                   is everything there? (fast)",
            "  zbaudit inspect DIRECTORY                 what is this place?", "", "Exit codes:",
            "  0 nothing wrong                     6 not found, or no backup",
            "  2 usage error                       7 store unreachable",
            "  3 damaged, or not restorable        8 permission denied",
            "  4 warnings (--fail-on warning)      9 no backup store, or unsupported",
        ]
        var lines = run.lines[...]
        for line in expected {
            let found = lines.firstIndex(of: Substring(line))
            #expect(found != nil, "the help has no line: \(line)\n\(run.text)")
            if let found { lines = lines[(found + 1)...] }
        }
        for command in Self.commands {
            #expect(run.lines.contains { $0.hasPrefix("  \(command) ") }, "\(command)")
        }
        #expect(run.text.contains("143"))
        #expect(!run.text.contains("sample-store"))
    }

    @Test("each command has help, and no line of it is torn apart", arguments: commands)
    func command(_ command: String) async throws {
        let run = try await Program.run(command, "--help")
        #expect(run.status == 0, "\(run.account)")
        #expect(run.text.hasPrefix("OVERVIEW: "))
        #expect(run.text.contains("USAGE: zbaudit \(command) "))
        #expect(run.text.contains("--format"))
        // A text that is broken by hand and then wrapped again leaves lines of one or two words.
        let overview = run.lines.prefix { !$0.hasPrefix("USAGE") }
        let paragraphs = overview.split(separator: "")
        for paragraph in paragraphs {
            for line in paragraph.dropLast() where !line.hasPrefix("  ") {
                #expect(line.count > 40, "torn line: \(line)\n\(run.text)")
            }
        }
    }

    @Test("the options of an audit are in its help", arguments: ["verify", "check"])
    func auditOptions(_ command: String) async throws {
        let help = try await Program.run(command, "--help").text
        for option in ["--as", "--backup", "--partition", "--member", "--fail-on", "--jobs", "--progress", "--output"] {
            #expect(help.contains("  \(option)"), "\(option)")
        }
    }

    @Test("the version")
    func version() async throws {
        let run = try await Program.run("--version")
        #expect(run.status == 0)
        #expect(run.text.wholeMatch(of: /\d+\.\d+\.\d+\n/) != nil, "\(run.text)")
    }

    @Test("completion scripts name every command; bash and sh take them", arguments: ["bash", "zsh", "fish"])
    func completion(_ shell: String) async throws {
        let run = try await Program.run("--generate-completion-script", shell)
        #expect(run.status == 0, "\(run.account)")
        for command in Self.commands { #expect(run.text.contains(command)) }
        guard shell == "bash" else { return }
        let directory = try TestDirectory()
        try directory.write(run.output, to: "completion")
        let check = try await Program.runInShell("bash -n '\(directory("completion"))'")
        #expect(check.status == 0, "\(check.account)")
    }
}
