internal import BackupCatalog
internal import BackupModel
internal import Checksums
internal import ObjectStorage
internal import ZeebeFormat

/// Proves the checksums of a snapshot without reading its files, where the store keeps a CRC-32C of every object and tells
/// it in listings: one small file per snapshot is read, the checksum file.
struct ListedChecksumCheck {
    let store: any ObjectStore
    let progress: Progress
    let place: CopyPlace
    let descriptor: BackupDescriptor
    let names: SnapshotNameRules
    let listedNames: Set<String>
    let files: [(name: String, size: UInt64)]
    /// The store's own CRC-32C of the snapshot's files.
    let checksums: [String: UInt32]

    struct Outcome: Sendable {
        var findings: [Finding] = []
        var violations: [RuleViolation] = []
    }

    func run() async throws -> Outcome {
        var outcome = Outcome()
        guard let name = names.checksumFileName, files.contains(where: { $0.name == name }),
            files.contains(where: { $0.name != name && checksums[$0.name] != nil })
        else { return outcome }
        let reading = SmallFileReading(store: store, progress: progress, place: place)
        let bytes: [UInt8]
        switch try await reading.read(name, limit: SnapshotCheck.maximumChecksumFileByteCount) {
        case .bytes(let read): bytes = read
        case .tooLarge: return outcome
        case .failed(let finding):
            outcome.findings.append(finding)
            return outcome
        }
        if let finding = try ProviderChecksumRule(place: place, checksums).finding(name, bytes) {
            outcome.findings.append(finding)
            return outcome
        }
        do throws(FormatError) {
            outcome.violations = try violations(unsafe SnapshotChecksumFile(bytes.span.bytes), name)
        } catch {
            outcome.violations = [RuleViolation(.checksumFileEmpty, fileName: name, error.description)]
        }
        return outcome
    }

    private func violations(_ checksumFile: SnapshotChecksumFile, _ name: String) -> [RuleViolation] {
        var sizes: [String: UInt64] = [:]
        for file in files { sizes[file.name] = file.size }
        let listed = listedNames.filter { !$0.hasSuffix(SnapshotChecksumFile.nameSuffix) }.map {
            SnapshotContentRules.File(name: $0, size: sizes[$0] ?? 0, checksum: sizes[$0] == nil ? nil : checksums[$0])
        }
        .sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
        progress.update {
            $0.filesProvedByListing += Int64(
                listed.count { $0.checksum != nil && checksumFile.value(of: $0.name) != nil }
            )
        }
        let rules = SnapshotContentRules(
            files: listed,
            checksumFile: checksumFile,
            checksumFileName: name,
            metadata: .unread,
            expectation: SnapshotContentRules.Expectation(
                id: names.id,
                checkpointPosition: descriptor.checkpointPosition,
                needsPerFileChecksums: SemanticVersion(descriptor.brokerVersion)?.isAtLeast(8, 6) ?? true
            )
        )
        return rules.violations.filter { $0.rule != .snapshotTooNew }.map { violation in
            guard violation.rule == .fileChecksum else { return violation }
            return RuleViolation(
                .fileChecksum,
                fileName: violation.fileName,
                "\(violation.detail); the former is the CRC-32C in the store's own listing, the file was not read"
            )
        }
    }
}

/// Compares what was read with the checksum that the store itself keeps.
struct ProviderChecksumRule {
    private let place: CopyPlace
    private let checksums: [String: UInt32]

    /// Creates the rule for the store's own CRC-32C of a snapshot's files.
    init(place: CopyPlace, _ checksums: [String: UInt32]) {
        self.place = place
        self.checksums = checksums
    }

    /// The finding about a file of which all bytes were read; `nil` when they are right, or the store keeps no CRC-32C.
    func finding(_ name: String, _ bytes: [UInt8]) throws -> Finding? {
        guard checksums[name] != nil else { return nil }
        return try finding(name, checksum: unsafe CRC32C.checksum(of: bytes.span.bytes))
    }

    /// The same for a file whose bytes give this CRC-32C.
    func finding(_ name: String, checksum: UInt32) throws -> Finding? {
        guard let listed = checksums[name], listed != checksum else { return nil }
        return Finding(
            .objectProviderChecksumMismatch,
            copy: place.id,
            object: try place.contentKey(.snapshot, name).description,
            "the bytes that were read give the CRC-32C \(Self.hexadecimal(checksum)), the store's listing says"
                + " \(Self.hexadecimal(listed)): they were damaged on the way or in the store, or overwritten during the run"
        )
    }

    private static func hexadecimal(_ value: UInt32) -> String {
        let digits = String(value, radix: 16)
        return "0x" + String(repeating: "0", count: 8 - digits.count) + digits
    }
}
