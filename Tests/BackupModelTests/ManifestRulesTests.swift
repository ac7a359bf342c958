import BackupModel
import Testing
import ZeebeFormat

@Suite("Rules of a manifest by itself (store-layout §18)")
struct ManifestRulesTests {
    static let id = BackupIdentifier(partitionID: 1, checkpointID: 100, member: MemberID(nodeID: 0))
    static let now = time(1_800_000_000)
    static let created = time(1_700_000_000)

    static func time(_ seconds: Int64) -> Timestamp {
        guard let time = Timestamp(seconds: seconds) else { fatalError("\(seconds) is in range") }
        return time
    }

    static func manifest(_ change: (inout Manifest) -> Void = { _ in }) -> Manifest {
        var manifest = Manifest(
            id: id,
            descriptor: BackupDescriptor(
                snapshotID: "1-1-1-1",
                firstLogPosition: 1,
                checkpointPosition: 20,
                numberOfPartitions: 1,
                brokerVersion: "8.9.0",
                checkpointTimestamp: nil,
                checkpointType: .manualBackup
            ),
            state: .completed,
            snapshotFiles: FileNameList(["CURRENT", "1-1-1-1.checksum"]),
            segmentFiles: FileNameList(["raft-partition-partition-1-1.log"]),
            createdAt: created,
            modifiedAt: created
        )
        change(&manifest)
        return manifest
    }

    static func codes(_ manifest: Manifest, isFilesystem: Bool = true) -> [String] {
        ManifestRules.check(manifest, place: id, object: "m", now: now, isFilesystem: isFilesystem)
            .map { "\($0.severity.rawValue) \($0.code.rawValue)" }
    }

    @Test("a manifest as Zeebe writes it is silent")
    func healthy() {
        #expect(Self.codes(Self.manifest()).isEmpty)
        #expect(Self.codes(Self.manifest { $0.trailingByteCount = 2 }).isEmpty)
    }

    /// One broken rule.
    struct Breach: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let expected: String
        let change: @Sendable (inout Manifest) -> Void

        init(_ name: String, _ expected: String, _ change: @escaping @Sendable (inout Manifest) -> Void) {
            testDescription = name
            self.expected = expected
            self.change = change
        }
    }

    static let breaches: [Breach] = [
        Breach("other identity", "manifest.id-mismatch") {
            $0.id = BackupIdentifier(partitionID: 2, checkpointID: 100, member: MemberID(nodeID: 0))
        },
        Breach("no descriptor", "manifest.descriptor-missing") { $0.descriptor = nil },
        Breach("no segments", "manifest.segments-empty") { $0.segmentFiles = FileNameList() },
        Breach("position 0", "manifest.position-invalid") { $0.descriptor?.checkpointPosition = 0 },
        Breach("first position behind the checkpoint", "manifest.position-invalid") {
            $0.descriptor?.firstLogPosition = 21
        },
        Breach("no partitions", "manifest.partition-out-of-range") { $0.descriptor?.numberOfPartitions = 0 },
        Breach("more partitions than keys have", "manifest.partition-out-of-range") {
            $0.descriptor?.numberOfPartitions = 8193
        },
        Breach("files without id", "manifest.snapshot-inconsistent") { $0.descriptor?.snapshotID = nil },
        Breach("id without files", "manifest.snapshot-inconsistent") { $0.snapshotFiles = FileNameList() },
        Breach("name with a slash", "manifest.file-name-unsafe") { $0.snapshotFiles.append("../CURRENT") },
        Breach("empty name", "manifest.file-name-unsafe") { $0.segmentFiles.append("") },
        Breach("name in both sets", "manifest.duplicate-file-name") { $0.segmentFiles.append("CURRENT") },
    ]

    @Test("each breach is an error of a COMPLETED backup and a warning of another", arguments: breaches)
    func breach(_ breach: Breach) {
        var manifest = Self.manifest(breach.change)
        #expect(Self.codes(manifest) == ["error \(breach.expected)"])
        manifest.state = .failed
        let isAboutCompleteness = [
            "manifest.descriptor-missing", "manifest.segments-empty", "manifest.snapshot-inconsistent",
        ].contains(breach.expected)
        #expect(Self.codes(manifest) == (isAboutCompleteness ? [] : ["warning \(breach.expected)"]))
    }

    @Test("a name twice in one set makes Zeebe refuse the manifest in any state", arguments: BackupState.allCases)
    func duplicateName(_ state: BackupState) {
        let manifest = Self.manifest {
            $0.segmentFiles.append("raft-partition-partition-1-1.log")
            $0.state = state
        }
        #expect(Self.codes(manifest) == ["error manifest.duplicate-file-name"])
    }

    @Test("times: created before modified, not in the future beyond a day of clock skew")
    func times() throws {
        let later = Self.time(Self.created.seconds + 1)
        #expect(Self.codes(Self.manifest { $0.modifiedAt = later }).isEmpty)
        #expect(Self.codes(Self.manifest { $0.createdAt = later }) == ["warning manifest.timestamps-invalid"])
        let tomorrow = Self.time(Self.now.seconds + 80_000)
        #expect(Self.codes(Self.manifest { $0.modifiedAt = tomorrow }).isEmpty)
        let nextWeek = Self.time(Self.now.seconds + 600_000)
        #expect(Self.codes(Self.manifest { $0.modifiedAt = nextWeek }) == ["warning manifest.timestamps-invalid"])
    }

    @Test("properties, versions and left-over bytes")
    func notes() {
        #expect(Self.codes(Self.manifest { $0.unknownProperties = ["x"] }) == ["warning manifest.unknown-property"])
        #expect(
            Self.codes(Self.manifest { $0.descriptor?.brokerVersion = "dev" }) == [
                "warning manifest.broker-version-invalid"
            ]
        )
        #expect(
            Self.codes(Self.manifest { $0.trailingByteCount = 2 }, isFilesystem: false) == [
                "info manifest.trailing-bytes"
            ]
        )
    }
}
