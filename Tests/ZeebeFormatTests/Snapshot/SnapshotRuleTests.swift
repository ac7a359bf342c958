import Checksums
import Testing
import ZeebeFormat

/// The rules of snapshot file sets (partition-data §8, §12.1), one fault each, and what looks like it.
@Suite("Rules of snapshot files")
struct SnapshotRuleTests {
    /// A snapshot of four files, healthy until a test changes it.
    struct TestSnapshot {
        var id = "103-2-495-480"
        var checkpointPosition: Int64 = 507
        var isBeforePerFileChecksums = false
        var contents: [String: String] = [
            "000004.log": "", "000008.sst": "a table", "CURRENT": "MANIFEST-000005\n", "MANIFEST-000005": "edits",
        ]
        var metadata: String? =
            #"{"version":1,"processedPosition":495,"exportedPosition":480,"lastFollowupEventPosition":500}"#
        /// The checksum file; the right one when `nil`.
        var checksumFile: [UInt8]?
        /// Changes the lines of the right checksum file.
        var editLines: (inout [String: UInt64]) -> Void = { _ in }
        var comments = "; a comment\n"

        var files: [SnapshotContentRules.File] {
            var all = contents
            all[SnapshotMetadata.fileName] = metadata
            return all.sorted { $0.key < $1.key }.map { name, content in
                SnapshotContentRules.File(
                    name: name,
                    size: UInt64(content.utf8.count),
                    checksum: CRC32C.checksum(of: Array(content.utf8).span.bytes)
                )
            }
        }

        var text: [UInt8] {
            var lines = Dictionary(uniqueKeysWithValues: files.map { ($0.name, UInt64($0.checksum ?? 0)) })
            editLines(&lines)
            let entries = lines.sorted { $0.key < $1.key }.map { "\($0.key)   \(String($0.value, radix: 16))\n" }
            return Array((comments + entries.joined()).utf8)
        }

        /// The checksum that an id of 6 parts would have.
        var idChecksum: String {
            SnapshotIDChecksum.text(
                of: SnapshotIDChecksum.value(of: files.map { ($0.name, UInt64($0.checksum ?? 0)) })
            )
        }

        var combinedChecksum: UInt32 {
            CombinedChecksum.value(
                of: files.map { .init(name: $0.name, checksum: $0.checksum ?? 0, size: $0.size ?? 0) }
            )
        }

        func prove() throws -> [String] {
            let file = decode(checksumFile ?? text) { (span) throws(FormatError) in try SnapshotChecksumFile(span) }
            return SnapshotContentRules(
                files: files,
                checksumFile: try file.get(),
                checksumFileName: "\(id).checksum",
                metadata: metadata.map { .bytes(Array($0.utf8)) } ?? .absent,
                expectation: .init(
                    id: try? SnapshotID(id),
                    checkpointPosition: checkpointPosition,
                    needsPerFileChecksums: !isBeforePerFileChecksums
                )
            ).violations.map { "\($0.severity) \($0.rule.rawValue) \($0.fileName ?? "-")" }
        }
    }

    private func found(_ change: (inout TestSnapshot) -> Void) throws -> [String] {
        var snapshot = TestSnapshot()
        change(&snapshot)
        return try snapshot.prove()
    }

    private static let list = "103-2-495-480.checksum"

