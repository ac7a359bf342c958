import ObjectStorage
import Testing

@Suite("Files that change while they are open")
struct LocalReaderTests {
    let directory: TemporaryDirectory
    let reader: any ObjectReader

    init() async throws {
        directory = try TemporaryDirectory()
        try directory.write("file", Array(0..<100))
        try directory.setModified("file", seconds: 1_600_000_000, nanoseconds: 0)
        reader = try await LocalDirectory(path: directory.path).open(ObjectKey("file"))
    }

    private func change() async -> String? {
        do throws(StorageError) {
            try await reader.checkUnchanged()
            return nil
        } catch {
            #expect(error.code == .changedWhileReading)
            return error.message
        }
    }

    @Test("an untouched file is unchanged, also after reading")
    func untouched() async throws {
        #expect(try await reader.bytes(at: 0, count: 200).count == 100)
        #expect(await change() == nil)
    }

    @Test("a file that grows is read up to its size at opening, and has changed")
    func grows() async throws {
        try directory.append([1, 2, 3], to: "file")
        #expect(reader.size == 100)
        #expect(try await reader.bytes(at: 90, count: 50) == Array(90..<100))
        #expect(try await reader.bytes(at: 100, count: 50) == [])
        #expect(await change() == "changed since it was opened: its size was 100 bytes and is 103 now")
    }

    @Test("a file that shrinks is an error where bytes are missing, not an early end")
    func shrinks() async throws {
        try directory.truncate("file", to: 40)
        #expect(try await reader.bytes(at: 0, count: 40) == Array(0..<40))
        let error = await #expect(throws: StorageError.self) { try await reader.bytes(at: 30, count: 20) }
        #expect(error?.code == .changedWhileReading)
        #expect(error?.message == "ends at byte 40, had 100 bytes when it was opened")
        #expect(try await code { _ = try await reader.bytes(at: 99, count: 1) } == .changedWhileReading)
        #expect(await change() == "changed since it was opened: its size was 100 bytes and is 40 now")
    }

    @Test("a file that is overwritten has changed, even if its time is set back")
    func overwritten() async throws {
        try directory.write("file", Array(repeating: 9, count: 100))
        #expect(await change() == "changed since it was opened: it was written to")
        try directory.setModified("file", seconds: 1_600_000_000, nanoseconds: 0)
        #expect(await change()?.hasPrefix("changed since it was opened: it was removed") == true)
    }

    @Test("a file that is removed or replaced can be read to its end, and has changed")
    func replaced() async throws {
        try directory.write("other", [1])
        try directory.rename("other", to: "file")
        #expect(try await reader.bytes(at: 0, count: 100) == Array(0..<100))
        #expect(await change()?.hasPrefix("changed since it was opened: it was removed, replaced") == true)
    }

    @Test("reading all of a file that changes meanwhile is an error")
    func readAll() async throws {
        let store = try LocalDirectory(path: directory.path)
        let key = try ObjectKey("file")
        #expect(try await store.readAll(key, limit: 1000).bytes == Array(0..<100))
        try directory.remove("file")
        #expect(try await code { _ = try await store.readAll(key, limit: 1000) } == .notFound)
    }
}
