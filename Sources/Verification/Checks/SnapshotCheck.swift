internal import BackupCatalog
internal import BackupModel
internal import Checksums
internal import ObjectStorage
internal import ZeebeFormat

/// Reads every file of a snapshot once and proves the rules of its content.
struct SnapshotCheck {
    let store: any ObjectStore
    let reading: FileChecksum
    let place: CopyPlace
    let descriptor: BackupDescriptor
    let names: SnapshotNameRules
    let files: [(name: String, size: UInt64)]
    /// Files that are stored compressed: their listed sizes are not those of the files.
    let compressedNames: Set<String>
    let listedNames: Set<String>
    let providerChecksums: ProviderChecksumRule

    private var id: BackupIdentifier { place.id }

    /// The most bytes of `zeebe.metadata` that are read; it has about 150.
    static let maximumMetadataByteCount = 1024 * 1024

    /// The most bytes of a checksum file that are read: a million lines.
    static let maximumChecksumFileByteCount = 64 * 1024 * 1024

    struct Outcome: Sendable {
        var findings: [Finding] = []
        var violations: [RuleViolation] = []
        var isBootstrap = false
        /// What the database says; `nil` where nothing can be said, since it is damaged or not all of it could be read.
        var state: DatabaseState?
        /// Whether something in the database is in a form that is not known.
        var hasUncheckedContent = false
    }

    func run() async throws -> Outcome {
        var outcome = Outcome()
        let checksumFile = try await readChecksumFile(&outcome)
        let metadata = try await readMetadata(&outcome)
        let database = DatabaseCheck(
            store: store,
            tables: TableReading(store: store, buffers: reading.buffers, progress: reading.progress),
            place: place,
            files: files
        )
        let opening = try await database.open()
        outcome.findings += opening.findings
        outcome.violations += opening.violations
        let content = try await readFiles(&outcome, metadata: metadata, database, opening)
        outcome.findings += try content.compactMap { file in
            try file.checksum.flatMap { try providerChecksums.finding(file.name, checksum: $0) }
        }
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
        outcome.violations += rules.violations
        outcome.findings += try await undeclaredCompression(rules.violations)
        let present = Set(files.map(\.name))
        outcome.violations +=
            DatabaseFileRules(manifest: opening.manifest, files: content.filter { present.contains($0.name) })
            .violations
        outcome.hasUncheckedContent = outcome.violations.contains { $0.rule == .unsupported }
        if outcome.violations.contains(where: { $0.severity == .error || $0.rule == .unsupported }) {
            outcome.state = nil
        }
        if case .bytes(let bytes) = metadata.file {
            outcome.isBootstrap = (try? unsafe SnapshotMetadata(bytes.span.bytes))?.isBootstrap ?? false
        }
        return outcome
    }

    /// Says of files with wrong checksums that they are stored compressed, where they are and nothing says so.
    private func undeclaredCompression(_ violations: [RuleViolation]) async throws -> [Finding] {
        let undeclared = UndeclaredCompression(store: store, place: place)
        var findings: [Finding] = []
        for violation in violations where violation.rule == .fileChecksum {
            guard let name = violation.fileName else { continue }
            if let finding = try await undeclared.finding(.snapshot, name) { findings.append(finding) }
        }
        return findings
    }

    // MARK: The two small files

    private func readChecksumFile(_ outcome: inout Outcome) async throws -> SnapshotChecksumFile? {
        guard let name = names.checksumFileName,
            let bytes = try await readSmall(name, limit: Self.maximumChecksumFileByteCount, &outcome)
        else { return nil }
        if let finding = try providerChecksums.finding(name, bytes) { outcome.findings.append(finding) }
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
        switch try await SmallFileReading(store: store, progress: reading.progress, place: place).read(
            name,
            limit: limit
        ) {
        case .bytes(let bytes):
            return bytes
        case .tooLarge(let size):
            outcome.findings.append(
                Finding(
                    .objectUnreadable,
                    copy: id,
                    object: try place.contentKey(.snapshot, name).description,
                    "the file has \(size) bytes, more than the \(limit) that such a file can need"
                )
            )
        case .failed(let finding):
            outcome.findings.append(finding)
        }
        return nil
    }

