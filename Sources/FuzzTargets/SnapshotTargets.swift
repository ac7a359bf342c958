internal import ZeebeFormat

/// The entries of a checksum file are in order and found again by name; the rules over it hold for any files.
enum ChecksumFileTarget {
    static func run(_ bytes: RawSpan) throws(BrokenProperty) {
        let file: SnapshotChecksumFile
        do throws(FormatError) {
            file = try SnapshotChecksumFile(bytes)
        } catch {
            throw BrokenProperty("a checksum file of \(bytes.byteCount) bytes is refused: \(error)")
        }
        try proveEntries(file, byteCount: bytes.byteCount)
        try proveLimit(bytes, file)
        try proveRules(bytes, file)
    }

    private static func proveEntries(_ file: SnapshotChecksumFile, byteCount: Int) throws(BrokenProperty) {
        for (first, second) in zip(file.entries, file.entries.dropFirst()) {
            try require(
                first.name.utf8.lexicographicallyPrecedes(second.name.utf8),
                "\(first.name.debugDescription) does not come before \(second.name.debugDescription)"
            )
        }
        for entry in file.entries {
            try require(file.value(of: entry.name) == entry.value, "\(entry.name.debugDescription) is not found")
            try require((0..<byteCount).contains(entry.offset), "the offset \(entry.offset) is outside of the file")
        }
        for name in file.repeatedNames {
            try require(file.value(of: name) != nil, "the repeated name \(name.debugDescription) is not found")
        }
        try require((file.form == .empty) == (byteCount == 0), "\(byteCount) bytes have the form \(file.form)")
    }

    /// A limit below the number of entries is kept, the number itself is enough.
    private static func proveLimit(_ bytes: RawSpan, _ file: SnapshotChecksumFile) throws(BrokenProperty) {
        let count = file.entries.count
        guard count > 0, file.repeatedNames.isEmpty else { return }
        let isRefused = (try? SnapshotChecksumFile(bytes, maximumEntries: count - 1)) == nil
        try require(isRefused, "\(count) entries are accepted where \(count - 1) are the limit")
        let isAccepted = (try? SnapshotChecksumFile(bytes, maximumEntries: count)) == file
        try require(isAccepted, "\(count) entries are refused where they are the limit")
    }

    private static func proveRules(_ bytes: RawSpan, _ file: SnapshotChecksumFile) throws(BrokenProperty) {
        var random = InputRandom(bytes)
        let right = file.entries.map {
            SnapshotContentRules.File(
                name: $0.name,
                size: UInt64(bitPattern: random.edgeNumber()),
                checksum: UInt32(truncatingIfNeeded: $0.value)
            )
        }
        var wrong = right.filter { _ in Bool.random(using: &random) }
        for place in wrong.indices where Bool.random(using: &random) {
            wrong[place].checksum = Bool.random(using: &random) ? nil : 1
        }
        wrong.append(SnapshotContentRules.File(name: "\u{1B}[2J", size: 1, checksum: 1))
        let text = "103-2-495-480-0-\(SnapshotIDChecksum.text(of: SnapshotIDChecksum.value(of: file)))"
        let (files, needsPerFileChecksums) =
            [(right, true), (wrong, true), (wrong, false)].randomElement(using: &random) ?? (right, true)
        let rules = SnapshotContentRules(
            files: files,
            checksumFile: file,
            checksumFileName: text + SnapshotChecksumFile.nameSuffix,
            metadata: .unread,
            expectation: SnapshotContentRules.Expectation(
                id: try? SnapshotID(text),
                checkpointPosition: 507,
                needsPerFileChecksums: needsPerFileChecksums
            )
        )
        try requirePrintable(rules.violations)
        try require(
            Dictionary(grouping: rules.violations, by: \.rule).values.allSatisfy { $0.count <= 100 },
            "more than 100 violations of one rule"
        )
        try proveRightFiles(right, file, id: text)
    }

    /// Files that are just as listed break no rule.
    private static func proveRightFiles(
        _ files: [SnapshotContentRules.File],
        _ checksumFile: SnapshotChecksumFile,
        id: String
    ) throws(BrokenProperty) {
        let isWide = checksumFile.entries.contains { $0.value > UInt64(UInt32.max) }
        guard checksumFile.form == .text, !checksumFile.entries.isEmpty, !isWide else { return }
        let rules = SnapshotContentRules(
            files: files,
            checksumFile: checksumFile,
            checksumFileName: nil,
            metadata: .unread,
            expectation: SnapshotContentRules.Expectation(
                id: try? SnapshotID(id),
                checkpointPosition: 507,
                needsPerFileChecksums: true
            )
        )
        let broken = rules.violations.map(\.rule).filter { $0 != .combinedChecksum }
        try require(broken.isEmpty, "files that are just as listed break \(broken)")
    }
}

/// Metadata of a snapshot are accepted or refused alike by the decoder and by the rules over them.
enum SnapshotMetadataTarget {
    static func run(_ bytes: RawSpan) throws(BrokenProperty) {
        let metadata: SnapshotMetadata?
        do throws(FormatError) {
            metadata = try SnapshotMetadata(bytes)
        } catch {
            metadata = nil
            try require(error, isInside: bytes.byteCount)
        }
        let positions = metadata.map { ($0.processedPosition, $0.exportedPosition) } ?? (495, 480)
        let id = try? SnapshotID("103-2-\(positions.0)-\(positions.1)")
        let rules = SnapshotContentRules(
            files: [],
            checksumFile: nil,
            checksumFileName: nil,
            metadata: .bytes(bytes.copy(0..<bytes.byteCount)),
            expectation: SnapshotContentRules.Expectation(
                id: id,
                checkpointPosition: 507,
                needsPerFileChecksums: true
            )
        )
        try requirePrintable(rules.violations)
        let isRefused = rules.violations.contains { $0.rule == .metadataID }
        try require(isRefused == (metadata == nil), "decoder and rules differ on the metadata")
    }
}
