import ObjectStorage
import Testing

@Suite("Symbolic links below a LocalDirectory")
struct LocalLinkTests {
    let outside: TemporaryDirectory
    let directory: TemporaryDirectory
    let store: LocalDirectory

    init() throws {
        outside = try TemporaryDirectory()
        directory = try TemporaryDirectory()
        try outside.write("secret")
        try directory.write("real/dir/file", [1, 2, 3, 4])
        store = try LocalDirectory(path: directory.path)
    }

    private func isReadable(_ key: String) async throws -> Bool {
        try await store.readAll(ObjectKey(key), limit: 10).bytes == [1, 2, 3, 4]
    }

    @Test("a link to a file below the base is an object under the link's name, and has the file's size")
    func fileLinks() async throws {
        try directory.link("relative", to: "real/dir/file")
        try directory.link("absolute", to: directory.path + "/real/dir/file")
        try directory.link("chain", to: "real/dir/../../relative")
        try directory.link("real/up", to: "../absolute")
        try directory.link("out-and-in", to: "../" + (directory.path.split(separator: "/").last ?? "") + "/chain")
        #expect(
            try await lines(store, .tree(nil)) == [
                "absolute 4", "chain 4", "out-and-in 4", "real/dir/file 4", "real/up 4", "relative 4",
            ]
        )
        for key in ["absolute", "chain", "out-and-in", "real/up", "relative"] {
            #expect(try await isReadable(key))
        }
    }

    @Test("a link to a directory below the base is a directory, also as the scope of a listing")
    func directoryLinks() async throws {
        try directory.link("linked", to: "real")
        try directory.link("twice", to: "linked/dir")
        #expect(try await lines(store, .level(nil)) == ["linked/", "real/", "twice/"])
        #expect(
            try await lines(store, .tree(nil)) == ["linked/dir/file 4", "real/dir/file 4", "twice/file 4"]
        )
        #expect(try await lines(store, .tree(ObjectKey("linked"))) == ["linked/dir/file 4"])
        #expect(try await lines(store, .level(ObjectKey("linked/dir"))) == ["linked/dir/file 4"])
        #expect(try await isReadable("linked/dir/file"))
        #expect(try await isReadable("twice/file"))
    }

    @Test("a link that leaves the base is reported, and never followed")
    func leavingLinks() async throws {
        try outside.write("dir/file")
        try directory.link("absolute", to: outside.path + "/secret")
        try directory.link("relative", to: "../" + (outside.path.split(separator: "/").last ?? "") + "/secret")
        try directory.link("dir", to: outside.path + "/dir")
        try directory.link("parent", to: "..")
        try directory.link("root", to: "/")
        try directory.link("chain", to: "absolute")
        let names = ["absolute", "chain", "dir", "parent", "relative", "root"]
        let expected = names.map { "!\($0) linkLeavesStore" }
        #expect(try await lines(store, .level(nil)) == expected.prefix(4) + ["real/"] + expected.suffix(2))
        #expect(try await lines(store, .tree(nil)).filter { $0.hasPrefix("!") } == expected)
        for key in names + ["dir/file", "root/etc/passwd"] {
            let error = await #expect(throws: StorageError.self) { try await store.open(ObjectKey(key)) }
            #expect(error?.code == .leavesStore)
            #expect(error?.path == key)
        }
        for key in ["dir", "parent", "root"] {
            #expect(try await code { try await store.list(.tree(ObjectKey(key))) { _ in } } == .leavesStore)
        }
    }

    @Test("a link to a sibling whose path begins like the base's leaves the base")
    func siblingWithSamePrefix() async throws {
        try directory.write("store/a")
        try directory.write("store-other/secret")
        try directory.link("store/link", to: "../store-other/secret")
        let inner = try LocalDirectory(path: directory.path + "/store")
        #expect(try await lines(inner, .tree(nil)) == ["a 3", "!link linkLeavesStore"])
        #expect(try await code { _ = try await inner.open(ObjectKey("link")) } == .leavesStore)
    }

    @Test("a link to nothing is reported, and an error where it is asked for")
    func danglingLinks() async throws {
        try directory.link("dangling", to: "none")
        try directory.link("beyond", to: "real/dir/file/x")
        try directory.link("outside", to: outside.path + "/none")
        #expect(
            try await lines(store, .level(nil)) == [
                "!beyond danglingLink", "!dangling danglingLink", "!outside danglingLink", "real/",
            ]
        )
        #expect(try await code { _ = try await store.open(ObjectKey("dangling")) } == .notFound)
        #expect(try await code { try await store.list(.tree(ObjectKey("dangling"))) { _ in } } == .notFound)
    }

    @Test("links that lead to each other are reported", .timeLimit(.minutes(10)))
    func loops() async throws {
        try directory.link("self", to: "self")
        try directory.link("ping", to: "pong")
        try directory.link("pong", to: "ping")
        #expect(
            try await lines(store, .level(nil)) == ["!ping linkLoop", "!pong linkLoop", "real/", "!self linkLoop"]
        )
        #expect(try await code { _ = try await store.open(ObjectKey("self")) } == .notAnObject)
    }

    @Test(
        "a link to a directory that it lies in is reported, in a tree, in a level and below",
        .timeLimit(.minutes(10))
    )
    func cycles() async throws {
        try directory.link("real/dir/here", to: ".")
        try directory.link("real/dir/up", to: "..")
        try directory.link("real/dir/base", to: "../..")
        let expected = [
            "!real/dir/base linkLoop", "real/dir/file 4", "!real/dir/here linkLoop", "!real/dir/up linkLoop",
        ]
        for scope in try [
            .tree(nil), .tree(ObjectKey("real")), .tree(ObjectKey("real/dir")), .level(ObjectKey("real/dir")),
        ] as [ListingScope] {
            #expect(try await lines(store, scope) == expected)
        }
    }

    @Test("directories that link to each other are walked once each way", .timeLimit(.minutes(10)))
    func mutualLinks() async throws {
        try directory.write("a/x")
        try directory.write("b/y")
        try directory.link("a/to-b", to: "../b")
        try directory.link("b/to-a", to: "../a")
        #expect(
            try await lines(store, .tree(nil)).filter { !$0.hasPrefix("real") } == [
                "!a/to-b/to-a linkLoop", "a/to-b/y 3", "a/x 3",
                "!b/to-a/to-b linkLoop", "b/to-a/x 3", "b/y 3",
            ]
        )
    }

    @Test("a directory that becomes a link out of the store between listing and opening is not followed")
    func exchangedBeforeOpening() async throws {
        try outside.write("file")
        #expect(try await lines(store, .tree(nil)) == ["real/dir/file 4"])
        try directory.rename("real/dir", to: "moved")
        try directory.link("real/dir", to: outside.path)
        #expect(try await code { _ = try await store.open(ObjectKey("real/dir/file")) } == .leavesStore)
    }

    @Test("a directory that changes before a tree comes to it: gone, it is passed over; a link now, it is reported")
    func exchangedWhileListing() async throws {
        try directory.write("a")
        try directory.makeDirectory("gone")
        try directory.makeDirectory("swapped")
        var seen: [String] = []
        try await store.list(.tree(nil)) { entry in
            if seen.isEmpty {
                try directory.remove("gone")
                try directory.remove("swapped")
                try directory.link("swapped", to: outside.path)
            }
            seen.append(line(entry))
        }
        #expect(seen == ["a 3", "real/dir/file 4", "!swapped linkLeavesStore"])
    }

    @Test("who exchanges a directory for a link all the time never gets us out of the store", .timeLimit(.minutes(10)))
    func race() async throws {
        try outside.write("file", [66, 66])
        let (directory, outside) = (directory, outside)
        let rounds = Shared(0)
        let exchange = Task {
            while !Task.isCancelled {
                try directory.rename("real/dir", to: "moved")
                try directory.link("real/dir", to: outside.path)
                await Task.yield()
                try directory.remove("real/dir")
                try directory.rename("moved", to: "real/dir")
                rounds.change { $0 += 1 }
                await Task.yield()
            }
        }
        var openings = 0
        while openings < 2000 || rounds.value < 500 {
            openings += 1
            do throws(StorageError) {
                let content = try await store.readAll(ObjectKey("real/dir/file"), limit: 10)
                #expect(content.bytes == [1, 2, 3, 4])
            } catch {
                #expect([.notFound, .leavesStore, .changedWhileReading].contains(error.code))
            }
            await Task.yield()
        }
        exchange.cancel()
        try await exchange.value
    }
}
