internal import BackupCatalog
internal import BackupModel
internal import Checksums
internal import ObjectStorage
internal import ZeebeFormat

/// Reads every file of a snapshot once and proves the rules of its content.
struct SnapshotCheck {
    let store: any ObjectStore
    let reading: FileChecksum
    let id: BackupIdentifier
    let descriptor: BackupDescriptor
    let names: SnapshotNameRules
    let files: [(name: String, size: UInt64)]
    let listedNames: Set<String>

    /// The most bytes of `zeebe.metadata` that are read; it has about 150.
    static let maximumMetadataByteCount = 1024 * 1024

    /// The most bytes of a checksum file that are read: a million lines.
    static let maximumChecksumFileByteCount = 64 * 1024 * 1024

    struct Outcome: Sendable {
        var findings: [Finding] = []
        var violations: [RuleViolation] = []
        var isBootstrap = false
    }

    func run() async throws -> Outcome {
        var outcome = Outcome()
        let checksumFile = try await readChecksumFile(&outcome)
        let metadata = try await readMetadata(&outcome)
        let content = try await readFiles(&outcome, metadata: metadata)
        let rules = SnapshotContentRules(
            files: content,
            checksumFile: checksumFile,
            checksumFileName: names.checksumFileName,
            metadata: metadata.file,
            expectation: SnapshotContentRules.Expectation(
                id: names.id,
                checkpointPosition: descriptor.checkpointPosition,
                needsPerFileChecksums: SemanticVersion(descriptor.brokerVersion)?.isAtLeast(8, 6) ?? true
            )
        )
        outcome.violations = rules.violations
        if case .bytes(let bytes) = metadata.file {
            outcome.isBootstrap = (try? unsafe SnapshotMetadata(bytes.span.bytes))?.isBootstrap ?? false
        }
        return outcome
    }

    // MARK: The two small files

    private func readChecksumFile(_ outcome: inout Outcome) async throws -> SnapshotChecksumFile? {
        guard let name = names.checksumFileName,
            let bytes = try await readSmall(name, limit: Self.maximumChecksumFileByteCount, &outcome)
        else { return nil }
        do throws(FormatError) {
            return try unsafe SnapshotChecksumFile(bytes.span.bytes)
        } catch {
            outcome.violations.append(RuleViolation(.checksumFileEmpty, fileName: name, error.description))
            return nil
        }
    }

    private struct Metadata {
        var file: SnapshotContentRules.MetadataFile
        var checksum: UInt32?
    }

    private func readMetadata(_ outcome: inout Outcome) async throws -> Metadata {
        let name = SnapshotMetadata.fileName
        guard listedNames.contains(name) else { return Metadata(file: .absent) }
        guard let bytes = try await readSmall(name, limit: Self.maximumMetadataByteCount, &outcome) else {
            return Metadata(file: .unread)
        }
        return Metadata(file: .bytes(bytes), checksum: unsafe CRC32C.checksum(of: bytes.span.bytes))
    }

    /// Reads a file that is small by nature; `nil` when it is absent or unreadable, which a finding says.
    private func readSmall(_ name: String, limit: Int, _ outcome: inout Outcome) async throws -> [UInt8]? {
        guard files.contains(where: { $0.name == name }) else { return nil }
        let key = try SplitLayout.contentKey(id, .snapshot, name)
        do throws(StorageError) {
            let content = try await store.readAll(key, limit: limit)
            reading.progress.update {
                $0.objectsRead += 1
                $0.bytesRead += Int64(content.bytes.count)
                $0.bytesDone += Int64(content.bytes.count)
            }
            guard !content.isTruncated else {
                outcome.findings.append(
                    Finding(
                        .objectUnreadable,
                        copy: id,
                        object: key.description,
                        "the file has \(content.size) bytes, more than the \(limit) that such a file can need"
                    )
                )
                return nil
            }
            return content.bytes
        } catch {
            outcome.findings.append(StorageFindings(id: id).finding(error, at: key))
            return nil
        }
    }

    // MARK: All other files

    private func readFiles(_ outcome: inout Outcome, metadata: Metadata) async throws -> [SnapshotContentRules.File] {
        var results: [SnapshotContentRules.File] = []
        var sizes: [String: UInt64] = [:]
        for file in files { sizes[file.name] = file.size }
        // Listed files that are not there take part with their names: only the set of names is compared then.
        for name in listedNames where sizes[name] == nil && !name.hasSuffix(SnapshotChecksumFile.nameSuffix) {
            results.append(SnapshotContentRules.File(name: name, size: 0, checksum: nil))
        }
        let toRead = files.filter {
            $0.name != SnapshotMetadata.fileName && !$0.name.hasSuffix(SnapshotChecksumFile.nameSuffix)
        }
        if let metadataSize = sizes[SnapshotMetadata.fileName] {
            results.append(
                SnapshotContentRules.File(
                    name: SnapshotMetadata.fileName,
                    size: metadataSize,
                    checksum: metadata.checksum
                )
            )
        }
        let read = try await withThrowingTaskGroup(of: (SnapshotContentRules.File, Finding?).self) { group in
            var collected: [(SnapshotContentRules.File, Finding?)] = []
            for (index, file) in toRead.enumerated() {
                if index >= CopyAudit.filesAhead, let one = try await group.next() { collected.append(one) }
                group.addTask { try await readFile(file.name, file.size) }
            }
            for try await one in group { collected.append(one) }
            return collected
        }
        for (file, finding) in read {
            results.append(file)
            if let finding { outcome.findings.append(finding) }
        }
        return results.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    }

    private func readFile(_ name: String, _ size: UInt64) async throws -> (SnapshotContentRules.File, Finding?) {
        let key = try SplitLayout.contentKey(id, .snapshot, name)
        do {
            let checksum = try await reading.compute(key)
            return (SnapshotContentRules.File(name: name, size: size, checksum: checksum), nil)
        } catch let error as StorageError {
            return (
                SnapshotContentRules.File(name: name, size: size, checksum: nil),
                StorageFindings(id: id).finding(error, at: key)
            )
        }
    }
}
