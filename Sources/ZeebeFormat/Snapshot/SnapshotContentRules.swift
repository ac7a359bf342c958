internal import SafeText

/// The rules of a snapshot that need the bytes of its files (partition-data §8.3 to §8.6).
///
/// Pure: the caller reads each file once and hands over its checksum, and the bytes of the two small files.
public struct SnapshotContentRules: Sendable {
    /// What the manifest says that the snapshot must agree with.
    public struct Expectation: Sendable {
        /// The snapshot's id; `nil` when it is not one.
        public var id: SnapshotID?
        /// Position of the checkpoint.
        public var checkpointPosition: Int64
        /// Whether the broker was of a release that reads per-file checksums only (8.6 and later).
        public var needsPerFileChecksums: Bool

        /// Creates an expectation.
        public init(id: SnapshotID?, checkpointPosition: Int64, needsPerFileChecksums: Bool) {
            self.id = id
            self.checkpointPosition = checkpointPosition
            self.needsPerFileChecksums = needsPerFileChecksums
        }
    }

    /// One file of the snapshot, the checksum file not among them.
    public struct File: Sendable {
        /// Its name in the manifest.
        public var name: String
        /// Its size in bytes; `nil` when it is stored compressed and could not be read. Known where the checksum is.
        public var size: UInt64?
        /// CRC-32C of its bytes; `nil` when it could not be read, which another finding says.
        public var checksum: UInt32?

        /// Creates a file.
        public init(name: String, size: UInt64?, checksum: UInt32?) {
            self.name = name
            self.size = size
            self.checksum = checksum
        }
    }

    /// The content of `zeebe.metadata`.
    public enum MetadataFile: Sendable {
        /// The manifest does not list it.
        case absent
        /// It could not be read, which another finding says.
        case unread
        /// Its bytes.
        case bytes([UInt8])
    }

    /// The most violations of one rule that are kept, so that a foreign checksum file does not flood a report.
    static let limitPerRule = 100

    /// Broken rules.
    public private(set) var violations: [RuleViolation] = []

    private let expectation: Expectation
    private let checksumFileName: String?
    private var counts: [Rule: Int] = [:]

    /// Proves the rules.
    ///
    /// - Parameters:
    ///   - checksumFile: The parsed checksum file; `nil` when there is none or it could not be read.
    ///   - checksumFileName: Its name, for violations.
    public init(
        files: [File],
        checksumFile: SnapshotChecksumFile?,
        checksumFileName: String?,
        metadata: MetadataFile,
        expectation: Expectation
    ) {
        self.expectation = expectation
        self.checksumFileName = checksumFileName
        if let checksumFile { prove(files, against: checksumFile) }
        prove(metadata)
    }

    private mutating func add(_ rule: Rule, fileName: String?, _ detail: String) {
        counts[rule, default: 0] += 1
        guard counts[rule, default: 0] <= Self.limitPerRule else { return }
        violations.append(RuleViolation(rule, fileName: fileName, detail))
    }

    // MARK: Checksums

    private mutating func prove(_ files: [File], against checksumFile: SnapshotChecksumFile) {
        switch checksumFile.form {
        case .empty:
            add(.checksumFileEmpty, fileName: checksumFileName, "the checksum file has no bytes")
        case .combinedValueOnly:
            if expectation.needsPerFileChecksums {
                add(
                    .checksumFileEmpty,
                    fileName: checksumFileName,
                    "the checksum file has the form from before 8.0, without a checksum per file: Zeebe 8.6 and later refuse it"
                )
            } else {
                proveCombined(files, checksumFile)
            }
            return
        case .text:
            if checksumFile.entries.isEmpty {
                add(.checksumFileEmpty, fileName: checksumFileName, "the checksum file names no file")
            }
        }
        proveNames(files, checksumFile)
        proveValues(files, checksumFile)
        proveIDChecksum(files, checksumFile)
        if checksumFile.combinedValue != nil { proveCombined(files, checksumFile) }
    }

    private mutating func proveNames(_ files: [File], _ checksumFile: SnapshotChecksumFile) {
        let listed = Set(files.map(\.name))
        for entry in checksumFile.entries where !listed.contains(entry.name) {
            add(
                .checksumFileMissingFile,
                fileName: checksumFileName,
                "the checksum file names \(PrintableText.form(of: entry.name)), which the manifest does not list"
            )
        }
        guard !checksumFile.entries.isEmpty else {
            // One cause, one statement: not one for each file.
            if let first = files.first {
                add(
                    .checksumFileUnlistedFile,
                    fileName: first.name,
                    files.count == 1
                        ? "the checksum file has no checksum of this file"
                        : "the checksum file has no checksum of this file and \(files.count - 1) more"
                )
            }
            return
        }
        for file in files where checksumFile.value(of: file.name) == nil {
            add(
                .checksumFileUnlistedFile,
                fileName: file.name,
                "the checksum file has no checksum of \(PrintableText.form(of: file.name))"
            )
        }
    }

