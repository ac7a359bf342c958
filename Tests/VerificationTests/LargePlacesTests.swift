import BackupCatalog
import BackupModel
import ObjectStorage
import TestFixtures
import Testing
import Verification

/// Places with very many objects, of which only the first are looked at to say what the place is.
@Suite("Large places that are no store of this kind")
struct LargePlacesTests {
    /// A directory with a first object and then no end of others.
    private struct EndlessStore: ObjectStore {
        let directory: ObjectKey
        let first: String
        let others: @Sendable (Int) -> String
        let location = StoreLocation(.filesystem, "endless")

        func list(_ scope: ListingScope, _ visit: (ListingEntry) async throws -> Void) async throws {
            switch scope {
            case .level(nil):
                try await visit(.directory(directory))
            case .tree(directory):
                try await visit(object(first))
                var number = 0
                while true {
                    number += 1
                    try await visit(object(others(number)))
                }
            default:
                return
            }
        }

        private func object(_ name: String) throws -> ListingEntry {
            .object(ListedObject(key: try directory.appending(name), size: 1, modified: nil))
        }

        func open(_ key: ObjectKey) async throws(StorageError) -> any ObjectReader {
            throw StorageError(.notFound, .open, key.description, message: "nothing here is opened")
        }
    }

    @Test("the S3 store up to 8.8 is recognised by its first objects, however many there are", .timeLimit(.minutes(10)))
    func legacy() async throws {
        let store = EndlessStore(directory: try ObjectKey("1"), first: "100/0/manifest.json") { "100/0/segments/\($0)" }
        let result = try await AuditRun.run(store, depth: .check)
        #expect(result.layouts == [.legacyS3])
        #expect(result.findings.contains { $0.code == .storeLayoutMismatch })
    }

    @Test(
        "of files of other things a bounded number is counted, and what was counted is said",
        .timeLimit(.minutes(10))
    )
    func foreign() async throws {
        let store = EndlessStore(directory: try ObjectKey("photos"), first: "cat.jpg") { "\($0).jpg" }
        let result = try await AuditRun.run(store, depth: .check)
        let first = try #require(result.findings.first { $0.code == .storeForeignObject })
        #expect(first.evidence == [.number("objects", 20_000)])
        #expect(result.findings.count == 51)
    }
}
