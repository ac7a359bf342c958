import Testing
import ZeebeFormat

/// The claim of partition-data §3.4: strict comparison of all bytes that no checksum covers finds every single-bit error.
@Suite("Single-bit errors")
struct SingleBitFlipTests {
    private static let expectation = JournalExpectation(
        partitionID: 1,
        checkpointID: 1_764_100_000,
        checkpointPosition: 507,
        brokerVersion: "8.8.3",
        snapshot: .facts(.init(index: 103, term: 2, lowestNeededPosition: 480, isBootstrap: false))
    )

    @Test("not one of 71,192 flipped bits up to the end of the checkpoint record goes unnoticed")
    func everyBit() async throws {
        guard JournalVectors.root != nil else { return }
        let files = try JournalVectors.segments("partition-b-8.8-style")
        let scans = files.map { JournalProof.segment($0, target: JournalProof.target(Self.expectation)) }
        #expect(JournalContinuity(scans, expectation: Self.expectation).violations.isEmpty)
        // Up to the end of the data; in the last file up to the end of the checkpoint record.
        let ends = [3393, 4063, 1443]
        var count = 0
        var escaped: [String] = []
        await withTaskGroup(of: (count: Int, escaped: [String]).self) { group in
            for (file, end) in ends.enumerated() {
                for half in [0..<(end / 2), (end / 2)..<end] {
                    group.addTask { await Self.flip(files[file], at: file, half, scans) }
                }
            }
            for await part in group {
                count += part.count
                escaped += part.escaped
            }
        }
        #expect(count == 71_192)
        #expect(escaped.isEmpty)
    }

    @concurrent
    private static func flip(
        _ file: (name: String, bytes: [UInt8]),
        at place: Int,
        _ offsets: Range<Int>,
        _ scans: [JournalContinuity.Segment]
    ) async -> (count: Int, escaped: [String]) {
        var bytes = file.bytes
        var segments = scans
        var (count, escaped) = (0, [String]())
        let target = JournalProof.target(expectation)
        for offset in offsets {
            // Other tests wait for the same few threads.
            if offset.isMultiple(of: 32) { await Task.yield() }
            for bit in 0..<8 {
                bytes[offset] ^= 1 << UInt8(bit)
                segments[place] = JournalProof.segment((file.name, bytes), target: target)
                let journal = JournalContinuity(segments, expectation: expectation)
                if !journal.violations.contains(where: { $0.severity == .error }) {
                    escaped.append("\(file.name): bit \(bit) of byte \(offset)")
                }
                bytes[offset] ^= 1 << UInt8(bit)
                count += 1
            }
        }
        return (count, escaped)
    }
}
