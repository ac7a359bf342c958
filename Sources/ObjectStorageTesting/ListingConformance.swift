import ObjectStorage

extension StoreConformance {
    static let listingRules: [Rule] = [
        Rule(description: "a tree is every object once, in byte order, with its size") { store in
            let found = try await entries(store, .tree(nil))
            try expect(found, try objects.map(line), "tree")
        },
        Rule(description: "the tree of a directory is what is below it, by whole components") { store in
            for directory in ["a", "a/b", "b/1", "odd"] {
                let found = try await entries(store, .tree(ObjectKey(directory)))
                let expected = objects.filter { $0.key.utf8.starts(with: (directory + "/").utf8) }
                try expect(found, try expected.map(line), "tree of \(directory)")
            }
        },
        Rule(description: "a level is direct children, each directory once, a directory sorted as if it ended in /") {
            store in
            try expect(
                try await entries(store, .level(nil)),
                ["a-b 3", "a/", "ab/", "b/", "odd/"],
                "level of the base"
            )
            try expect(
                try await entries(store, .level(ObjectKey("a"))),
                ["a/b/", "a/empty 0", "a/large 300000"],
                "level of a"
            )
            try expect(
                try await entries(store, .level(ObjectKey("a/b"))),
                ["a/b/c 10", "a/b/c.d/"],
                "level of a/b"
            )
            try expect(
                try await entries(store, .level(ObjectKey("b"))),
                ["b/1/", "b/10/", "b/2/"],
                "level of b"
            )
        },
        Rule(description: "a directory that does not exist, or is an object, has no entries") { store in
            for absent in ["c", "a/b/x", "b/100", "a-b", "a/large/x", "A"] {
                let key = try ObjectKey(absent)
                try expect(try await entries(store, .level(key)), [], "level of \(absent)")
                try expect(try await entries(store, .tree(key)), [], "tree of \(absent)")
            }
        },
        Rule(description: "what the visitor throws ends the listing and comes out unchanged") { store in
            struct Stop: Error {}
            var count = 0
            do {
                try await store.list(.tree(nil)) { _ in
                    count += 1
                    if count == 3 { throw Stop() }
                }
            } catch is Stop {
                return try expect(count, 3, "visits until the error")
            }
            throw Violation(description: "the visitor's error did not come out")
        },
        Rule(description: "a cancelled task ends its listing with CancellationError") { store in
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    do {
                        try await store.list(.tree(nil)) { _ in
                            unsafe withUnsafeCurrentTask { unsafe $0?.cancel() }
                        }
                    } catch is CancellationError {
                        return
                    }
                    throw Violation(description: "the listing of a cancelled task was completed")
                }
                try await group.waitForAll()
            }
        },
    ]

    /// An entry as a line: `key size`, `key/` or `!path reason`.
    private static func entries(_ store: any ObjectStore, _ scope: ListingScope) async throws -> [String] {
        var lines: [String] = []
        try await store.list(scope) { entry in
            switch entry {
            case .object(let object): lines.append("\(object.key) \(object.size)")
            case .directory(let key): lines.append("\(key)/")
            case .irregular(let path, let reason): lines.append("!\(path) \(reason)")
            }
        }
        return lines
    }

    private static func line(_ object: (key: String, bytes: [UInt8])) throws -> String {
        "\(try ObjectKey(object.key)) \(object.bytes.count)"
    }
}
