import Decompression
import ObjectStorage
import ObjectStorageTesting
import Synchronization
import TestFixtures
import Testing

@testable import Verification

@Suite("Compressed objects, read as the files that they were")
struct DecompressingReaderTests {
    /// Bytes that are all different from their neighbours, so that a wrong offset shows.
    static let content: [UInt8] = (0..<300_000).map { UInt8(truncatingIfNeeded: $0 &* $0 &>> 7) }

    private func open(
        _ format: CompressionFormat,
        endByteCount: Int = 1000,
        _ wrap: (any ObjectReader) -> any ObjectReader = { $0 }
    ) async throws -> DecompressingReader {
        let store = InMemoryStore(["a": SampleCompressor.compress(Self.content, format)])
        return try await DecompressingReader(
            wrap(store.open(ObjectKey("a"))),
            format,
            endByteCount: endByteCount,
            Progress()
        )
    }

    private func read(_ reader: any ObjectReader, at offset: Int, _ count: Int) async throws -> [UInt8] {
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: max(count, 1), alignment: 1)
        defer { buffer.deallocate() }
        let part = UnsafeMutableRawBufferPointer(rebasing: buffer[..<count])
        let read = try await reader.read(at: UInt64(offset), into: part)
        return Array(buffer[..<read])
    }

    @Test(
        "reads in any order give the file's bytes",
        arguments: CompressionFormat.allCases,
        [1, 1000, 299_999, 1 << 20]
    )
    func anyOrder(_ format: CompressionFormat, _ endByteCount: Int) async throws {
        let reader = try await open(format, endByteCount: endByteCount)
        #expect(reader.size == 300_000 && reader.isDecompressed)
        let places = [
            (299_000, 1000), (299_999, 1), (0, 10), (10, 70_000), (70_010, 1), (5, 5), (298_999, 1001),
            (250_000, 100_000),
            (300_000, 10), (400_000, 10), (150_000, 0), (0, 300_000), (299_500, 600), (299_500, 100),
        ]
        for (offset, count) in places {
            let expected = Self.content.dropFirst(offset).prefix(count)
            #expect(try await read(reader, at: offset, count) == Array(expected), "\(count) from \(offset)")
        }
        try await reader.checkUnchanged()
    }

    @Test("several tasks may read at once")
    func concurrent() async throws {
        let reader = try await open(.zstd)
        try await withThrowingTaskGroup(of: Bool.self) { group in
            for part in 0..<20 {
                group.addTask {
                    try await read(reader, at: part * 14_000, 9000)
                        == Array(Self.content[part * 14_000..<part * 14_000 + 9000])
                }
            }
            for try await isRight in group { #expect(isRight) }
        }
    }

    @Test("an object that gives something else the second time has changed, and is not called damaged")
    func changed() async throws {
        for format in [CompressionFormat.zstd, .lzma] {
            let isChanged = Mutex(false)
            let reader = try await open(format) { base in
                SwappedReader(base: base) { isChanged.withLock { $0 } }
            }
            isChanged.withLock { $0 = true }
            await #expect {
                _ = try await read(reader, at: 0, 200_000)
                _ = try await read(reader, at: 200_000, 99_000)
            } throws: { error in
                (error as? StorageError)?.code == .changedWhileReading
            }
        }
    }

    @Test("a cancelled task ends the reading with an error of its own")
    func cancelled() async throws {
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return try await open(.gz)
        }
        await #expect {
            _ = try await task.value
        } throws: { error in
            (error as? StorageError)?.code == .cancelled
        }
    }

    @Test("permits let so many in, and all in the end")
    func permits() async {
        let permits = Permits(3)
        let inside = Attendance()
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<50 {
                group.addTask {
                    await permits.withPermit {
                        inside.enter()
                        await Task.yield()
                        inside.leave()
                    }
                }
            }
        }
        #expect((1...3).contains(inside.counts.most))
        #expect(inside.counts.now == 0)
    }
}

/// Gives zeros in the middle of the object from some time on.
private struct SwappedReader: ObjectReader {
    let base: any ObjectReader
    let isChanged: @Sendable () -> Bool

    var key: ObjectKey { base.key }
    var size: UInt64 { base.size }

    func read(at offset: UInt64, into buffer: UnsafeMutableRawBufferPointer) async throws(StorageError) -> Int {
        let count = try await base.read(at: offset, into: buffer)
        if isChanged(), offset == 0, count > 100 {
            for place in 50..<count { buffer[place] = 0 }
        }
        return count
    }

    func checkUnchanged() async throws(StorageError) {}
}

/// How many are inside, and how many at most were.
private final class Attendance: Sendable {
    private let state = Mutex((now: 0, most: 0))

    var counts: (now: Int, most: Int) { state.withLock { $0 } }

    func enter() { state.withLock { $0 = ($0.now + 1, max($0.most, $0.now + 1)) } }

    func leave() { state.withLock { $0.now -= 1 } }
}