    // MARK: All other files

    private func readFiles(
        _ outcome: inout Outcome,
        metadata: Metadata,
        _ database: DatabaseCheck,
        _ opening: DatabaseCheck.Opening
    ) async throws -> [SnapshotContentRules.File] {
        var results: [SnapshotContentRules.File] = []
        var sizes: [String: UInt64] = [:]
        for file in files { sizes[file.name] = file.size }
        sizes.merge(opening.sizes) { _, size in size }
        if case .bytes(let bytes) = metadata.file { sizes[SnapshotMetadata.fileName] = UInt64(bytes.count) }
        var known = opening.checksums
        known[SnapshotMetadata.fileName] = metadata.checksum
        var toRead: [(name: String, size: UInt64)] = []
        for name in listedNames where !name.hasSuffix(SnapshotChecksumFile.nameSuffix) {
            // Listed files that are not there take part with their names: only the set of names is compared then.
            let size = sizes[name]
            if size == nil || known[name] != nil || opening.unread.contains(name) || name == SnapshotMetadata.fileName {
                results.append(
                    SnapshotContentRules.File(
                        name: name,
                        size: known[name] != nil ? size : listedSize(name, size),
                        checksum: known[name]
                    )
                )
            } else {
                toRead.append((name, size ?? 0))
            }
        }
        let read = try await withThrowingTaskGroup(of: FileResult.self) { group in
            var collected: [FileResult] = []
            for (index, file) in toRead.enumerated() {
                if index >= CopyAudit.filesAhead, let one = try await group.next() { collected.append(one) }
                group.addTask { try await readFile(file.name, file.size, database, opening.manifest) }
            }
            for try await one in group { collected.append(one) }
            return collected
        }
        var state = opening.manifest.map { _ in StateCollector() }
        // Without one of its files, what the others say of the state may be out of date.
        var isWhole = !listedNames.contains { sizes[$0] == nil && opening.manifest?.holdsState($0) == true }
        for one in read {
            results.append(one.file)
            if let finding = one.finding {
                outcome.findings.append(finding)
                if opening.manifest?.holdsState(one.file.name) == true { isWhole = false }
            }
            outcome.violations += one.violations
            if let collected = one.state { state?.merge(collected) }
        }
        if let omission = state?.omission {
            outcome.violations.append(
                RuleViolation(.unsupported, "the state is larger than can be compared: \(omission)")
            )
        }
        outcome.state = isWhole ? state?.state() : nil
        return results.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    }

    /// What came of one file.
    private struct FileResult: Sendable {
        var file: SnapshotContentRules.File
        var finding: Finding?
        var violations: [RuleViolation] = []
        var state: StateCollector?
    }

    /// The size of a file that was not read; `nil` where the listing does not tell it.
    private func listedSize(_ name: String, _ size: UInt64?) -> UInt64? {
        compressedNames.contains(name) ? nil : size ?? 0
    }

    private func readFile(
        _ name: String,
        _ size: UInt64,
        _ database: DatabaseCheck,
        _ manifest: RocksDBManifest?
    ) async throws -> FileResult {
        do {
            let outcome = try await database.read(name, manifest)
            return FileResult(
                file: SnapshotContentRules.File(name: name, size: outcome.size, checksum: outcome.checksum),
                violations: outcome.violations,
                state: outcome.state
            )
        } catch let error as StorageError {
            try Task.checkCancellation()
            let key = try place.contentKey(.snapshot, name)
            return FileResult(
                file: SnapshotContentRules.File(name: name, size: listedSize(name, size), checksum: nil),
                finding: try StorageFindings(id: id).finding(error, at: key)
            )
        }
    }
}
