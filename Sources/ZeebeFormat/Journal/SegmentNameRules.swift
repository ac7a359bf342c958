internal import SafeText

/// The rules of a journal that the names of its segments prove, without their content (partition-data §3.1).
extension JournalContinuity {
    static func sortedByNumber(_ segments: [Segment]) -> [(name: SegmentFileName, segment: Segment)] {
        segments.compactMap { segment in SegmentFileName(segment.fileName).map { ($0, segment) } }
            .sorted { ($0.0.fileID, $0.1.fileName) < ($1.0.fileID, $1.1.fileName) }
    }

    /// Proves the names of a journal's segments, without their content.
    public static func nameViolations(_ segments: [Segment], partitionID: Int32) -> [RuleViolation] {
        var violations: [RuleViolation] = []
        func add(_ segment: Segment, _ detail: String) {
            violations.append(RuleViolation(.segmentName, fileName: segment.fileName, detail))
        }
        for segment in segments {
            guard let name = SegmentFileName(segment.fileName) else {
                add(segment, "the name is not <group>-partition-<partition>-<number>.log")
                continue
            }
            if name.partitionID != partitionID {
                add(segment, "the name is of partition \(name.partitionID), expected \(partitionID)")
            }
        }
        let named = sortedByNumber(segments)
        for (previous, next) in zip(named, named.dropFirst()) {
            if previous.name.fileID == next.name.fileID {
                add(next.segment, "two segment files have the number \(next.name.fileID)")
            } else if previous.name.group != next.name.group {
                add(
                    next.segment,
                    "the name is of group \(PrintableText.form(of: next.name.group)), the segment before is of"
                        + " \(PrintableText.form(of: previous.name.group))"
                )
            }
        }
        return violations
    }
}
