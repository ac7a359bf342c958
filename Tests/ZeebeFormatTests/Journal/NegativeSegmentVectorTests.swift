import Foundation
import Testing
import ZeebeFormat

/// The vectors' segments that are each damaged in one way.
@Suite("Damaged segment vectors")
struct NegativeSegmentVectorTests {
    struct Verdict: Decodable {
        let checkpointPosition: Int64
        let verdict: String
        let detail: String
    }

    /// What must be said of each vector: rule, severity, number of the file, offset and index.
    static let expected: [String: [FoundViolation]] = [
        "n01-record-data-bit-flip": [error("rec-crc", 4, 1581, 109)],
        "n02-stored-checksum-bit-flip": [error("rec-crc", 4, 1581, 109)],
        "n03-record-removed-index-gap": [error("rec-index", 4, 1581 + 29, 109)],
        "n04-position-gap": [error("pos-gap", 4, 2675, 110)],
        "n05-descriptor-checksum": [error("desc-crc", 4, 9)],
        "n06-middle-segment-missing": [error("seg-gap", 5, 33)],
        "n07-last-data-segment-missing": [FoundViolation("cp-missing", .error, file: nil, offset: nil, index: nil)],
        "n08-early-terminator": [FoundViolation("cp-missing", .error, file: nil, offset: nil, index: nil)],
        "n09-torn-record-after-checkpoint": [
            FoundViolation("tail-rec-crc", .info, file: file(5), offset: 1681, index: 116)
        ],
        "n10-asqn-differs-from-lowest-position": [error("rec-asqn", 4, 2675 + 37, 110)],
        "n11-checkpoint-position-holds-other-type": [error("cp-type", 5, 1213, 114)],
        // The lengthened frame ends inside the next one, whose position field then holds something else.
        "n12-inner-frame-overruns": [error("entry-pos", 4, 2985, 110)],
        "n13-descriptor-index-mismatch": [error("seg-gap", 5, 33), error("rec-index", 5, 57 + 29, 113)],
        "n14-unknown-descriptor-version": [error("desc-version", 4, 0)],
        "n15-zero-length-trailing-file": [],
        "n16-partially-allocated-trailing-file": [],
        "n17-lastPosition-hint-wrong": [FoundViolation("desc-hint", .warning, file: file(4), offset: 45, index: nil)],
    ]

    private static func file(_ number: Int) -> String { "raft-partition-partition-1-\(number).log" }

    private static func error(_ rule: String, _ number: Int, _ offset: Int64, _ index: Int64? = nil) -> FoundViolation {
        FoundViolation(rule, .error, file: file(number), offset: offset, index: index)
    }

    static let cases: [String: Verdict] = {
        guard JournalVectors.root != nil, let data = try? JournalVectors.data("segments-negative/cases.json"),
            let cases = try? JSONDecoder().decode([String: Verdict].self, from: data)
        else { return [:] }
        return cases
    }()

    @Test("the fault is found, where it is, and nothing besides", arguments: cases.keys.sorted())
    func fault(_ name: String) throws {
        let wanted = try #require(Self.cases[name])
        let journal = JournalProof.prove(
            try JournalVectors.segments("segments-negative/\(name)"),
            JournalExpectation(
                partitionID: 1,
                checkpointID: 1_764_100_000,
                checkpointPosition: wanted.checkpointPosition,
                brokerVersion: "8.8.3",
                snapshot: .facts(.init(index: 103, term: 2, lowestNeededPosition: 480, isBootstrap: false))
            )
        )
        #expect(Set(journal.found) == Set(try #require(Self.expected[name])), "\(wanted.detail)\n\(journal.texts)")
        let worst = journal.violations.map(\.severity).max() ?? .info
        switch wanted.verdict {
        case "CORRUPT": #expect(worst == .error)
        case "OK_WITH_WARNING": #expect(worst == .warning)
        default: #expect(worst == .info && wanted.verdict == "OK")
        }
    }

    @Test("every vector is here")
    func complete() {
        guard JournalVectors.root != nil else { return }
        #expect(Set(Self.cases.keys) == Set(Self.expected.keys))
    }

    @Test("a scan is the same whatever the windows", arguments: cases.keys.sorted(), JournalProof.Windows.odd)
    func windows(_ name: String, _ windows: JournalProof.Windows) throws {
        let target = SegmentScanTarget(checkpointPosition: 507, snapshotIndex: 103)
        for (file, bytes) in try JournalVectors.segments("segments-negative/\(name)") {
            let whole = JournalProof.scan(bytes, target: target, visitor: NoVisitor()).scan
            let pieces = JournalProof.scan(bytes, target: target, visitor: NoVisitor(), windows: windows).scan
            #expect(pieces == whole, "\(name): \(file)")
        }
    }
}
