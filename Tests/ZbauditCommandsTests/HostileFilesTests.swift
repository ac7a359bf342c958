import Foundation
import Glibc
import SampleStore
import Testing

/// Links, pipes, sockets and directories where files should be, names that are no text, places that no cluster has.
@Suite("Hostile files")
struct HostileFilesTests {
    /// Something that stands in the place of a file.
    enum Stand: String, CaseIterable, Sendable {
        case linkOut, danglingLink, linkToItself, pipe, socket, directory, fullDirectory

        func put(at name: String, in store: Store) throws {
            let directory = store.directory
            try directory.move(name, to: "outside/\(rawValue)")
            switch self {
            case .linkOut: try directory.link(name, to: directory("outside/\(rawValue)"))
            case .danglingLink: try directory.link(name, to: "nowhere")
            case .linkToItself: try directory.link(name, to: String(name.split(separator: "/").last ?? ""))
            case .pipe: try directory.makePipe(name)
            case .socket: try directory.makeSocket(name)
            case .directory: try directory.makeDirectory(name)
            case .fullDirectory: try directory.write("x", to: "\(name)/x")
            }
        }
    }

    private func expectDamage(_ store: Store, _ code: String, object: String) async throws {
        let run = try await Program.run("verify", store)
        #expect(run.status == 3, "\(run.account)")
        #expect(!run.wasKilled)
        let result = try JSONValue(run.output)
        #expect(result["summary"]["restorableBackups"] == .array([.number(Store.ids[0]), .number(Store.ids[1])]))
        let errors = result["findings"].elements.filter { $0["severity"] == .text("error") }
        #expect(
            errors.contains {
                $0["code"] == .text(code) && $0["object"].text.map { "store/\($0)" } == object
                    && $0["backupId"] == .number(Store.newest)
            },
            "\(run.text.suffix(3000))"
        )
        let table = try await Program.run("verify", store, "--format", "table")
        #expect(!table.text.contains("delete the backup"), "\(table.text)")
    }

    @Test("in the place of a manifest: it cannot be read", arguments: Stand.allCases)
    func manifest(_ stand: Stand) async throws {
        let store = try Store()
        try stand.put(at: store.manifest(), in: store)
        try await expectDamage(store, "manifest.unreadable", object: store.manifest())
    }

    @Test("in the place of a segment: it cannot be read", arguments: Stand.allCases)
    func segment(_ stand: Stand) async throws {
        let store = try Store()
        let segment = try store.segment()
        try stand.put(at: segment, in: store)
        try await expectDamage(store, "object.unreadable", object: segment)
        let check = try await Program.run("check", store)
        #expect(check.status == 3, "\(check.account)")
    }

    @Test("in the place of a snapshot file: it cannot be read", arguments: Stand.allCases)
    func snapshotFile(_ stand: Stand) async throws {
        let store = try Store()
        try stand.put(at: store.table(), in: store)
        try await expectDamage(store, "object.unreadable", object: store.table())
    }

    @Test("among the keys of the S3 store up to 8.8: told with the copy that it belongs to, not as a foreign object")
    func legacyPlaces() async throws {
        let place = try TestDirectory()
        try place.link("1/100/0/manifest.json", to: "nowhere")
        try place.link("1/100/0/segments/raft-partition-partition-1-1.log", to: "nowhere")
        try place.link("elsewhere", to: "nowhere")
        let run = try await Program.run("verify", place, "--as", "s3")
        #expect(run.status == 3, "\(run.account)")
        let findings = try JSONValue(run.output)["findings"].elements
        let unreadable = findings.filter { $0["code"] == .text("manifest.unreadable") }
        #expect(unreadable.map { $0["object"].text } == ["1/100/0/manifest.json"], "\(run.text)")
        let foreign = findings.filter { $0["code"] == .text("store.foreign-object") }
        #expect(foreign.map { $0["object"].text?.prefix(9) } == ["elsewhere"], "\(run.text)")
    }

    @Test("a link out of the store in the place of a whole backup: not followed, and said to be one")
    func linkedContents() async throws {
        let store = try Store()
        try Stand.linkOut.put(at: store.contents(), in: store)
        let run = try await Program.run("verify", store)
        #expect(run.status == 3, "\(run.account)")
        let result = try JSONValue(run.output)
        let error = try #require(result["findings"].elements.first { $0["severity"] == .text("error") })
        #expect(error["code"] == .text("object.unreadable"))
        #expect(error["message"].text?.contains("leads out of the store") == true, "\(run.text.suffix(2000))")
        #expect(!run.text.contains("this object belongs to no backup store"), "\(run.text.suffix(2000))")
    }

    @Test("links that stay in the store are followed", arguments: ["file", "directory"])
    func linkInside(_ kind: String) async throws {
        let store = try Store()
        if kind == "file" {
            let segment = try store.segment()
            try store.directory.move(segment, to: "store/kept/segment")
            try store.directory.link(segment, to: "../../../../../kept/segment")
        } else {
            try store.directory.move(store.contents(), to: "store/kept")
            try store.directory.link(store.contents(), to: "../../../kept")
        }
        let run = try await Program.run("verify", store)
        #expect(run.status == 0, "\(run.account)")
        #expect(try JSONValue(run.output)["summary"]["latestRestorable"] == .number(Store.newest))
    }

    @Test("a store that is named by a link, and a link in a circle below it")
    func circle() async throws {
        let store = try Store()
        try store.directory.link("alias", to: "store")
        try store.directory.link("\(store.contents())/snapshot/loop", to: "..")
        let run = try await Program.run("verify", store.directory("alias"))
        #expect(run.status == 0, "\(run.account)")
    }

    @Test(
        "names that are no text are printed escaped, wherever they are",
        arguments: ["store", "store/manifests/1", "contents"]
    )
    func namesThatAreNoText(_ place: String) async throws {
        let store = try Store()
        let folder = place == "contents" ? store.contents() + "/segments" : place
        try store.directory.makeFile(named: [0xFF, 0xFE, 0x1B] + Array("[2J".utf8), in: folder)
        try store.directory.makeFile(named: Array("\u{1B}[31mred\nline".utf8), in: folder)
        for format in ["json", "table"] {
            let run = try await Program.run("verify", store, "--format", format)
            #expect(run.status == 0, "\(run.account)")
            #expect(!run.allBytes.contains(where: { $0 < 0x20 && $0 != 0x0A }), "\(run.account)")
            #expect(String(validating: run.output, as: UTF8.self) != nil)
        }
        let inspect = try await Program.run("inspect", store, "--format", "table")
        #expect(!inspect.allBytes.contains(0x1B))
    }

    @Test("a store whose own path would drive a terminal")
    func pathOfStore() async throws {
        let store = try Store()
        try store.directory.move("store", to: "\u{1B}[31m")
        for command in ["verify", "inspect", "list"] {
            let run = try await Program.run(command, store.directory("\u{1B}[31m"), "--format", "table")
            #expect(run.status == 0, "\(run.account)")
            #expect(!run.allBytes.contains(0x1B), "\(run.account)")
        }
        let missing = try await Program.run("verify", store.directory("\u{1B}[32m"))
        #expect(missing.status == 6)
        #expect(!missing.allBytes.contains(0x1B), "\(missing.account)")
    }

    @Test("10,000 files of other things: counted, some named, quickly")
    func foreignFiles() async throws {
        let store = try Store()
        try store.directory.makeDirectory("store/photos")
        for number in 0..<10_000 {
            try store.directory.makeFile(named: Array("\(number).jpg".utf8), in: "store/photos")
        }
        let run = try await Program.run("verify", store)
        #expect(run.status == 0, "\(run.account)")
        #expect(run.output.count < 100_000)
        #expect(run.peakMemory < 128 << 20)
        let objects = try JSONValue(run.output)["findings"].elements.filter {
            $0["code"] == .text("store.foreign-object")
        }
        #expect(objects.first?["evidence"]["objects"] == .number(10_000))
        #expect(objects.count == 51)
        let table = try await Program.run("verify", store, "--format", "table")
        #expect(table.lines.count < 60, "an operator reads this: \(table.lines.count) lines")
    }

    @Test("the highest partition id: no list of all the others, no overflow")
    func highestPartition() async throws {
        let store = try Store()
        try store.directory.copy("store/manifests/1", to: "store/manifests/2147483647")
        for command in ["verify", "check", "list", "inspect"] {
            let run = try await Program.run(command, store)
            #expect([0, 3].contains(run.status), "\(run.account)")
            #expect(run.peakMemory < 128 << 20, "\(command) \(run.peakMemory)")
            #expect(run.output.count < 200_000, "\(command) \(run.output.count)")
            _ = try JSONValue(run.output)
        }
        let run = try await Program.run("verify", store)
        let missing = try JSONValue(run.output)["findings"].elements.filter {
            $0["code"] == .text("backup.partition-missing")
        }
        #expect(missing.count == 3, "one finding a backup says it: \(missing.count)")
        #expect(missing[0]["message"].text?.contains("3–2147483646") == true, "\(missing[0])")
    }

    @Test(
        "places that no broker writes are foreign, never taken for the backup that they look like",
        arguments: [
            "1/0\(Store.newest)/0", "01/\(Store.newest)/0", "1/\(Store.newest)/00", "1/+\(Store.newest)/0",
            "1/-\(Store.newest)/0", "2147483648/\(Store.newest)/0", "0/\(Store.newest)/0", "-1/\(Store.newest)/0",
            "1/99999999999999999999/0", "1/\(Store.newest)/..0", "1/\(Store.newest)/a_b_0",
        ]
    )
    func strangePlaces(_ place: String) async throws {
        let store = try Store()
        try store.directory.copy(store.manifest(), to: "store/manifests/\(place)/manifest.json")
        let run = try await Program.run("verify", store)
        #expect(run.status == 0, "\(run.account)")
        let result = try JSONValue(run.output)
        #expect(result["backups"].elements.count == 3)
        #expect(
            result["findings"].elements.map { $0["code"] } == [.text("store.foreign-object")],
            "\(run.text.suffix(2000))"
        )
        try store.directory.remove(store.manifest())
        let alone = try await Program.run("verify", store)
        #expect(alone.status == 3, "a manifest at another place stands for nobody: \(alone.account)")
    }

    @Test("a segment that claims a record of 2 GiB")
    func hugeRecord() async throws {
        let store = try Store(planting: .journal(.recordClaims2GiB))
        let run = try await Program.run("verify", store)
        #expect(run.status == 3, "\(run.account)")
        #expect(run.text.contains("rec-length"))
        #expect(run.peakMemory < 128 << 20)
    }

    @Test("a segment of 256 MiB of zeros, and one that ends in 2 GiB of them")
    func sparseSegments() async throws {
        let store = try Store()
        try store.directory.resize(try store.segment(), to: 2 << 30)
        let run = try await Program.run("verify", store, "--backup", "\(Store.newest)")
        #expect(run.peakMemory < 128 << 20, "\(run.peakMemory)")
        #expect([0, 3].contains(run.status), "\(run.account)")
        try store.directory.resize(try store.segment(), to: 0)
        try store.directory.resize(try store.segment(), to: 256 << 20)
        let zeros = try await Program.run("verify", store, "--backup", "\(Store.newest)")
        #expect(zeros.status == 3, "\(zeros.account)")
        #expect(zeros.peakMemory < 128 << 20, "\(zeros.peakMemory)")
    }
}
