import Testing

@testable import ObjectStorage

@Suite("Limits of a local listing")
struct LocalListingLimitsTests {
    let directory: TemporaryDirectory

    init() throws {
        directory = try TemporaryDirectory()
    }

    private func lines(_ limits: LocalListing.Limits) throws -> [String] {
        var listing = try LocalListing(.tree(nil), of: LocalDirectory(path: directory.path), limits: limits)
        var lines: [String] = []
        while let entry = try listing.next() { lines.append(line(entry)) }
        return lines
    }

    @Test("a directory deeper than the limit is reported, not entered")
    func depth() throws {
        try directory.write("1/2/3/file")
        try directory.write("1/2/file")
        #expect(try lines(.init(depth: 2)) == ["!1/2/3 tooDeep", "1/2/file 3"])
        #expect(try lines(.init(depth: 3)) == ["1/2/3/file 3", "1/2/file 3"])
    }

    @Test("a tree is followed 64 directories deep")
    func defaultDepth() throws {
        let deepest = Array(repeating: "d", count: 64).joined(separator: "/")
        try directory.write(deepest + "/file")
        try directory.makeDirectory(deepest + "/d")
        #expect(try lines(.init()) == ["!\(deepest)/d tooDeep", "\(deepest)/file 3"])
    }

    @Test("more names than the limit, in all open directories together, are refused")
    func names() throws {
        for name in ["a/1", "a/2", "b"] { try directory.write(name) }
        #expect(try lines(.init(names: 4)).count == 3)
        let error = #expect(throws: StorageError.self) { try lines(.init(names: 3)) }
        #expect(error?.code == .limitExceeded)
        #expect(error?.path == "a")
    }

    @Test("links that multiply a tree are followed up to the limit, then reported", .timeLimit(.minutes(10)))
    func directoryLinks() throws {
        // Two links on each of 20 levels: a million ways to the last one.
        for level in 0..<20 {
            try directory.makeDirectory("l\(level)")
            try directory.link("l\(level)/a", to: "../l\(level + 1)")
            try directory.link("l\(level)/b", to: "../l\(level + 1)")
        }
        try directory.write("l20/file")
        let found = try lines(.init(directoryLinks: 50))
        #expect(found.contains { $0.hasSuffix("tooManyLinks") })
        #expect(found.count < 200)
    }
}
