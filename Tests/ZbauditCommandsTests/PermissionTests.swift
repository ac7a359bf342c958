import Foundation
import Glibc
import SampleStore
import Testing

/// What this user may not read is not called damaged.
@Suite("Permissions")
struct PermissionTests {
    /// Runs the program on a store as a user without rights: as nobody where the tests run as root.
    private func run(_ command: String, _ store: Store, _ arguments: String...) async throws -> Ended {
        guard getuid() == 0 else { return try await Program.run([command] + arguments, on: store) }
        // Beside the store everybody may enter; the build folder may be closed. A process of its own copies: if this one
        // had the copy open for writing, a program that another test starts at that moment would keep it open, and
        // nobody could run it.
        let binary = store.directory("zbaudit")
        let copying = try await Launch(executable: "/bin/cp", arguments: [Program.path, binary]).run()
        guard copying.status == 0 else { throw LaunchError(copying.errors) }
        try store.directory.setMode(0o755, of: "zbaudit")
        let user = ["--reuid=65534", "--regid=65534", "--clear-groups"]
        let all: [any Argument] = user + [binary, command] + [store] + arguments
        return try await Launch(executable: "/usr/bin/setpriv", arguments: all).run()
    }

    @Test("the program runs without rights")
    func healthy() async throws {
        let store = try Store()
        let run = try await run("verify", store)
        #expect(run.status == 0, "\(run.account)")
    }

    @Test(
        "8: a directory that may not be listed; the message names the action, the object and the way out",
        arguments: [
            "store", "store/manifests", "store/manifests/1", "store/contents", "store/contents/1", "store/metadata",
        ]
    )
    func unreadableDirectory(_ name: String) async throws {
        let store = try Store()
        try store.directory.setMode(0, of: name)
        let run = try await run("verify", store)
        #expect(run.status == 8, "\(run.account)")
        #expect(run.output.isEmpty)
        #expect(run.errors.contains("cannot list \(name == "store" ? store.path : String(name.dropFirst(6)))"))
        #expect(run.errors.contains("permission denied"))
        #expect(run.errors.contains("run as a user who may read it"))
    }

    @Test("8: manifests that may not be read: nothing is accused, nothing is called restorable")
    func unreadableManifest() async throws {
        let store = try Store()
        try store.directory.setMode(0, of: store.manifest())
        let run = try await run("verify", store)
        #expect(run.status == 8, "\(run.account)")
        let result = try JSONValue(run.output)
        #expect(result["summary"]["verdict"] == .text("incomplete-run"))
        let backup = result["backups"][2]
        #expect(backup["restorable"] == .null)
        #expect(backup["partitions"][0]["copies"][0]["verdict"] == .text("not-checked"))
        let finding = try #require(result["findings"].elements.first { $0["severity"] == .text("error") })
        #expect(finding["code"] == .text("manifest.unreadable"))
        #expect(finding["message"].text?.contains("permission denied") == true)
        #expect(result["backups"][0]["restorable"] == .bool(true))
        #expect(result["backups"][1]["restorable"] == .bool(true))
    }

    @Test("8: files of a backup that may not be read: nothing is accused, nothing is called restorable")
    func unreadableSegment() async throws {
        let store = try Store()
        try store.directory.setMode(0, of: try store.segment())
        try store.directory.setMode(0, of: store.table(Store.ids[1]))
        let run = try await run("verify", store)
        #expect(run.status == 8, "\(run.account)")
        let result = try JSONValue(run.output)
        #expect(result["summary"]["verdict"] == .text("incomplete-run"))
        #expect(result["summary"]["restorableBackups"] == .array([.number(Store.ids[0])]))
        #expect(result["backups"][2]["restorable"] == .null)
        let errors = result["findings"].elements.filter { $0["severity"] == .text("error") }
        #expect(errors.map { $0["code"] } == [.text("object.unreadable"), .text("object.unreadable")], "\(run.text)")
        #expect(run.errors.contains("permission denied"))
    }

    @Test("3: damage elsewhere outranks what may not be read")
    func damageOutranks() async throws {
        let store = try Store(planting: .snapshot(.fileBitFlip))
        try store.directory.setMode(0, of: store.table(Store.ids[1]))
        let run = try await run("verify", store)
        #expect(run.status == 3, "\(run.account)")
        #expect(try JSONValue(run.output)["summary"]["verdict"] == .text("damaged"))
    }

    @Test("no advice to delete or to give up what only may not be read", arguments: ["verify", "list"])
    func advice(_ command: String) async throws {
        let store = try Store()
        for id in Store.ids {
            for partition in [1, 2] as [Int32] {
                try store.directory.setMode(0, of: store.manifest(id, partition: partition))
            }
        }
        let run = try await run(command, store, "--format", "table")
        #expect(run.status == 8, "\(run.account)")
        #expect(run.allText.contains("permission denied"))
        for word in ["delete", "Take a new backup", "DAMAGED", "fail on them"] {
            #expect(!run.allText.contains(word), "\(run.account)")
        }
    }
}
