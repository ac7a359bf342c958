/// The rules of a snapshot that names alone prove: its id and its one checksum file (partition-data §8.1, §12.1 step 1).
public struct SnapshotNameRules: Sendable {
    /// The snapshot's id, where it is one.
    public let id: SnapshotID?
    /// The name of the checksum file to read: the right one, or another where only that is listed.
    public let checksumFileName: String?
    /// Broken rules.
    public let violations: [RuleViolation]

    /// Proves the rules.
    ///
    /// - Parameters:
    ///   - snapshotID: The id in the manifest.
    ///   - fileNames: All names in the manifest's snapshot file set.
    public init(snapshotID: String, fileNames: some Sequence<String>) {
        var violations: [RuleViolation] = []
        do throws(FormatError) {
            id = try SnapshotID(snapshotID)
        } catch {
            id = nil
            violations.append(RuleViolation(.snapshotID, "the manifest's snapshot id is not one: \(error)"))
        }
        let expected = snapshotID + SnapshotChecksumFile.nameSuffix
        let found = fileNames.filter { $0.hasSuffix(SnapshotChecksumFile.nameSuffix) }
        if found.isEmpty {
            violations.append(
                RuleViolation(.checksumFileName, "no checksum file is listed, expected <snapshot id>.checksum")
            )
        } else if found.count > 1 {
            violations.append(
                RuleViolation(
                    .checksumFileName,
                    "\(found.count) checksum files are listed, expected only <snapshot id>.checksum"
                )
            )
        } else if found.first != expected {
            violations.append(
                RuleViolation(
                    .checksumFileName,
                    fileName: found.first,
                    "the checksum file belongs to another snapshot than the manifest's"
                )
            )
        }
        checksumFileName = found.contains(expected) ? expected : found.first
        self.violations = violations
    }
}
