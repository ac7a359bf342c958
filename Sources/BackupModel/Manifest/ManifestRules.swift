internal import SafeText
public import ZeebeFormat

/// The rules that a manifest must keep by itself (store-layout §18, M1 to M11).
public struct ManifestRules: Sendable {
    /// Identity by the place of the manifest.
    private let place: BackupIdentifier
    /// Key of the manifest.
    private let object: String
    private let manifest: Manifest
    private let now: Timestamp
    private let isFilesystem: Bool
    private var findings: [Finding] = []

    /// Most partitions that a cluster can have: keys give 13 bits to the partition.
    public static let maximumPartitionCount: Int32 = 8192

    /// Tolerance for clocks of brokers that run ahead of this machine's, in seconds.
    private static let clockToleranceSeconds: Int64 = 24 * 60 * 60

    /// Returns what is wrong with a manifest.
    ///
    /// - Parameters:
    ///   - manifest: The manifest.
    ///   - place: The identity that its key states.
    ///   - object: Its key, printable.
    ///   - now: The current time.
    ///   - isFilesystem: Whether the store is a filesystem, where left-over bytes are the rule.
    public static func check(
        _ manifest: Manifest,
        place: BackupIdentifier,
        object: String,
        now: Timestamp,
        isFilesystem: Bool
    ) -> [Finding] {
        var rules = ManifestRules(
            place: place,
            object: object,
            manifest: manifest,
            now: now,
            isFilesystem: isFilesystem
        )
        rules.checkIdentity()
        rules.checkDescriptor()
        rules.checkFileSet("snapshot", manifest.snapshotFiles)
        rules.checkFileSet("segments", manifest.segmentFiles)
        rules.checkCollisions()
        rules.checkCompleteness()
        rules.checkTimes()
        rules.checkProperties()
        return rules.findings
    }

    private init(place: BackupIdentifier, object: String, manifest: Manifest, now: Timestamp, isFilesystem: Bool) {
        self.place = place
        self.object = object
        self.manifest = manifest
        self.now = now
        self.isFilesystem = isFilesystem
    }

    /// Adds a finding that is an error only where the backup claims to be complete: another one is never restored.
    private mutating func add(
        _ code: FindingCode,
        rule: Rule? = nil,
        evidence: [Finding.Evidence] = [],
        _ message: String
    ) {
        let isMilder = code.defaultSeverity == .error && manifest.state != .completed
        findings.append(
            Finding(
                code,
                rule: rule?.rawValue,
                severity: isMilder ? .warning : code.defaultSeverity,
                copy: place,
                object: object,
                evidence: evidence,
                message
            )
        )
    }

    private mutating func checkIdentity() {
        guard manifest.id != place else { return }
        let stated = PrintableText.form(of: manifest.id.description)
        add(.manifestIDMismatch, "the manifest says that it is backup \(stated), its place says \(place)")
    }

    private mutating func checkDescriptor() {
        guard let descriptor = manifest.descriptor else { return }
        if descriptor.checkpointPosition < 1 {
            add(
                .manifestPositionInvalid,
                evidence: [.number("checkpointPosition", descriptor.checkpointPosition)],
                "checkpoint position is \(descriptor.checkpointPosition), expected 1 or more"
            )
        } else if let first = descriptor.firstLogPosition, first > descriptor.checkpointPosition {
            add(
                .manifestPositionInvalid,
                evidence: [.number("firstLogPosition", first)],
                "first log position \(first) is behind the checkpoint position \(descriptor.checkpointPosition)"
            )
        }
        if descriptor.numberOfPartitions < place.partitionID
            || descriptor.numberOfPartitions > Self.maximumPartitionCount
        {
            add(
                .manifestPartitionOutOfRange,
                evidence: [.number("numberOfPartitions", Int64(descriptor.numberOfPartitions))],
                "a backup of partition \(place.partitionID) says that the cluster has \(descriptor.numberOfPartitions) partitions"
            )
        }
        if SemanticVersion(descriptor.brokerVersion) == nil {
            add(
                .manifestBrokerVersionInvalid,
                "broker version \(PrintableText.form(of: descriptor.brokerVersion)) is not a version like 8.9.2"
            )
        }
    }

