import Foundation
import ObjectStorage
import SampleStore
import TestFixtures
import Testing
import ZeebeFormat

@testable import Verification

@Suite("Reading ahead in segments")
struct ReadingAheadTests {
    /// Records that end within the room in front of what is read ahead, that need more, and that are larger than a buffer.
    @Test(
        "a scan sees the same with and without a second buffer",
        arguments: [200, 20_000, 150_000, 400_000, 1_500_000]
    )
    func sameScan(recordBytes: Int) async throws {
        let directory = try TemporaryDirectory()
        defer { withExtendedLifetime(directory) {} }
        let segmentSize = 24 << 20
        try SampleStore.write(
            SampleStoreSpecification(
                partitions: 1,
                backups: [SampleBackup(1)],
                segmentSize: segmentSize,
                recordPayloadBytes: recordBytes,
                journalVolume: .bytes(Int64(segmentSize) * 3 / 2)
            ),
            to: directory.path
        )
        let store = try LocalDirectory(path: directory.path)
        var keys: [ObjectKey] = []
        try await store.list(.tree(try ObjectKey("contents"))) { entry in
            if case .object(let object) = entry, object.key.lastComponent.hasSuffix(".log"), object.size == segmentSize
            {
                keys.append(object.key)
            }
        }
        #expect(keys.count >= 2)
        for key in keys {
            let alone = try await scan(key, of: store, buffers: 1)
            let ahead = try await scan(key, of: store, buffers: 2)
            #expect(alone == ahead)
            #expect(ahead.recordCount > 4 && ahead.faults.isEmpty, "\(key): \(ahead.faults)")
        }
    }

    private func scan(_ key: ObjectKey, of store: LocalDirectory, buffers: Int) async throws -> SegmentScan {
        let reading = SegmentReading(store: store, buffers: BufferPool(count: buffers), progress: Progress())
        return try await reading.scan(key, target: SegmentScanTarget(checkpointPosition: 1)).scan
    }

    @Test(
        "bytes put in front of a range move it only when there is too little room",
        arguments: [0, 1, 99, 100, 101, 5000]
    )
    func prepend(count: Int) {
        let buffer = ReadBuffer()
        for offset in 0..<50 { unsafe buffer.free(from: 100)[offset] = UInt8(offset) }
        let front = (0..<count).map { UInt8(truncatingIfNeeded: $0 % 251) }
        let range = unsafe buffer.put(front.span.bytes, inFrontOf: 100..<150)
        #expect(range == (count <= 100 ? 100 - count..<150 : 0..<count + 50))
        let bytes = buffer.bytes(range).withUnsafeBytes { Array($0) }
        #expect(bytes == front + (0..<50).map { UInt8($0) })
    }
}