    @Test("names: listed and there are the same")
    func names() throws {
        #expect(try found { _ in } == [])
        #expect(try found { $0.editLines = { $0["000009.sst"] = 1 } } == ["error sfv-missing-file \(Self.list)"])
        #expect(try found { $0.editLines = { $0["000004.log"] = nil } } == ["error sfv-unlisted-file 000004.log"])
        #expect(try found { $0.editLines = { $0["CURRENT"] = nil } } == ["error sfv-unlisted-file CURRENT"])
        #expect(
            try found { snapshot in
                snapshot.editLines = { lines in
                    for number in 0..<300 { lines["lost-\(number)"] = 1 }
                }
            }.count == 100,
            "a foreign checksum file does not flood a report"
        )
    }

    @Test("values: all 64 bits of a listed one count")
    func values() throws {
        #expect(try found { $0.editLines = { $0["000008.sst"]? ^= 1 } } == ["error sfv-crc 000008.sst"])
        #expect(try found { $0.editLines = { $0["000008.sst"]? ^= 1 << 32 } } == ["error sfv-crc 000008.sst"])
        #expect(try found { $0.editLines = { $0["000004.log"] = 1 } } == ["error sfv-crc 000004.log"])
    }

    @Test("a file without lines is empty, and lists none of the files: three statements at most")
    func empty() throws {
        let expected = ["error sfv-empty \(Self.list)", "error sfv-unlisted-file 000004.log"]
        #expect(try found { $0.checksumFile = [] } == expected)
        #expect(try found { $0.checksumFile = Array("; only a comment\n".utf8) } == expected)
        let id = "103-2-495-480-0-\(TestSnapshot().idChecksum)"
        #expect(
            try found { snapshot in
                snapshot.id = id
                snapshot.checksumFile = []
            } == [
                "error sfv-empty \(id).checksum", "error sfv-unlisted-file 000004.log",
                "error id-checksum \(id).checksum",
            ]
        )
    }

    @Test("the form from before 8.0 is accepted where brokers read it, and must be right there")
    func combinedValueOnly() throws {
        func bytes(_ value: UInt32) -> [UInt8] { [UInt8](little: UInt64(value).byteSwapped) }
        let right = TestSnapshot().combinedChecksum
        #expect(
            try found { snapshot in
                snapshot.checksumFile = bytes(right)
                snapshot.isBeforePerFileChecksums = true
            } == []
        )
        #expect(
            try found { snapshot in
                snapshot.checksumFile = bytes(right ^ 1)
                snapshot.isBeforePerFileChecksums = true
            } == ["error combined \(Self.list)"]
        )
        #expect(try found { $0.checksumFile = bytes(right) } == ["error sfv-empty \(Self.list)"])
    }

    @Test("the combined value in a comment never decides")
    func combined() throws {
        func comment(_ value: UInt32) -> String { "; combinedValue = \(String(value, radix: 16))\n" }
        let right = TestSnapshot().combinedChecksum
        #expect(
            try found { snapshot in
                snapshot.comments = comment(right)
                snapshot.isBeforePerFileChecksums = true
            } == []
        )
        #expect(
            try found { snapshot in
                snapshot.comments = comment(right ^ 1)
                snapshot.isBeforePerFileChecksums = true
            } == ["warning combined \(Self.list)"]
        )
        #expect(
            try found { snapshot in
                snapshot.comments = comment(right)
                snapshot.isBeforePerFileChecksums = true
                snapshot.editLines = { $0["CURRENT"]? ^= 1 }
            } == ["error sfv-crc CURRENT"]
        )
    }

    @Test("the checksum in the id is that of the listed names and values")
    func idChecksum() throws {
        let right = "103-2-495-480-0-\(TestSnapshot().idChecksum)"
        #expect(try found { $0.id = right } == [])
        #expect(try found { $0.id = "103-2-495-480-0-1" } == ["error id-checksum 103-2-495-480-0-1.checksum"])
        #expect(try found { $0.id = "103-2-495-480-0" } == [], "an id of 5 parts has none")
        #expect(
            try found { snapshot in
                snapshot.id = right
                snapshot.editLines = { $0["000008.sst"]? ^= 1 }
            } == ["error sfv-crc 000008.sst", "error id-checksum \(right).checksum"]
        )
        #expect(
            try found { snapshot in
                snapshot.id = right
                snapshot.editLines = { $0["000008.sst"]? ^= 0x100 }
            } == ["error sfv-crc 000008.sst"],
            "only the lowest byte of a value is in it"
        )
    }

    private static func metadata(
        processed: Int64 = 495,
        exported: Int64 = 480,
        followup: Int64? = 500,
        rest: String = ""
    ) -> String {
        #"{"version":1,"processedPosition":\#(processed),"exportedPosition":\#(exported)"#
            + (followup.map { #","lastFollowupEventPosition":\#($0)"# } ?? "") + "\(rest)}"
    }

    @Test("zeebe.metadata agrees with the id and lies before the checkpoint")
    func metadata() throws {
        let name = SnapshotMetadata.fileName
        func found(_ metadata: String?, checkpoint: Int64 = 507) throws -> [String] {
            try self.found { snapshot in
                snapshot.metadata = metadata
                snapshot.checkpointPosition = checkpoint
            }
        }
        #expect(try found(Self.metadata(processed: 494)) == ["error metadata-id \(name)"])
        #expect(try found(Self.metadata(exported: 481)) == ["error metadata-id \(name)"])
        #expect(try found(Self.metadata(processed: 1, exported: 0, rest: #","bootstrap":true"#)) == [])
        #expect(try found(Self.metadata(processed: 1, exported: 0, rest: #","isBootstrap":true"#)) == [])
        #expect(try found(Self.metadata(rest: #","bootstrap":false,"x":[{}]"#)) == [])
        #expect(try found("{") == ["error metadata-id \(name)"])
        #expect(try found("") == ["error metadata-id \(name)"])
        #expect(try found(Self.metadata(followup: 506)) == [])
        #expect(try found(Self.metadata(followup: 507)) == ["error snap-too-new \(name)"])
        #expect(try found(Self.metadata(followup: nil)) == ["error snap-too-new \(name)"])
        #expect(try found(Self.metadata(rest: #","maxExportedPosition":506"#)) == [])
        #expect(try found(Self.metadata(rest: #","maxExportedPosition":507"#)) == ["error snap-too-new \(name)"])
        #expect(try found(Self.metadata(rest: #","maxExportedPosition":null"#)) == [])
        #expect(try found(Self.metadata(rest: #","maxExportedPosition":9223372036854775807"#)) == [], "unknown")
        #expect(try found(nil) == ["error snap-too-new -"], "absent: the position is unknown")
        #expect(try found(Self.metadata(), checkpoint: 496).map { $0.dropLast(name.count) } == ["error snap-too-new "])
        #expect(
            try found(Self.metadata(followup: 495), checkpoint: 495)
                == ["error snap-too-new -", "error snap-too-new \(name)"]
        )
    }

    @Test("without exporters the exported position is the last of all numbers, and that is no fault")
    func noExporter() throws {
        let exported = SnapshotID.noExporterPosition
        #expect(
            try found { snapshot in
                snapshot.id = "103-2-495-\(exported)"
                snapshot.metadata = Self.metadata(exported: exported)
            } == []
        )
    }

    @Test(
        "names: an id of at least four numbers, and one checksum file, which is the id's",
        arguments: [
            ("1-2-3-4", ["1-2-3-4.checksum", "CURRENT"], []),
            ("1-2-3-4-0", ["1-2-3-4-0.checksum"], []),
            ("1-2-3-4-0-ab", ["1-2-3-4-0-ab.checksum"], []),
            ("1-2-3", ["1-2-3.checksum"], ["snap-id"]),
            ("1-2-3-x", ["1-2-3-x.checksum"], ["snap-id"]),
            ("transient-ab", ["transient-ab.checksum"], ["snap-id"]),
            ("1-2-3-4", ["CURRENT"], ["sfv-name"]),
            ("1-2-3-4", [], ["sfv-name"]),
            ("1-2-3-4", ["1-2-3-5.checksum"], ["sfv-name"]),
            ("1-2-3-4", ["1-2-3-4.checksum", "1-2-3-5.checksum"], ["sfv-name"]),
            ("", [".checksum"], ["snap-id"]),
        ] as [(String, [String], [String])]
    )
    func nameRules(_ id: String, _ names: [String], _ expected: [String]) {
        let rules = SnapshotNameRules(snapshotID: id, fileNames: names)
        #expect(rules.violations.map(\.rule.rawValue) == expected)
        #expect(rules.violations.allSatisfy { $0.severity == .error })
        #expect((rules.id == nil) == expected.contains("snap-id"))
        if names.contains("\(id).checksum") { #expect(rules.checksumFileName == "\(id).checksum") }
    }
}
