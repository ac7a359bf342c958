import BackupModel
import Foundation
import ObjectStorage
import TestFixtures
import Testing
import Verification
import ZeebeFormat

/// The stores of the repository's own `fixtures/`, which are there wherever the tests run.
@Suite("Stores of the repository")
struct RepositoryFixtureTests {
    struct Expected: Decodable {
        let findings: [String]
        let restorable: [Bool?]
    }

    static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "fixtures")

    static let names =
        (try? FileManager.default.contentsOfDirectory(atPath: folder.appending(path: "zeebe").path))?
        .sorted() ?? []

    @Test("the folder holds the representative set")
    func isComplete() {
        #expect(Self.names.count >= 16)
    }

    @Test("stores of Zeebe's own code get the expected verdict", arguments: names)
    func zeebe(_ name: String) async throws {
        let folder = Self.folder.appending(path: "zeebe/\(name)")
        let expected = try JSONDecoder().decode(
            Expected.self,
            from: Data(contentsOf: folder.appending(path: "expected.json"))
        )
        let result = try await AuditRun.run(try LocalDirectory(path: folder.appending(path: "store").path))
        let found = Set(result.findings.filter { $0.severity > .info }.map { "\($0.code.rawValue)/\($0.rule ?? "-")" })
        #expect(found == Set(expected.findings), "\(result.texts(.info).joined(separator: "\n"))")
        #expect(result.backups.map(\.restorable) == expected.restorable)
    }

    @Test("the demonstration store has one healthy and one damaged backup")
    func demo() async throws {
        let result = try await AuditRun.run(
            try LocalDirectory(path: Self.folder.appending(path: "demo/store").path)
        )
        #expect(result.backups.map(\.restorable) == [true, false])
        #expect(result.findings.map(\.code) == [.journalRecordCorrupt])
        #expect(result.findings.first?.object == "contents/1/1708899800000/1/segments/raft-partition-partition-1-4.log")
    }
}
