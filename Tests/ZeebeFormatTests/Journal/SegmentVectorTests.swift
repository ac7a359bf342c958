import Foundation
import Testing
import ZeebeFormat

/// Segments of the specification's vectors, real and synthetic, field by field.
@Suite("Segment vectors")
struct SegmentVectorTests {
    private func target(_ expected: ExpectedJournal) -> SegmentScanTarget {
        SegmentScanTarget(
            checkpointPosition: expected.facts?.checkpointPosition ?? expected.checkpointPosition ?? Int64.max,
            snapshotIndex: expected.facts?.snapshotId == nil ? nil : 103
        )
    }

    @Test("every record and log record has the expected fields", arguments: JournalVectors.healthy)
    func records(_ vector: String) throws {
        let expected = try JournalVectors.expected(vector)
        var records: [ExpectedJournal.Record] = []
        for (name, bytes) in try JournalVectors.segments(vector) {
            let collector = RecordCollector(file: name, bytes: bytes)
            records += JournalProof.scan(bytes, target: target(expected), visitor: collector).visitor.records
        }
        let wanted = expected.records
        records = records.withValues(as: wanted)
        #expect(records.count == wanted.count)
        for (found, wanted) in zip(records, wanted) where found != wanted {
            #expect(found == wanted, "\(vector): index \(wanted.index)")
        }
    }

    @Test("state, descriptor, number of records and end of data are as expected", arguments: JournalVectors.healthy)
    func segments(_ vector: String) throws {
        let expected = try JournalVectors.expected(vector)
        let files = try JournalVectors.segments(vector)
        #expect(files.map(\.name) == expected.segments.map(\.file))
        for (file, wanted) in zip(files, expected.segments) {
            let scan = JournalProof.scan(file.bytes, target: target(expected), visitor: NoVisitor()).scan
            #expect(file.bytes.count == wanted.size)
            guard let descriptor = wanted.descriptor else {
                #expect(wanted.state == "uninitialised")
                #expect(scan.state == .prepared)
                continue
            }
            let found = try #require(scan.descriptor)
            #expect(found.version == descriptor.version)
            #expect(found.schemaVersion == descriptor.schemaVersion)
            #expect(found.id == descriptor.id)
            #expect(found.firstIndex == descriptor.index)
            #expect(found.maxSegmentSize == descriptor.maxSegmentSize)
            #expect(found.lastIndex ?? 0 == descriptor.lastIndex)
            #expect(found.lastPosition ?? 0 == descriptor.lastPosition)
            #expect(found.byteCount == descriptor.length)
            #expect(RecordCollector.hexadecimal(file.bytes.little(at: 9)) == descriptor.checksum)
            #expect(scan.recordCount == wanted.records)
            #expect(scan.endOffset == wanted.endOffset)
            #expect(scan.hintIsRight == (descriptor.lastIndex == 0 ? nil : true))
            #expect(scan.faults.isEmpty && scan.tailFault == nil && !scan.hasUnsupportedFormat)
        }
    }

    @Test("a scan is the same whatever the windows", arguments: JournalVectors.healthy, JournalProof.Windows.odd)
    func windows(_ vector: String, _ windows: JournalProof.Windows) throws {
        let target = target(try JournalVectors.expected(vector))
        for (name, bytes) in try JournalVectors.segments(vector) {
            let collector = RecordCollector(file: name, bytes: bytes)
            let whole = JournalProof.scan(bytes, target: target, visitor: collector)
            let pieces = JournalProof.scan(bytes, target: target, visitor: collector, windows: windows)
            #expect(pieces.scan == whole.scan, "\(vector): \(name)")
            #expect(pieces.visitor.records == whole.visitor.records, "\(vector): \(name)")
        }
    }

