import BackupCatalog
import BackupModel
import Foundation
import Reporting
import Testing
import ZeebeFormat

@Suite("Management API")
struct ManagementAPITests {
    private static let id: Int64 = 1_777_280_400_217

    private func list(_ infos: some Sequence<BackupInfo>, _ style: JSONWriter.Style = .compact) -> String {
        var bytes: [UInt8] = []
        ManagementAPIBody(style: style).writeList(infos) { bytes += $0 }
        return String(decoding: bytes, as: UTF8.self)
    }

    private func status(_ info: BackupInfo, _ style: JSONWriter.Style = .compact) -> String {
        String(decoding: ManagementAPIBody(style: style).status(info), as: UTF8.self)
    }

    /// An example of the specification without white space; `nil`, with a note, where there is none.
    private func example(_ name: String) throws -> String? {
        let package = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        for place in ["../shared", "../../shared"] {
            let file = package.appending(path: "\(place)/spec/examples/api/\(name)").standardizedFileURL
            guard let data = FileManager.default.contents(atPath: file.path()) else { continue }
            return JSONChecks.compact(String(decoding: data, as: UTF8.self))
        }
        print("NOT CHECKED: no shared example \(name)")
        return nil
    }

    @Test("status of a FAILED backup: what a failed partition shows, and the sentence about it")
    func failed() async throws {
        let catalog = try await Sample.catalog([
            "1/1777280400217/0": Sample.Manifest(partitions: 2, firstLogPosition: nil),
            "2/1777280400217/1": Sample.Manifest(
                state: "FAILED",
                partitions: 2,
                snapshotID: #""48800-2-70002-69991-1-77aa0011""#,
                failureReason: "Backup is cancelled due to leader change.",
                createdAt: "2026-04-27T09:00:00.601Z",
                modifiedAt: "2026-04-27T09:04:10.200Z"
            ),
        ])
        let body = status(try #require(catalog.backupInfo(Self.id)))
        let expected = """
            {"backupId":1777280400217,"state":"FAILED",\
            "failureReason":"Backup on partition 2 failed due to Backup is cancelled due to leader change.. ",\
            "details":[{"partitionId":1,"state":"COMPLETED","createdAt":"2026-04-27T09:00:00.598114207Z",\
            "lastUpdatedAt":"2026-04-27T09:00:06.041Z","snapshotId":"51820-2-118340-118101-0-9c41d2aa",\
            "checkpointPosition":118877,"brokerId":0,"brokerVersion":"8.9.2"},\
            {"partitionId":2,"state":"FAILED","failureReason":"Backup is cancelled due to leader change.",\
            "createdAt":"2026-04-27T09:00:00.601Z","lastUpdatedAt":"2026-04-27T09:04:10.2Z",\
            "snapshotId":"48800-2-70002-69991-1-77aa0011"}]}
            """
        #expect(body == expected)
        if let example = try example("backup-status-failed.json") { #expect(body == example) }
    }

    @Test("status of an INCOMPLETE backup: a partition without manifest does not exist")
    func incomplete() async throws {
        let catalog = try await Sample.catalog([
            "1/1777280400217/0": Sample.Manifest(),
            "3/1777280400217/2": Sample.Manifest(
                state: "IN_PROGRESS",
                snapshotID: #""50011-2-90110-90002-2-00aa11bb""#,
                firstLogPosition: 88_001,
                checkpointPosition: 91_020,
                createdAt: "2026-04-27T09:00:00.611Z",
                modifiedAt: "2026-04-27T09:00:00.611Z"
            ),
        ])
        let body = status(try #require(catalog.backupInfo(Self.id)))
        #expect(body.hasPrefix(#"{"backupId":1777280400217,"state":"INCOMPLETE","details":[{"partitionId":1,"#))
        #expect(body.contains(#"},{"partitionId":2,"state":"DOES_NOT_EXIST"},{"partitionId":3,"#))
        if let example = try example("backup-status-incomplete.json") { #expect(body == example) }
    }

    @Test("list: state, creation and version only")
    func listed() async throws {
        let catalog = try await Sample.catalog(["1/1777280400217/0": Sample.Manifest(partitions: 1)])
        let body = list(catalog.backupInfos())
        let expected = """
            [{"backupId":1777280400217,"state":"COMPLETED","details":[{"partitionId":1,"state":"COMPLETED",\
            "createdAt":"2026-04-27T09:00:00.598114207Z","brokerVersion":"8.9.2"}]}]
            """
        #expect(body == expected)
        if let example = try example("list-entry.json") { #expect(body == example) }
    }

    @Test("list of a failed backup without descriptor: an empty version, an empty reason, \"Unknown reason\"")
    func failedFromNothing() async throws {
        let catalog = try await Sample.catalog([
            "1/5/0": Sample.Manifest(state: "FAILED", hasDescriptor: false, createdAt: "2026-04-27T09:00:00Z")
        ])
        let expected = """
            [{"backupId":5,"state":"FAILED","failureReason":"Backup on partition 1 failed due to Unknown reason. ",\
            "details":[{"partitionId":1,"state":"FAILED","failureReason":"","createdAt":"2026-04-27T09:00:00Z",\
            "brokerVersion":""}]}]
            """
        #expect(list(catalog.backupInfos()) == expected)
    }

    @Test("list: newest first, by all, one id or a prefix of its digits")
    func patterns() async throws {
        let one = Sample.Manifest(partitions: 1)
        let catalog = try await Sample.catalog(["1/20/0": one, "1/201/0": one, "1/3/0": one, "1/1000/0": one])
        func ids(_ pattern: String) throws -> [Int64] {
            catalog.backupInfos(matching: try #require(BackupIDPattern(pattern))).map(\.backupID)
        }
        #expect(try ids("") == [1000, 201, 20, 3])
        #expect(try ids("*") == [1000, 201, 20, 3])
        #expect(try ids("20") == [20])
        #expect(try ids("20*") == [201, 20])
        #expect(try ids("4") == [])
    }

    @Test(
        "a pattern is nothing, *, digits, or digits and *",
        arguments: ["-1", "a", "2*0", "**", "020", "9223372036854775808", " 1", "1 *"]
    )
    func badPatterns(_ text: String) {
        #expect(BackupIDPattern(text) == nil)
    }

    @Test("a list of nothing is an empty array, a status of nothing is none")
    func nothing() async throws {
        let catalog = try await Sample.catalog([:])
        #expect(list(catalog.backupInfos()) == "[]")
        #expect(catalog.backupInfo(1) == nil)
    }

    @Test("of several copies the best counts; a tie goes to the lowest member")
    func severalCopies() async throws {
        let catalog = try await Sample.catalog([
            "1/5/0": Sample.Manifest(state: "FAILED", partitions: 1),
            "1/5/2": Sample.Manifest(partitions: 1, checkpointPosition: 22),
            "1/5/1": Sample.Manifest(partitions: 1, checkpointPosition: 11),
        ])
        let info = try #require(catalog.backupInfo(5))
        #expect(info.state == .completed)
        #expect(info.failureReason == nil)
        #expect(info.details.map(\.brokerID) == [1])
        #expect(info.details.map(\.checkpointPosition) == [11])
    }

    @Test("a manifest that cannot be read counts as absent, and is told of")
    func unreadable() async throws {
        let catalog = try await Sample.catalog(
            ["1/5/0": Sample.Manifest(partitions: 2)],
            others: ["manifests/2/5/1/manifest.json": "{", "manifests/1/6/0/manifest.json": "nothing"]
        )
        #expect(catalog.backupInfos().map(\.backupID) == [5])
        #expect(catalog.backupInfo(5)?.state == .incomplete)
        #expect(catalog.backupInfo(5)?.details.map(\.state) == [.completed, .doesNotExist])
        #expect(catalog.backupInfo(6) == nil)
        #expect(catalog.unreadableManifests().map(\.id.description) == ["2/5/1", "1/6/0"])
        #expect(catalog.unreadableManifests(matching: .exact(6)).map(\.id.description) == ["1/6/0"])
    }

    @Test("a partition id beyond all clusters is shown, but opens no list of absent ones")
    func hugePartition() async throws {
        let catalog = try await Sample.catalog([
            "2147483647/5/0": Sample.Manifest(state: "FAILED", hasDescriptor: false)
        ])
        let info = try #require(catalog.backupInfo(5))
        #expect(info.details.map(\.partitionID) == [.max])
        #expect(info.details.last?.state == .failed)
    }

    @Test("a tombstone shows what its manifest says")
    func tombstone() async throws {
        let catalog = try await Sample.catalog(["1/5/0": Sample.Manifest(state: "DELETED", partitions: 1)])
        let info = try #require(catalog.backupInfo(5))
        #expect(info.state == .deleted)
        #expect(info.details.first?.state == .deleted)
        #expect(info.details.first?.checkpointPosition == 118_877)
    }

    @Test("pretty bodies have the content of compact ones")
    func pretty() async throws {
        let catalog = try await Sample.catalog([
            "1/5/0": Sample.Manifest(partitions: 2),
            "2/5/1": Sample.Manifest(state: "FAILED", partitions: 2, failureReason: "no  space \\\" left"),
        ])
        let info = try #require(catalog.backupInfo(5))
        #expect(status(info, .pretty).contains("\n  \"backupId\": 5,\n"))
        #expect(JSONChecks.compact(status(info, .pretty)) == status(info))
        #expect(JSONChecks.compact(list(catalog.backupInfos(), .pretty)) == list(catalog.backupInfos()))
    }

    @Test("the list as a table")
    func listTable() async throws {
        let catalog = try await Sample.catalog([
            "1/5/0": Sample.Manifest(partitions: 2),
            "2/5/1": Sample.Manifest(partitions: 2, brokerVersion: "8.9.3", createdAt: "2026-04-27T09:00:00Z"),
            "1/1777280400217/0": Sample.Manifest(partitions: 2, brokerVersion: #"\u001b[2J"#),
            "1/3/0": Sample.Manifest(state: "FAILED", hasDescriptor: false),
        ])
        let expected = #"""
                   backup  state       parts  created (UTC)        broker version
            1777280400217  INCOMPLETE    1/2  2026-04-27 09:00:00  \u{1B}[2J
                        5  COMPLETED     2/2  2026-04-27 09:00:00  8.9.2, 8.9.3
                        3  FAILED        0/2  2026-04-27 09:00:00  -

            3 backups

            """#
        #expect(BackupListTable().text(catalog.backupInfos()) == expected)
        #expect(BackupListTable().text([]) == "no backups\n")
    }

    @Test("one backup as a table, with the reasons of its failures")
    func statusTable() async throws {
        let catalog = try await Sample.catalog([
            "1/5/0": Sample.Manifest(snapshotID: "null"),
            "2/5/1": Sample.Manifest(state: "FAILED", failureReason: #"disk\nfull \u202e"#),
        ])
        let expected = #"""
            backup 5: FAILED

            partition  state           created (UTC)        checkpoint  broker  version  snapshot
                    1  COMPLETED       2026-04-27 09:00:00      118877       0  8.9.2    -
                    2  FAILED          2026-04-27 09:00:00           -       -  -        51820-2-118340-118101-0-9c41d2aa
                    3  DOES_NOT_EXIST  -                             -       -  -        -
            partition 2 failed: disk\u{0A}full \u{202E}

            """#
        #expect(BackupStatusTable().text(try #require(catalog.backupInfo(5))) == expected)
    }
}
