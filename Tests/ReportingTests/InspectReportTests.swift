import BackupCatalog
import Reporting
import Testing

@Suite("InspectReport")
struct InspectReportTests {
    private func catalog() async throws -> Catalog {
        let metadata = """
            {"version":1,"partitionId":1,"lastUpdated":"2026-04-27T10:00:00Z","checkpoints":[],"ranges":[]}
            """
        return try await Sample.catalog(
            [
                "1/5/0": Sample.Manifest(partitions: 2),
                "2/5/1": Sample.Manifest(partitions: 2),
                "1/7/0": Sample.Manifest(partitions: 2, brokerVersion: "8.9.3", createdAt: "2026-04-28T09:00:00Z"),
            ],
            others: [
                "manifests/2/7/1/manifest.json": "{",
                "metadata/1/metadata.json": metadata,
                "metadata/2/metadata.json": "{",
                "ranges/1/5.start": "",
                "index/1/0/index.bin": "",
                "notes\u{1B}[2J.txt": "",
                "1/5/0/manifest.json": "{}",
            ]
        )
    }

    @Test("text: what the place is, in one view")
    func text() async throws {
        let inspection = StoreInspection(
            try await catalog(),
            areas: [StoreInspection.Area("contents", objectCount: 12, byteCount: 5_000_000)]
        )
        let expected = #"""
            store       memory (filesystem)
            layouts     legacy-s3, split
            dialects    common
            backups     2: 1 COMPLETED, 1 INCOMPLETE
            copies      4: 3 COMPLETED, 1 unreadable
            ids         5 to 7
            created     2026-04-27 09:00:00 to 2026-04-28 09:00:00 UTC
            members     0 (2), 1 (2)
            written by  8.9.2 (2), 8.9.3 (1)
            contents    4.8 MiB in 12 objects
            """#
        let text = InspectReport(inspection).text()
        #expect(text.hasPrefix(expected + "\nunreadable  1: 2/7/1: "))
        let tail = #"""
            legacy S3   1 manifest at places of an S3 store before 8.9
            foreign     1: notes\u{1B}[2J.txt
            obsolete    1 index of 8.9 alphas

            partition  copies  metadata (UTC)       checkpoints  ranges  markers
                    1       2  2026-04-27 10:00:00            0       0        1
                    2       2  unreadable                     -       -        -

            """#
        #expect(text.hasSuffix("\n" + tail))
    }

    @Test("JSON: one valid object, unknown counts null")
    func json() async throws {
        let inspection = StoreInspection(try await catalog())
        let bytes = InspectReport(inspection).json()
        _ = try JSONChecks.valueCount(bytes)
        let text = JSONChecks.compact(String(decoding: bytes, as: UTF8.self))
        #expect(
            try JSONChecks.keys(text) == [
                "schemaVersion", "store", "configuration", "backups", "copies", "checkpointIds", "created", "members",
                "writerVersions", "partitions", "areas", "unreadable", "foreign", "obsoleteIndexes", "legacyManifests",
            ]
        )
        #expect(text.contains(#""areas":null"#))
        #expect(text.contains(#""checkpointIds":{"first":5,"last":7}"#))
        #expect(text.contains(#""members":[{"memberId":"0","copies":2},{"memberId":"1","copies":2}]"#))
        #expect(text.contains(#""copies":{"IN_PROGRESS":0,"COMPLETED":3,"FAILED":0,"DELETED":0,"unreadable":1}"#))
        #expect(text.contains(#""metadata":{"lastUpdated":"2026-04-27T10:00:00Z","checkpoints":0,"ranges":0}"#))
    }

    @Test("an empty place says so")
    func empty() async throws {
        let report = InspectReport(StoreInspection(try await Sample.catalog([:])))
        #expect(report.text() == "store       memory (filesystem)\nbackups     none: there is no manifest here\n")
        let json = JSONChecks.compact(String(decoding: report.json(), as: UTF8.self))
        #expect(json.contains(#""checkpointIds":null,"created":null,"members":[]"#))
    }

    @Test("colours change nothing but the colour")
    func colours() async throws {
        let report = InspectReport(StoreInspection(try await catalog()))
        let coloured = report.text(TerminalForm(isColoured: true))
        #expect(coloured != report.text())
        #expect(coloured.replacing(/\u{1B}\[[0-9;]*m/, with: "") == report.text())
    }
}