    @Test(
        "the three partitions and the exact fit are healthy, with the expected facts",
        arguments: JournalVectors.healthy.filter { !$0.contains("merged") && !$0.contains("real") }
    )
    func healthy(_ vector: String) throws {
        let expected = try JournalVectors.expected(vector)
        let files = try JournalVectors.segments(vector)
        let journal = JournalProof.prove(files, try expectation(expected, files))
        #expect(journal.violations.isEmpty, "\(journal.texts)")
        #expect(!journal.hasUncheckedContent)
        #expect(journal.facts.firstIndex == expected.records.first?.index)
        #expect(journal.facts.lastIndex == expected.records.last?.index)
        #expect(journal.facts.recordCount == Int64(expected.records.count))
        #expect(journal.facts.firstPosition == expected.records.first { $0.type == "APPLICATION" }?.lowestPosition)
        #expect(journal.facts.lastPosition == expected.records.last { $0.type == "APPLICATION" }?.highestPosition)
        let checkpoint = expected.facts?.checkpointPosition ?? expected.checkpointPosition
        #expect(journal.facts.checkpointIndex == expected.records.first { $0.asqn == checkpoint }?.index)
        if let index = expected.checkpointIndex { #expect(journal.facts.checkpointIndex == index) }
        if let position = expected.highestPosition { #expect(journal.facts.lastPosition == position) }
    }

    private func expectation(
        _ expected: ExpectedJournal,
        _ files: [(name: String, bytes: [UInt8])]
    ) throws -> JournalExpectation {
        guard let facts = expected.facts else {
            // The exact fit has no facts beside its position; its checkpoint has the id 5.
            return JournalExpectation(
                partitionID: 1,
                checkpointID: 5,
                checkpointPosition: expected.checkpointPosition ?? 0,
                brokerVersion: expected.records.first?.entries?.first?.brokerVersion ?? "8.8.3"
            )
        }
        let id = try SnapshotID(try #require(facts.snapshotId))
        return JournalExpectation(
            partitionID: facts.partitionId,
            checkpointID: facts.checkpointId,
            checkpointPosition: facts.checkpointPosition,
            firstLogPosition: expected.records.first?.asqn,
            brokerVersion: facts.brokerVersion,
            snapshot: .facts(
                .init(
                    index: id.index,
                    term: id.term,
                    lowestNeededPosition: min(id.processedPosition, id.exportedPosition),
                    isBootstrap: false
                )
            )
        )
    }

    @Test("a checkpoint that is merged into an entry cannot be restored, and nothing else is wrong")
    func mergedCheckpoint() throws {
        guard JournalVectors.root != nil else { return }
        let vector = "segments-8.1-merged-checkpoint"
        let expected = try JournalVectors.expected(vector)
        let journal = JournalProof.prove(
            try JournalVectors.segments(vector),
            JournalExpectation(
                partitionID: 1,
                checkpointID: 1_700_000_000,
                checkpointPosition: try #require(expected.checkpointPosition),
                brokerVersion: "8.1.18",
                snapshot: .unknown
            )
        )
        let record = try #require(expected.records.first { $0.index == 114 })
        #expect(
            journal.found == [
                FoundViolation("cp-merged", .error, file: record.file, offset: record.offset, index: 114)
            ],
            "\(journal.texts)"
        )
    }

    @Test(
        "descriptors of real segments: one that was filled and its successor",
        arguments: JournalVectors.root == nil ? [] : ["v8.8-rolled", "v8.8-second"]
    )
    func realDescriptors(_ name: String) throws {
        let text = String(
            decoding: try JournalVectors.data("segments-real/\(name)-segment-descriptor.hex"),
            as: UTF8.self
        )
        let digits = Array(text.utf8.filter { $0 > 0x20 })
        let bytes = stride(from: 0, to: digits.count, by: 2).compactMap {
            UInt8(String(decoding: digits[$0..<($0 + 2)], as: UTF8.self), radix: 16)
        }
        let scan = JournalProof.scan(bytes, target: .init(checkpointPosition: 1), visitor: NoVisitor()).scan
        let descriptor = try #require(scan.descriptor)
        #expect(scan.faults.isEmpty)
        if name == "v8.8-rolled" {
            #expect(descriptor.id == 1 && descriptor.firstIndex == 1)
            #expect(descriptor.lastIndex == 186 && descriptor.lastPosition == 133_126_291)
            #expect(descriptor.maxSegmentSize == 134_217_728)
        } else {
            #expect(descriptor.id == 2 && descriptor.firstIndex == 187)
            #expect(descriptor.lastIndex == nil && descriptor.lastPosition == nil)
        }
    }
}
