import Glibc
import ObjectStorage
import SafeText
import Testing

@Suite("LocalDirectory")
struct LocalDirectoryTests {
    let directory: TemporaryDirectory

    init() throws {
        directory = try TemporaryDirectory()
    }

    @Test("a base that is missing, a file or no path is refused with its name")
    func missingBase() throws {
        try directory.write("file")
        for (path, expected) in [
            (directory.path + "/none", .notFound), (directory.path + "/file", .notAnObject),
            (directory.path + "/file/x", .notAnObject), ("", .notFound), ("a\0b", .notFound),
        ] as [(String, StorageError.Code)] {
            let error = #expect(throws: StorageError.self) { try LocalDirectory(path: path) }
            #expect(error?.code == expected)
            #expect(error?.action == .connect)
            #expect(error?.path == PrintableText.form(of: path))
        }
    }

    @Test("the base may be named by a link, with a slash at its end and from above")
    func linkedBase() async throws {
        try directory.write("store/a/b")
        try directory.link("link", to: "store")
        for path in ["store", "store/", "link", "link/", "store/../link", "./store//"] {
            let store = try LocalDirectory(path: directory.path + "/" + path)
            #expect(try await lines(store, .tree(nil)) == ["a/b 3"])
            #expect(store.location == StoreLocation(.filesystem, directory.path + "/" + path))
        }
    }

    @Test("the base stays the same directory when its path is given to another")
    func replacedBase() async throws {
        try directory.write("store/a")
        let store = try LocalDirectory(path: directory.path + "/store")
        try directory.rename("store", to: "old")
        try directory.write("store/intruder")
        #expect(try await lines(store, .tree(nil)) == ["a 3"])
    }

    @Test("a listed object has its size and the time it was written, to the nanosecond")
    func metadata() async throws {
        try directory.write("a", Array(repeating: 7, count: 1234))
        try directory.setModified("a", seconds: 1_700_000_000, nanoseconds: 123_456_789)
        let store = try LocalDirectory(path: directory.path)
        var entries: [ListingEntry] = []
        try await store.list(.level(nil)) { entries.append($0) }
        let modified = ModificationTime(seconds: 1_700_000_000, nanoseconds: 123_456_789)
        #expect(entries == [.object(ListedObject(key: try ObjectKey("a"), size: 1234, modified: modified))])
    }

    @Test("empty directories are no objects, and no error")
    func emptyDirectories() async throws {
        try directory.makeDirectory("contents/1/17")
        try directory.makeDirectory("manifests")
        let store = try LocalDirectory(path: directory.path)
        #expect(try await lines(store, .tree(nil)).isEmpty)
        #expect(try await lines(store, .level(nil)) == ["contents/", "manifests/"])
    }

    @Test("pipes, sockets and devices are reported, never opened and never waited for", .timeLimit(.minutes(10)))
    func specialFiles() async throws {
        try directory.makePipe("pipe")
        try directory.makeSocket("socket")
        try directory.link("pipe-link", to: "pipe")
        let store = try LocalDirectory(path: directory.path)
        #expect(
            try await lines(store, .tree(nil)) == [
                "!pipe specialFile", "!pipe-link specialFile", "!socket specialFile",
            ]
        )
        for name in ["pipe", "pipe-link", "socket"] {
            #expect(try await code { _ = try await store.open(ObjectKey(name)) } == .notAnObject)
        }
    }

    @Test("a directory is not opened as an object, and a file is not listed as a directory")
    func kinds() async throws {
        try directory.write("a/b")
        let store = try LocalDirectory(path: directory.path)
        let error = await #expect(throws: StorageError.self) { try await store.open(ObjectKey("a")) }
        #expect(error?.description == "cannot open a: it is a directory, not a file")
        #expect(try await lines(store, .tree(ObjectKey("a/b"))).isEmpty)
        #expect(try await code { _ = try await store.open(ObjectKey("a/b/c")) } == .notFound)
    }

    @Test("names that are not UTF-8 are reported in bytes, and nothing below them is listed")
    func namesNotUTF8() async throws {
        try directory.write(bytesOfName: [0x61, 0xFF])
        try directory.makeDirectory(bytesOfName: [0x62, 0xC3, 0x28])
        try directory.write(bytesOfName: [0x62, 0xC3, 0x28, 0x2F, 0x63])
        try directory.write("z/y")
        try directory.write(bytesOfName: Array("z/".utf8) + [0xFE])
        let store = try LocalDirectory(path: directory.path)
        #expect(
            try await lines(store, .tree(nil)) == [
                #"!a\xFF invalidName"#, #"!b\xC3( invalidName"#, "z/y 3", #"!z/\xFE invalidName"#,
            ]
        )
        #expect(
            try await lines(store, .level(nil)) == [#"!a\xFF invalidName"#, #"!b\xC3( invalidName"#, "z/"]
        )
    }

    @Test("names with control characters are objects, printed without them")
    func controlCharacters() async throws {
        try directory.write("\u{1B}[2J\n")
        let store = try LocalDirectory(path: directory.path)
        #expect(try await lines(store, .tree(nil)) == [#"\u{1B}[2J\u{0A} 3"#])
        #expect(try await store.readAll(ObjectKey("\u{1B}[2J\n"), limit: 10).bytes == [1, 2, 3])
    }

    @Test("the longest names work, longer ones are not found")
    func longNames() async throws {
        let name = String(repeating: "n", count: 255)
        try directory.write(name + "/" + name)
        let store = try LocalDirectory(path: directory.path)
        let key = try ObjectKey(name + "/" + name)
        #expect(try await lines(store, .tree(nil)) == ["\(key) 3"])
        #expect(try await store.readAll(key, limit: 10).bytes == [1, 2, 3])
        let longer = try ObjectKey(name + "n")
        #expect(try await code { _ = try await store.open(longer) } == .notFound)
        #expect(try await lines(store, .tree(longer)).isEmpty)
    }

    @Test("no descriptor is kept by a listing, nor by a reader that is gone")
    func descriptors() async throws {
        try directory.write("a/b/c/d/e/f")
        let store = try LocalDirectory(path: directory.path)
        // Other tests open files at the same time, so a leak must be larger than they are.
        let before = try openDescriptorCount()
        for _ in 0..<300 {
            try await store.list(.tree(nil)) { _ in }
            _ = try await store.readAll(ObjectKey("a/b/c/d/e/f"), limit: 3)
            _ = try? await store.open(ObjectKey("a/b/none"))
            _ = try? await store.open(ObjectKey("a/b"))
        }
        #expect(try openDescriptorCount() < before + 200)
    }

    @Test("what may not be read is refused with action and key", .disabled(if: isSuperuser, "permissions do not count"))
    func permissions() async throws {
        try directory.write("a/file")
        try directory.write("b/file")
        try directory.setMode("a/file", 0)
        try directory.setMode("b", 0)
        defer { try? directory.setMode("b", 0o755) }
        let store = try LocalDirectory(path: directory.path)
        let opening = await #expect(throws: StorageError.self) { try await store.open(ObjectKey("a/file")) }
        #expect(opening?.code == .permissionDenied)
        #expect(opening?.description.hasPrefix("cannot open a/file: permission denied (EACCES)") == true)
        let listing = await #expect(throws: StorageError.self) { try await store.list(.tree(nil)) { _ in } }
        #expect(listing?.code == .permissionDenied)
        #expect(listing?.description.hasPrefix("cannot list b: permission denied (EACCES)") == true)
    }
}