    private mutating func proveValues(_ files: [File], _ checksumFile: SnapshotChecksumFile) {
        for file in files {
            guard let listed = checksumFile.value(of: file.name), let actual = file.checksum,
                listed != UInt64(actual)
            else { continue }
            add(
                .fileChecksum,
                fileName: file.name,
                "checksum of its \(file.size ?? 0) bytes is \(hex(actual)), the checksum file says \(hex(UInt32(clamping: listed)))"
            )
        }
    }

    private mutating func proveIDChecksum(_ files: [File], _ checksumFile: SnapshotChecksumFile) {
        guard let stated = expectation.id?.checksum else { return }
        let computed = SnapshotIDChecksum.value(of: checksumFile)
        let actual = files.compactMap { file in file.checksum.map { (name: file.name, value: UInt64($0)) } }
        let isActualRight = actual.count == files.count && SnapshotIDChecksum.value(of: actual) == stated
        if computed != stated {
            add(
                .idChecksum,
                fileName: checksumFileName,
                "the checksum file gives the id checksum \(hex(computed)), the snapshot id says \(hex(stated))"
                    + (isActualRight
                        ? "; the files' own checksums give it: the checksum file is wrong, the files are intact" : "")
            )
        }
    }

    private mutating func proveCombined(_ files: [File], _ checksumFile: SnapshotChecksumFile) {
        guard let stated = checksumFile.combinedValue else { return }
        let known = files.compactMap { file in
            file.checksum.map { CombinedChecksum.File(name: file.name, checksum: $0, size: file.size ?? 0) }
        }
        guard known.count == files.count else { return }
        let values = CombinedChecksum.Scope.allCases.map { CombinedChecksum.value(of: known, scope: $0) }
        guard !values.contains(where: { UInt64($0) == stated }) else { return }
        let isDecisive = checksumFile.form == .combinedValueOnly
        // Where files differ from their own checksums, that says more than their sum.
        guard isDecisive || counts[.fileChecksum] == nil else { return }
        violations.append(
            RuleViolation(
                .combinedChecksum,
                fileName: checksumFileName,
                severity: isDecisive ? .error : expectation.needsPerFileChecksums ? .info : .warning,
                "combined checksum is \(hex(UInt32(clamping: stated))), the files give"
                    + " \(values.map { hex($0) }.joined(separator: " or "))"
            )
        )
    }

    // MARK: Positions

    private mutating func prove(_ file: MetadataFile) {
        let metadata: SnapshotMetadata?
        switch file {
        case .unread:
            metadata = nil
        case .absent:
            metadata = nil
            add(
                .snapshotTooNew,
                fileName: nil,
                "there is no zeebe.metadata, so the last written position is unknown and counts as behind the checkpoint"
            )
        case .bytes(let bytes):
            do throws(FormatError) {
                metadata = try unsafe SnapshotMetadata(bytes.span.bytes)
            } catch {
                metadata = nil
                add(.metadataID, fileName: SnapshotMetadata.fileName, "not readable: \(error)")
            }
        }
        if let id = expectation.id {
            provePosition("processed position in the snapshot id", id.processedPosition, fileName: nil)
        }
        guard let metadata else { return }
        if let id = expectation.id, !metadata.isBootstrap,
            metadata.processedPosition != id.processedPosition || metadata.exportedPosition != id.exportedPosition
        {
            add(
                .metadataID,
                fileName: SnapshotMetadata.fileName,
                "processed and exported position are \(metadata.processedPosition) and \(metadata.exportedPosition),"
                    + " the snapshot id says \(id.processedPosition) and \(id.exportedPosition)"
            )
        }
        provePosition(
            "last follow-up position",
            metadata.lastFollowupEventPosition,
            fileName: SnapshotMetadata.fileName
        )
        if let exported = metadata.maxExportedPosition, exported != SnapshotMetadata.unknownPosition {
            provePosition("highest exported position", exported, fileName: SnapshotMetadata.fileName)
        }
    }

    private mutating func provePosition(_ what: String, _ position: Int64, fileName: String?) {
        guard position >= expectation.checkpointPosition else { return }
        add(
            .snapshotTooNew,
            fileName: fileName,
            "the \(what), \(position), is not before the checkpoint position \(expectation.checkpointPosition)"
        )
    }
}
