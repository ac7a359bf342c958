import Foundation
import Testing
import ZeebeFormat

/// Snapshots whose state Zeebe's own state classes wrote, against what those classes read back.
@Suite("RocksDB: state written by Zeebe's classes")
struct StateFixtureTests {
    struct Expected: Decodable {
        struct Exporter: Decodable {
            var position: Int64
            var metadataVersion: Int64
            var metadata: String
        }

        var snapshotId: String
        var exporters: [String: Exporter]
        var lastProcessedPosition: Int64
        var latestKey: Int64
        var latestKeyPartition: Int64
        var lastCheckpointId: Int64
        var lastCheckpointPosition: Int64
        var migratedByVersion: String
        var entriesPerColumnFamily: [String: Int]
        var entries: Int
    }

    /// One snapshot: its files, and what must be in them.
    struct Snapshot: CustomTestStringConvertible {
        var name: String
        var directory: URL
        var expected: Expected
        var testDescription: String { name }
    }

    static let snapshots: [Snapshot] = {
        guard let store = SharedData.directories("fixtures-zeebe/state-fs-8.9-seed104").first,
            let data = try? Data(contentsOf: store.appending(path: "expected-state.json")),
            let cases = try? JSONDecoder().decode([String: [String: Expected]].self, from: data)
        else { return [] }
        return cases.flatMap { name, backups in
            backups.map { backup, expected in
                Snapshot(
                    name: "\(name)/\(backup)",
                    directory: store.appending(path: "\(name)/contents/\(backup)/snapshot"),
                    expected: expected
                )
            }
        }
        .sorted { $0.name < $1.name }
    }()

    @Test("the decoded state is what Zeebe reads", arguments: snapshots)
    func state(_ snapshot: Snapshot) throws {
        let files = try DatabaseFiles(snapshot.directory)
        let (violations, read, _) = files.verify()
        #expect(violations == [])
        let state = try #require(read)
        let expected = snapshot.expected
        #expect(state.problems == [])
        #expect(state.lastProcessedPosition == expected.lastProcessedPosition)
        #expect(state.latestKey == expected.latestKey)
        #expect(state.latestKeyPartition == expected.latestKeyPartition)
        #expect(state.checkpoint?.id ?? -1 == expected.lastCheckpointId)
        #expect(state.checkpoint?.position ?? -1 == expected.lastCheckpointPosition)
        #expect(state.migratedByVersion == expected.migratedByVersion)
        #expect(state.exporters.map(\.id) == expected.exporters.keys.sorted())
        for exporter in state.exporters {
            let wanted = try #require(expected.exporters[exporter.id])
            #expect(exporter.position == wanted.position)
            #expect(exporter.metadataVersion == wanted.metadataVersion)
            #expect(exporter.metadata == Array(wanted.metadata.utf8))
        }
    }

    @Test("the number of live entries per column family is what RocksDB's iterator finds", arguments: snapshots)
    func counts(_ snapshot: Snapshot) throws {
        let content = try DatabaseFiles(snapshot.directory).content()
        let counts = Dictionary(uniqueKeysWithValues: content.entriesByFamily.map { ($0.key.description, $0.value) })
        #expect(counts == snapshot.expected.entriesPerColumnFamily)
        #expect(content.entries == snapshot.expected.entries)
        #expect(content.otherEntries == 0)
    }

    @Test("process definitions are named by their keys and BPMN process ids", arguments: snapshots)
    func definitions(_ snapshot: Snapshot) throws {
        let definitions = try DatabaseFiles(snapshot.directory).content().definitions
        let named = try #require(definitions.definitions)
        #expect(named.count == snapshot.expected.entriesPerColumnFamily["58 PROCESS_CACHE"] ?? 0)
        #expect(named.map(\.key) == named.indices.map { (1 << 51) + 1 + Int64($0) })
        #expect(named.map(\.processID) == named.indices.map { "order-\($0)" })
        #expect(named.allSatisfy { !$0.isBeingDeleted })
    }
}
