/// A marker of the 8.9 alphas: an empty object whose name says that a range of backups starts, ends, or lost one backup
/// (store-layout §10.4).
public struct RangeMarker: Hashable, Comparable, Sendable {
    /// What the marker says.
    public enum Kind: String, Sendable, CaseIterable {
        case start
        case deletion
        case end

        var order: Int {
            switch self {
            case .start: 0
            case .deletion: 1
            case .end: 2
            }
        }
    }

    /// The checkpoint.
    public let checkpointID: Int64
    /// What the marker says of it.
    public let kind: Kind

    /// Creates a marker.
    public init(checkpointID: Int64, kind: Kind) {
        self.checkpointID = checkpointID
        self.kind = kind
    }

    /// Parses the name of a marker, split at its first dot; `nil` when it is none.
    public init?(fileName: some StringProtocol) {
        let parts = fileName.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, let id = Int64(parts[0]), let kind = Kind(rawValue: String(parts[1])) else {
            return nil
        }
        self.init(checkpointID: id, kind: kind)
    }

    /// Orders by checkpoint; for one checkpoint start, deletion, end.
    public static func < (left: RangeMarker, right: RangeMarker) -> Bool {
        (left.checkpointID, left.kind.order) < (right.checkpointID, right.kind.order)
    }
}

/// The ranges that markers describe, and the markers that describe none.
public struct MarkedRanges: Sendable, Equatable {
    /// A range with the backups that were deleted inside it; complete when there are none.
    public struct Range: Sendable, Equatable {
        /// Checkpoint id of the first backup.
        public var start: Int64
        /// Checkpoint id of the last backup.
        public var end: Int64
        /// Deleted backups inside the range.
        public var deletions: [Int64]
    }

    /// The ranges, ascending.
    public private(set) var ranges: [Range] = []
    /// Starts without end and ends without start: Zeebe drops them.
    public private(set) var dangling: [RangeMarker] = []

    private var start: RangeMarker?
    private var end: RangeMarker?
    private var deletions: Set<Int64> = []

    /// Reads ranges from markers as Zeebe does.
    public init(_ markers: some Sequence<RangeMarker>) {
        for marker in markers.sorted() {
            switch marker.kind {
            case .start:
                emit()
                start = marker
                end = nil
                deletions = []
            case .deletion:
                deletions.insert(marker.checkpointID)
            case .end:
                // Of two ends the later one counts: a crash between writing the new and removing the old leaves both.
                if start == nil, let end { dangling.append(end) }
                end = marker
            }
        }
        emit()
    }

    private mutating func emit() {
        if let start, let end {
            let inside = deletions.filter { start.checkpointID <= $0 && $0 <= end.checkpointID }.sorted()
            ranges.append(Range(start: start.checkpointID, end: end.checkpointID, deletions: inside))
        } else if let alone = start ?? end {
            dangling.append(alone)
        }
    }

    /// Returns what is wrong with the markers of a partition.
    ///
    /// - Parameters:
    ///   - partitionID: The partition.
    ///   - directory: Key of the markers' directory, printable.
    public func findings(partitionID: Int32, directory: String) -> [Finding] {
        var findings: [Finding] = []
        for marker in dangling.prefix(100) {
            let other = marker.kind == .start ? "end" : "start"
            var finding = Finding(
                .rangeMarkerDangling,
                object: "\(directory)/\(marker.checkpointID).\(marker.kind.rawValue)",
                "a range \(marker.kind.rawValue) without \(other): Zeebe drops this range"
            )
            finding.partitionID = partitionID
            finding.backupID = marker.checkpointID
            findings.append(finding)
        }
        for range in ranges {
            for deletion in range.deletions.prefix(100) {
                var finding = Finding(
                    .rangeGap,
                    object: "\(directory)/\(deletion).deletion",
                    "the range \(range.start)–\(range.end) has a hole: backup \(deletion) was deleted"
                )
                finding.partitionID = partitionID
                finding.backupID = deletion
                findings.append(finding)
            }
        }
        return findings
    }
}
