import BackupModel
import Foundation
import ObjectStorage
import TestFixtures
import Testing
import Verification
import ZeebeFormat

/// Stores that Zeebe's own code wrote and nobody damaged.
@Suite("Healthy stores written by Zeebe's own code")
struct HealthyStoreTests {
    /// What `expected.json` says of one partition backup.
    struct Expected: Decodable {
        let partition: Int32
        let checkpoint: Int64
        let node: Int32
        let status: String
        let snapshot: String?
        let firstIndex: Int64?
        let lastIndex: Int64?
        let journalRecords: Int64?
        let firstPosition: Int64?
        let lastPosition: Int64?
    }

    struct ExpectedStore: Decodable {
        let layout: String
        let backups: [Expected]
    }

    static let expected: [String: ExpectedStore] = {
        guard let file = SharedDirectory.folder("fixtures-zeebe/expected.json"), let data = try? Data(contentsOf: file),
            let stores = try? JSONDecoder().decode([String: ExpectedStore].self, from: data)
        else { return [:] }
        return stores
    }()

    static let names = expected.keys.sorted()

    @Test("no error in any COMPLETED backup, and the journal facts of Zeebe's own reader", arguments: names)
    func journalFacts(_ name: String) async throws {
        let folder = try #require(SharedDirectory.folder("fixtures-zeebe/\(name)"))
        let layout = try #require(Self.expected[name]?.layout)
        let kinds: [String: StoreLocation.Kind] = ["gcs": .gcs, "azure": .azure, "s3": .s3, "fs": .filesystem]
        let kind = try #require(kinds.first { layout.hasPrefix($0.key) || name.hasPrefix($0.key) }?.value)
        let result = try await AuditRun.run(try StoreFiles(directory: folder).store(kind))
        for expected in Self.expected[name]?.backups ?? [] {
            let place = "\(expected.partition)/\(expected.checkpoint)/\(expected.node)/manifest.json"
            let copy = try #require(result.copy(at: "manifests/\(place)") ?? result.copy(at: place))
            #expect(copy.state?.rawValue == expected.status)
            guard expected.status == "COMPLETED" else { continue }
            #expect(copy.verdict == .ok, "\(place)\n\(result.texts(.error).joined(separator: "\n"))")
            #expect(copy.descriptor?.snapshotID == expected.snapshot)
            let journal = try #require(copy.journal)
            #expect(journal.firstIndex == expected.firstIndex)
            #expect(journal.lastIndex == expected.lastIndex)
            #expect(journal.recordCount == expected.journalRecords)
            #expect(journal.firstPosition == expected.firstPosition)
            #expect(journal.lastPosition == expected.lastPosition)
            #expect(journal.checkpointIndex != nil)
        }
        #expect(result.texts(.error).isEmpty)
    }
}
