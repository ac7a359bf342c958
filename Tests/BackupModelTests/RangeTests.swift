import BackupModel
import Testing
import ZeebeFormat

@Suite("Ranges (store-layout §10)")
struct RangeTests {
    static func markers(_ names: String) -> [RangeMarker] {
        names.split(separator: " ").compactMap { RangeMarker(fileName: $0) }
    }

    @Test("the worked example of the specification")
    func workedExample() {
        let names = "100.start 140.deletion 200.end 300.start 260.end 310.deletion 400.end"
        let ranges = MarkedRanges(Self.markers(names)).ranges
        #expect(ranges.map(\.start) == [100, 300])
        #expect(ranges.map(\.end) == [260, 400])
        #expect(ranges.map(\.deletions) == [[140], [310]])
        let merged = MarkedRanges(Self.markers("100.start 140.deletion 200.end 260.end 310.deletion 400.end")).ranges
        #expect(merged.map(\.start) == [100])
        #expect(merged.map(\.end) == [400])
        #expect(merged.map(\.deletions) == [[140, 310]])
    }

    @Test(
        "starts without end and ends without start are dangling; deletions outside are ignored",
        arguments: [
            ("100.start", 0, ["100.start"]), ("100.end", 0, ["100.end"]),
            ("100.start 200.start 300.end", 1, ["100.start"]),
            ("50.deletion 100.start 200.end 250.deletion", 1, []),
            ("100.end 200.end 300.start 400.end", 1, ["100.end", "200.end"]),
            ("", 0, []),
        ] as [(String, Int, [String])]
    )
    func edgeCases(_ names: String, _ count: Int, _ dangling: [String]) {
        let marked = MarkedRanges(Self.markers(names))
        #expect(marked.ranges.count == count)
        #expect(marked.ranges.allSatisfy { $0.deletions.isEmpty })
        #expect(marked.dangling.map { "\($0.checkpointID).\($0.kind.rawValue)" } == dangling)
    }

    @Test(
        "names that are no markers",
        arguments: ["100", "x.start", "100.begin", ".start", "100.start.bak", "9223372036854775808.end"]
    )
    func noMarkers(_ name: String) {
        #expect(RangeMarker(fileName: name) == nil)
    }

    private func metadata(_ ids: [Int64], _ ranges: [(Int64, Int64)], markers: Set<Int64> = []) throws
        -> PartitionMetadata
    {
        let time = try #require(Timestamp(seconds: 1_700_000_000))
        return PartitionMetadata(
            partitionID: 1,
            lastUpdated: time,
            checkpoints: ids.map {
                PartitionMetadata.Checkpoint(
                    checkpointID: $0,
                    checkpointPosition: $0 * 10,
                    checkpointTimestamp: time,
                    checkpointType: markers.contains($0) ? .marker : .scheduledBackup,
                    firstLogPosition: 1
                )
            },
            ranges: ranges.map { PartitionMetadata.Range(start: $0.0, end: $0.1) }
        )
    }

    private func codes(_ metadata: PartitionMetadata, completed: [Int64]) -> [String] {
        MetadataRules.check(
            metadata,
            partitionID: 1,
            object: "o",
            completed: completed.map {
                MetadataRules.CompletedBackup(checkpointID: $0, checkpointPosition: $0 * 10, firstLogPosition: 1)
            }
        ).map(\.code.rawValue)
    }

    @Test("metadata that agree with the manifests are silent")
    func agreement() throws {
        #expect(codes(try metadata([1, 2, 3], [(1, 3)], markers: [2]), completed: [1, 3]).isEmpty)
    }

    @Test("each disagreement has its code")
    func disagreement() throws {
        #expect(codes(try metadata([1, 2], [(1, 2)]), completed: [1]) == ["range.metadata-stale"])
        #expect(codes(try metadata([1], [(1, 1)]), completed: [1, 2]) == ["range.unconfirmed-backup"])
        #expect(codes(try metadata([1, 2], [(1, 3)]), completed: [1, 2]) == ["range.endpoint-missing"])
        #expect(codes(try metadata([1, 2], [(1, 2)], markers: [2]), completed: [1]) == ["range.endpoint-missing"])
        #expect(codes(try metadata([2, 1], [(1, 2)]), completed: [1, 2]) == ["range.disorder"])
        #expect(codes(try metadata([1, 2, 3], [(1, 2), (2, 3)]), completed: [1, 2, 3]) == ["range.disorder"])
        #expect(codes(try metadata([1, 2], [(2, 1)]), completed: [1, 2]) == ["range.disorder"])
        var other = try metadata([1], [(1, 1)])
        other.partitionID = 2
        #expect(codes(other, completed: [1]) == ["range.metadata-unreadable"])
        var moved = try metadata([1], [(1, 1)])
        moved.checkpoints[0].checkpointPosition = 11
        #expect(codes(moved, completed: [1]) == ["range.metadata-stale"])
    }
}
