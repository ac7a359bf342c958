import ObjectStorage
import ObjectStorageTesting
import Testing

@Suite("Stores for tests")
struct TestingStoresTests {
    private let key: ObjectKey
    private let memory: InMemoryStore

    init() throws {
        key = try ObjectKey("a/b")
        memory = InMemoryStore(["a/b": Array(0..<10), "a/c": [1]])
    }

    private func store(_ faults: Fault...) -> FaultInjectingStore {
        FaultInjectingStore(memory, faults: [key: faults])
    }

    @Test("keys in memory that are no keys are listed as irregular, as object stores may have them")
    func irregularKeys() async throws {
        let store = InMemoryStore(["/x": [], "a//b": [], "a/": [], "a/../c": [], "ok": [1]])
        #expect(
            try await lines(store, .tree(nil)) == [
                "!/x invalidName", "!a/ invalidName", "!a/../c invalidName", "!a//b invalidName", "ok 1",
            ]
        )
        #expect(try await lines(store, .level(nil)) == ["!/x invalidName", "a/", "ok 1"])
    }

    @Test("an object in memory may have the name of a directory")
    func objectAndDirectory() async throws {
        let store = InMemoryStore(["a": [1], "a/b": [1, 2]])
        #expect(try await lines(store, .level(nil)) == ["a 1", "a/"])
        #expect(try await lines(store, .tree(ObjectKey("a"))) == ["a/b 2"])
    }

    @Test("opening fails with the given code", arguments: StorageError.Code.allCases)
    func failOpening(expected: StorageError.Code) async throws {
        let error = await #expect(throws: StorageError.self) { try await store(.failOpening(expected)).open(key) }
        #expect(error?.code == expected)
        #expect(error?.path == "a/b")
        #expect(try await store(.failOpening(expected)).open(ObjectKey("a/c")).size == 1)
    }

    @Test("an object that vanishes is listed, and not found")
    func vanish() async throws {
        let store = store(.vanishAfterListing)
        #expect(try await lines(store, .tree(nil)) == ["a/b 10", "a/c 1"])
        #expect(try await code { _ = try await store.open(key) } == .notFound)
    }

    @Test("a listing fails for its directory only")
    func failListing() async throws {
        let store = FaultInjectingStore(memory, faults: [try ObjectKey("a"): [.failListing(.permissionDenied)]])
        #expect(try await code { try await store.list(.tree(ObjectKey("a"))) { _ in } } == .permissionDenied)
        #expect(try await lines(store, .tree(nil)).count == 2)
    }

    @Test("reading fails after the given bytes, which are delivered before")
    func failReading() async throws {
        let reader = try await store(.failReading(afterBytes: 4, .unreachable)).open(key)
        #expect(try await reader.bytes(at: 0, count: 10) == [0, 1, 2, 3])
        #expect(try await code { _ = try await reader.bytes(at: 4, count: 1) } == .unreachable)
        #expect(try await reader.bytes(at: 10, count: 1) == [])
    }

    @Test("an object changes while it is read")
    func change() async throws {
        let store = store(.changeWhileReading)
        let reader = try await store.open(key)
        #expect(try await reader.bytes(at: 0, count: 10).count == 10)
        #expect(try await code { try await reader.checkUnchanged() } == .changedWhileReading)
        #expect(try await code { _ = try await store.readAll(key, limit: 10) } == .changedWhileReading)
    }

    @Test("short reads and wrong bits are delivered; reading all goes on after a short read")
    func shortAndWrong() async throws {
        let store = store(.shortReads(maximumBytes: 3), .flipBits(offset: 7, mask: 0x80))
        #expect(try await store.open(key).bytes(at: 0, count: 10) == [0, 1, 2])
        #expect(try await store.open(key).bytes(at: 6, count: 10) == [6, 0x87, 8])
        #expect(try await store.readAll(key, limit: 10).bytes == [0, 1, 2, 3, 4, 5, 6, 0x87, 8, 9])
    }

    @Test("a store that returns nothing before the end does not keep its reader forever", .timeLimit(.minutes(10)))
    func nothingBeforeTheEnd() async throws {
        let store = store(.shortReads(maximumBytes: 0))
        #expect(try await code { _ = try await store.readAll(key, limit: 10) } == .changedWhileReading)
    }

    @Test("slow reads take their time")
    func slow() async throws {
        let reader = try await store(.slowReads(.milliseconds(30))).open(key)
        let elapsed = try await ContinuousClock().measure { _ = try await reader.bytes(at: 0, count: 1) }
        #expect(elapsed >= .milliseconds(30))
    }

    @Test("every call is recorded, with what was delivered")
    func recording() async throws {
        let store = RecordingStore(store(.failReading(afterBytes: 9, .io)))
        try await store.list(.level(nil)) { _ in }
        let reader = try await store.open(key)
        _ = try await reader.bytes(at: 2, count: 3)
        _ = try await reader.bytes(at: 8, count: 100)
        _ = try? await reader.bytes(at: 9, count: 1)
        try await reader.checkUnchanged()
        let absent = try ObjectKey("absent")
        _ = try? await store.open(absent)
        #expect(
            store.calls == [
                .list(.level(nil)), .open(key), .read(key, 2..<5), .read(key, 8..<9), .read(key, 9..<9),
                .checkUnchanged(key), .open(absent),
            ]
        )
        #expect(store.reads(of: key) == [2..<5, 8..<9, 9..<9])
        #expect(store.openings(of: key) == 1)
        store.forget()
        #expect(store.calls.isEmpty)
    }
}
