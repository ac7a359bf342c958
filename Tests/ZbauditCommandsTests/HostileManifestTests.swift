import BackupCatalog
import BackupModel
import Foundation
import SampleStore
import Testing

/// Manifests that nobody sane would write: no trap, no unbounded memory, no success.
@Suite("Hostile manifests")
struct HostileManifestTests {
    /// Verifies, and expects damage of exactly the newest backup, found in little memory and time.
    @discardableResult
    private func expectDamage(_ store: Store, _ codes: String..., words: String? = nil) async throws -> Ended {
        let run = try await Program.run("verify", store)
        #expect(run.status == 3, "\(run.account)")
        #expect(run.peakMemory < 128 << 20, "\(run.peakMemory)")
        #expect(run.duration < .seconds(20))
        let result = try JSONValue(run.output)
        #expect(result["summary"]["restorableBackups"] == .array([.number(Store.ids[0]), .number(Store.ids[1])]))
        let errors = result["findings"].elements.filter { $0["severity"] == .text("error") }
        let found = Set(errors.compactMap { $0["code"].text })
        for code in codes { #expect(found.contains(code), "\(code) is not in \(found)\n\(run.text.suffix(3000))") }
        if let words { #expect(run.text.contains(words), "\(run.text.suffix(3000))") }
        #expect(!run.allBytes.contains(0x1B))
        return run
    }

    @Test("2 GB of zeros: unreadable, and read no further than a bound")
    func twoGigabytes() async throws {
        let store = try Store()
        try store.directory.write("", to: store.manifest())
        try store.directory.resize(store.manifest(), to: 2_000_000_000)
        let run = try await expectDamage(store, "manifest.unreadable", words: "of which the first 16777216 are read")
        let read = try #require(try JSONValue(run.output)["summary"]["bytesRead"].number)
        #expect(read < 32 << 20)
    }

    @Test(
        "every other command survives the worst manifests as well",
        arguments: ["", "{\"failureReason\":\"", "{\"x\":[[["]
    )
    func otherCommands(_ start: String) async throws {
        let store = try Store()
        try store.directory.write(start, to: store.manifest())
        try store.directory.resize(store.manifest(), to: 2_000_000_000)
        for command in [["list"], ["check"], ["status", "\(Store.newest)"]] {
            let run = try await Program.run(command, on: store)
            #expect(run.status == 3, "\(command): \(run.account)")
            #expect(run.peakMemory < 128 << 20)
            _ = try JSONValue(run.output)
            #expect(run.allText.contains("\(Store.newest)"))
        }
        let inspect = try await Program.run("inspect", store)
        #expect(inspect.status == 0, "\(inspect.account)")
        #expect(inspect.peakMemory < 128 << 20)
    }

    @Test("2 GB of an endless string: unreadable, and read no further than a bound")
    func endlessString() async throws {
        let store = try Store()
        let start = Array("{\"failureReason\":\"".utf8) + Array(repeating: UInt8(ascii: "x"), count: 17 << 20)
        try store.directory.write(start, to: store.manifest())
        try store.directory.resize(store.manifest(), to: 2_000_000_000)
        try await expectDamage(store, "manifest.unreadable", words: "of which the first 16777216 are read")
    }

    @Test("2 GB behind a whole document: judged by the document, as Zeebe does (store-layout §4.4)")
    func twoGigabytesBehindDocument() async throws {
        let store = try Store()
        try store.directory.resize(store.manifest(), to: 2_000_000_000)
        let run = try await Program.run("verify", store)
        #expect(run.status == 0, "\(run.account)")
        #expect(run.peakMemory < 128 << 20)
        #expect((try JSONValue(run.output)["summary"]["bytesRead"].number ?? .max) < 32 << 20)
    }

    @Test("cut at any byte: never read as a manifest, never a trap", arguments: WriterVersion.allCases)
    func everyPrefix(_ version: WriterVersion) throws {
        let store = try Store(SampleStoreSpecification(version: version))
        let bytes = try store.directory.bytes(of: store.manifest())
        let whole = try CommonManifestDecoder.decode(bytes.span.bytes)
        let documentLength = bytes.count - whole.trailingByteCount
        for length in 0..<documentLength {
            #expect(throws: ManifestDecodingError.self, "\(length)") {
                try CommonManifestDecoder.decode(Array(bytes[..<length]).span.bytes)
            }
        }
        for length in documentLength...bytes.count {
            let manifest = try CommonManifestDecoder.decode(Array(bytes[..<length]).span.bytes)
            #expect(manifest.id == whole.id)
        }
    }

    @Test("cut anywhere, through the program", arguments: [0, 1, 2, 60, 61, 300, 600])
    func cut(_ length: Int64) async throws {
        let store = try Store()
        try store.directory.resize(store.manifest(), to: length)
        try await expectDamage(store, "manifest.unreadable")
    }

    @Test(
        "numbers that are none: beyond 64 bits, beyond 32 bits, fractions, exponents, leading zeros",
        arguments: [
            ("\"checkpointPosition\":", "99999999999999999999"), ("\"checkpointPosition\":", "9223372036854775808"),
            ("\"checkpointPosition\":", "-9223372036854775809"), ("\"checkpointPosition\":", "1e400"),
            ("\"checkpointPosition\":", "1.5"), ("\"checkpointPosition\":", "00301"),
            ("\"checkpointPosition\":", "0x10"),
            ("\"checkpointPosition\":", "NaN"), ("\"checkpointPosition\":", String(repeating: "9", count: 1_000_000)),
            ("\"numberOfPartitions\":", "2147483648"), ("\"nodeId\":", "99999999999"),
            ("\"checkpointId\":", "99999999999999999999"), ("\"firstLogPosition\":", "18446744073709551616"),
        ]
    )
    func numbers(_ key: String, _ number: String) async throws {
        let store = try Store()
        let text = String(decoding: try store.directory.bytes(of: store.manifest()), as: UTF8.self)
        let start = try #require(text.range(of: key)).upperBound
        let end = try #require(text[start...].firstIndex { !$0.isNumber })
        try store.directory.write(text[..<start] + number + text[end...], to: store.manifest())
        try await expectDamage(store, "manifest.unreadable")
    }

    @Test(
        "positions that no log has: negative, zero, the largest",
        arguments: [
            ("-301", "manifest.position-invalid"), ("0", "manifest.position-invalid"),
            ("-9223372036854775808", "manifest.position-invalid"),
            ("9223372036854775807", "journal.checkpoint-missing"),
        ]
    )
    func positions(_ position: String, _ code: String) async throws {
        let store = try Store()
        let old = "\"checkpointPosition\":\(store.backup().checkpointPosition)"
        try store.editManifest(old, "\"checkpointPosition\":\(position)")
        try await expectDamage(store, code)
    }

    @Test("partition counts that no cluster has", arguments: ["2147483647", "-1", "0", "-2147483648"])
    func partitionCounts(_ count: String) async throws {
        let store = try Store()
        try store.editManifest("\"numberOfPartitions\":2", "\"numberOfPartitions\":\(count)")
        let run = try await expectDamage(store, "manifest.partition-out-of-range")
        #expect(run.output.count < 100_000)
    }

    @Test(
        "file names that lead elsewhere, or would drive a terminal: never opened, printed escaped",
        arguments: [
            "../../etc/passwd", "../../../../../../../../etc/passwd", "/etc/passwd", "", ".", "..", "a/b", "/",
            String(repeating: "x", count: 4096), "\\u001b[2J\\u001b[31m", "a\\u0000b", "line\\nbreak", "\\u202egnp.exe",
            "\\u0007", "\\u009b31m",
        ],
        ["snapshot", "segments"]
    )
    func fileNames(_ name: String, _ set: String) async throws {
        let store = try Store()
        let old = set == "snapshot" ? "{\"name\":\"CURRENT\"}" : "{\"name\":\"raft-partition-partition-1-1"
        let text = String(decoding: try store.directory.bytes(of: store.manifest()), as: UTF8.self)
        let start = try #require(text.range(of: old)).lowerBound
        try store.directory.write(text[..<start] + "{\"name\":\"\(name)\"}," + text[start...], to: store.manifest())
        let run = try await Program.run("verify", store)
        #expect(run.status == 3, "\(run.account)")
        #expect(!run.allBytes.contains(where: { $0 < 0x20 && $0 != 0x0A }), "\(run.account)")
        #expect(!run.text.unicodeScalars.contains { $0 == "\u{202E}" || $0 == "\u{9B}" }, "\(run.text.suffix(2000))")
        #expect(!run.text.contains("root:"))
        let table = try await Program.run("verify", store, "--format", "table")
        #expect(!table.allBytes.contains(where: { $0 < 0x20 && $0 != 0x0A }), "\(table.account)")
        #expect(table.lines.allSatisfy { $0.count < 400 })
        if name.contains("/") || name.isEmpty || name.count > 255 || name.contains("u00") || name.hasPrefix(".") {
            #expect(run.text.contains("manifest.file-name-unsafe"), "\(run.text.suffix(2000))")
        }
        let result = try JSONValue(run.output)
        for finding in result["findings"].elements {
            #expect(finding["message"].text?.contains("names :") != true, "an empty name is not visible")
        }
    }

    @Test("deep nesting", arguments: ["[", "{\"a\":"])
    func nesting(_ open: String) async throws {
        let store = try Store()
        let deep = String(repeating: open, count: 100_000)
        try store.directory.write("{\"x\":" + deep, to: store.manifest())
        try await expectDamage(store, "manifest.unreadable", words: "nesting")
    }

    @Test("deep nesting in metadata.json is no damage of a backup")
    func nestedMetadata() async throws {
        let store = try Store()
        try store.directory.write(String(repeating: "[", count: 100_000), to: "store/metadata/1/metadata.json")
        let run = try await Program.run("verify", store)
        #expect(run.status == 0, "\(run.account)")
        #expect(run.text.contains("range.metadata-unreadable"))
    }

    @Test("deep nesting in zeebe.metadata of a snapshot")
    func nestedSnapshotMetadata() async throws {
        let store = try Store()
        let name = store.contents() + "/snapshot/zeebe.metadata"
        try store.directory.write(String(repeating: "{\"a\":", count: 100_000), to: name)
        try await expectDamage(store, "snapshot.metadata-invalid")
    }

    @Test("100,000 listed files that are not there: one finding")
    func manyFiles() async throws {
        let store = try Store()
        let many = (0..<100_000).map { "{\"name\":\"\($0).sst\"}" }.joined(separator: ",")
        try store.editManifest("{\"name\":\"CURRENT\"}", "{\"name\":\"CURRENT\"},\(many)")
        try store.directory.remove(store.contents())
        let run = try await expectDamage(store, "object.missing")
        #expect(run.output.count < 100_000)
    }

    @Test(
        "text that would drive a terminal is printed escaped, in whatever property it stands",
        arguments: [
            "snapshotId", "brokerVersion", "checkpointTimestamp", "checkpointType", "statusCode", "createdAt", "zone",
            "new",
        ]
    )
    func hostileText(_ property: String) async throws {
        let store = try Store()
        let hostile = "\"\\u001b[2J\\u0007\\u009b31m\\u202e\""
        let text = String(decoding: try store.directory.bytes(of: store.manifest()), as: UTF8.self)
        if let key = text.range(of: "\"\(property)\":\"") {
            let end = try #require(text[key.upperBound...].firstIndex(of: "\""))
            let changed = text[..<key.upperBound].dropLast() + hostile + text[text.index(after: end)...]
            try store.directory.write(String(changed), to: store.manifest())
        } else if property == "zone" {
            try store.editManifest("\"nodeId\":", "\"zone\":\(hostile),\"nodeId\":")
        } else {
            try store.editManifest("{\"id\":", "{\(hostile):1,\"id\":")
        }
        let status = ["status", "\(Store.newest)"]
        for command in [
            ["verify"], ["list"], status, ["inspect"], ["records", "--backup", "latest", "--partition", "1"],
        ] {
            for format in ["json", "table"] {
                let run = try await Program.run(command, on: store, "--format", format)
                #expect([0, 2, 3].contains(run.status), "\(run.account)")
                let isHostile = run.allText.unicodeScalars.contains {
                    ($0.properties.generalCategory == .control && $0 != "\n") || $0 == "\u{202E}"
                }
                // In JSON a right-to-left mark stands for itself: parsers, not terminals, read it.
                #expect(!isHostile || (format == "json" && !run.allBytes.contains(0x1B)), "\(run.account)")
            }
        }
    }

    @Test("text of metadata.json that would drive a terminal is printed escaped")
    func hostileMetadata() async throws {
        let store = try Store()
        let text = String(decoding: try store.directory.bytes(of: "store/metadata/1/metadata.json"), as: UTF8.self)
        try store.directory.write("{\"\\u001b[2J\":1," + text.dropFirst(), to: "store/metadata/1/metadata.json")
        for format in ["json", "table"] {
            let run = try await Program.run("verify", store, "--format", format)
            #expect(!run.allBytes.contains(0x1B), "\(run.account)")
            #expect(run.text.contains("u{1B}[2J"), "\(run.account)")
        }
    }

    @Test("a reason for failure that would drive a terminal is printed escaped")
    func failureReason() async throws {
        let store = try Store()
        try store.editManifest(
            "\"statusCode\":\"COMPLETED\"",
            "\"statusCode\":\"FAILED\",\"failureReason\":\"\\u001b[2J\\u0007gone\""
        )
        for command in [["status", "\(Store.newest)"], ["list"], ["verify"]] {
            for format in ["json", "table"] {
                let run = try await Program.run(command, on: store, "--format", format)
                #expect(run.status == 0, "\(run.account)")
                #expect(!run.allBytes.contains(where: { $0 < 0x20 && $0 != 0x0A }), "\(run.account)")
            }
        }
    }
}
