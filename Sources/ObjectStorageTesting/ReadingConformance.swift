import ObjectStorage

extension StoreConformance {
    static let readingRules: [Rule] = [
        Rule(description: "every object gives back its bytes, whatever its key") { store in
            for object in objects {
                let key = try ObjectKey(object.key)
                let content = try await store.readAll(key, limit: 1 << 20)
                try expect(content.bytes == object.bytes, true, "the bytes of \(key) are right")
                try expect(content.isTruncated, false, "\(key) is truncated")
            }
        },
        Rule(description: "a reader knows its key and size") { store in
            let reader = try await store.open(ObjectKey("a/large"))
            try expect(reader.key.text, "a/large", "key")
            try expect(reader.size, 300_000, "size")
        },
        Rule(description: "a read fills the buffer, or reads up to the end") { store in
            let reader = try await store.open(ObjectKey("a/large"))
            for (offset, wanted, count) in [
                (0, 1, 1), (0, 300_000, 300_000), (0, 300_001, 300_000), (1, 65_536, 65_536), (4095, 2, 2),
                (299_999, 1, 1), (299_999, 5, 1), (123_456, 1 << 20, 176_544),
            ] as [(UInt64, Int, Int)] {
                let found = try await read(reader, offset, wanted)
                try expect(found.count, count, "bytes read of \(wanted) at \(offset)")
                let expected = bytes(of: "a/large")[Int(offset)...].prefix(wanted)
                try expect(found == Array(expected), true, "the \(wanted) bytes at \(offset) are right")
            }
        },
        Rule(description: "a read at or past the end, or into nothing, is 0 bytes") { store in
            let reader = try await store.open(ObjectKey("b/1/x"))
            for offset in [7, 8, 1 << 31, 1 << 32, 1 << 63 - 1, 1 << 63, UInt64.max] as [UInt64] {
                try expect(try await read(reader, offset, 16), [], "bytes at \(offset)")
            }
            try expect(try await read(reader, 0, 0), [], "an empty buffer")
            try expect(try await read(store.open(ObjectKey("a/empty")), 0, 16), [], "an empty object")
        },
        Rule(description: "a reader may be used by several tasks at once") { store in
            let reader = try await store.open(ObjectKey("a/large"))
            let parts = try await withThrowingTaskGroup(of: (Int, [UInt8]).self) { group in
                for index in 0..<10 {
                    group.addTask { (index, try await read(reader, UInt64(index) * 30_000, 30_000)) }
                }
                var parts: [Int: [UInt8]] = [:]
                for try await (index, bytes) in group { parts[index] = bytes }
                return parts
            }
            let whole = (0..<10).flatMap { parts[$0] ?? [] }
            try expect(whole == bytes(of: "a/large"), true, "the joined parts are right")
        },
        Rule(description: "an object that nobody touches is unchanged") { store in
            let reader = try await store.open(ObjectKey("a/large"))
            _ = try await read(reader, 0, 1000)
            try await reader.checkUnchanged()
        },
        Rule(description: "reading all stops at the limit and says so") { store in
            let key = try ObjectKey("a/b/c")
            for (limit, count) in [(-1, 0), (0, 0), (9, 9), (10, 10), (11, 10), (Int.max, 10)] {
                let content = try await store.readAll(key, limit: limit)
                try expect(content.bytes, Array(bytes(of: "a/b/c").prefix(count)), "bytes within \(limit)")
                try expect(content.size, 10, "size")
                try expect(content.isTruncated, count < 10, "truncated by \(limit)")
            }
        },
        Rule(description: "what does not exist cannot be opened") { store in
            for absent in ["c", "a/b/x", "a-b/x", "A-B", String(repeating: "n", count: 255) + "/x"] {
                let key = try ObjectKey(absent)
                try await expectError([.notFound], "open \(absent)") { try await store.open(key) }
            }
        },
        Rule(description: "a directory cannot be opened") { store in
            for directory in ["a", "a/b", "odd"] {
                let key = try ObjectKey(directory)
                try await expectError([.notFound, .notAnObject], "open \(directory)") { try await store.open(key) }
            }
        },
    ]

    private static func read(_ reader: any ObjectReader, _ offset: UInt64, _ count: Int) async throws -> [UInt8] {
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: count, alignment: 16)
        defer { unsafe buffer.deallocate() }
        let read = try await unsafe reader.read(at: offset, into: buffer)
        return unsafe Array(buffer[..<read])
    }
}