    private mutating func checkFileSet(_ set: String, _ names: FileNameList) {
        var seen: Set<String> = []
        for name in names {
            if let problem = Self.problem(ofFileName: name) {
                add(
                    .manifestFileNameUnsafe,
                    "the \(set) file set names \"\(PrintableText.form(of: name))\": \(problem); it is not read"
                )
            }
            if !seen.insert(name).inserted {
                // Zeebe refuses the whole manifest, and with it every answer about the partition, in any state.
                findings.append(
                    Finding(
                        .manifestDuplicateFileName,
                        copy: place,
                        object: object,
                        "the \(set) file set names \(PrintableText.form(of: name)) twice; Zeebe refuses such a manifest"
                    )
                )
            }
        }
    }

    /// Returns why a name cannot be that of a file in a file set; `nil` when it can.
    public static func problem(ofFileName name: String) -> String? {
        if name.isEmpty { return "the name is empty" }
        if name == "." || name == ".." { return "the name is a directory" }
        if name.utf8.count > 255 { return "the name is longer than 255 bytes" }
        if name.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) {
            return "the name holds control characters"
        }
        if name.utf8.contains(UInt8(ascii: "/")) { return "the name leads out of its directory" }
        return nil
    }

    /// A restore fetches both file sets into one directory, so that one name cannot be in both (store-layout §15.1 step 4).
    private mutating func checkCollisions() {
        let snapshot = Set(manifest.snapshotFiles)
        for name in manifest.segmentFiles where snapshot.contains(name) {
            add(
                .manifestDuplicateFileName,
                "both file sets name \(PrintableText.form(of: name)); a restore fetches them into one directory"
            )
        }
    }

    private mutating func checkCompleteness() {
        let hasSnapshotFiles = !manifest.snapshotFiles.isEmpty
        if let descriptor = manifest.descriptor, manifest.state == .completed {
            if descriptor.snapshotID == nil, hasSnapshotFiles {
                add(
                    .manifestSnapshotInconsistent,
                    rule: .snapshotUnexpected,
                    "the manifest lists \(manifest.snapshotFiles.count) snapshot files, but no snapshot id"
                )
            } else if let id = descriptor.snapshotID, !hasSnapshotFiles {
                add(
                    .manifestSnapshotInconsistent,
                    "the manifest names snapshot \(PrintableText.form(of: id)), but lists no snapshot files"
                )
            }
        }
        guard manifest.state == .completed else { return }
        if manifest.descriptor == nil {
            add(.manifestDescriptorMissing, "a COMPLETED backup has no descriptor: nothing tells where it ends")
        }
        if manifest.segmentFiles.isEmpty {
            add(.manifestSegmentsEmpty, "a COMPLETED backup lists no journal segment")
        }
    }

    private mutating func checkTimes() {
        if manifest.createdAt > manifest.modifiedAt {
            add(
                .manifestTimestampsInvalid,
                "created at \(manifest.createdAt), but last modified before, at \(manifest.modifiedAt)"
            )
        }
        let latest = max(manifest.createdAt, manifest.modifiedAt)
        if latest.seconds > now.seconds, latest.seconds - now.seconds > Self.clockToleranceSeconds {
            add(.manifestTimestampsInvalid, "the manifest's time \(latest) is in the future; it is now \(now)")
        }
    }

    private mutating func checkProperties() {
        if !manifest.unknownProperties.isEmpty {
            let names = manifest.unknownProperties.map { PrintableText.form(of: $0) }.joined(separator: ", ")
            add(
                .manifestUnknownProperty,
                "unknown properties: \(names). A Zeebe that does not know them refuses the manifest"
            )
        }
        if manifest.trailingByteCount > 0, !isFilesystem {
            add(
                .manifestTrailingBytes,
                evidence: [.number("bytes", Int64(manifest.trailingByteCount))],
                "\(manifest.trailingByteCount) bytes follow the document: a filesystem store wrote it"
            )
        }
    }
}
