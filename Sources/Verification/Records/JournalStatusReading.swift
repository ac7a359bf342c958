public import BackupCatalog
public import BackupModel
public import ObjectStorage
internal import ZeebeFormat

/// Reads the journal of one copy of a partition backup for what it holds, several files at once.
public struct JournalStatusReading {
    private let store: any ObjectStore
    private let place: CopyPlace
    private let manifest: Manifest
    private let width: Int

    /// Creates a reading of so many files at once.
    public init(_ store: any ObjectStore, place: CopyPlace, manifest: Manifest, width: Int) {
        self.store = store
        self.place = place
        self.manifest = manifest
        self.width = max(width, 1)
    }

    /// What came of one segment file.
    private struct Part: Sendable {
        var segment: JournalContinuity.Segment
        var visitor: StatusVisitor
        var finding: Finding?
    }

    /// Reads the journal.
    ///
    /// - Returns: What it holds, and what is wrong with it: damage, gaps, oddities, and as information what lies behind
    ///   the checkpoint.
    /// - Throws: `CancellationError`.
    public func run() async throws -> (status: JournalStatus, findings: [Finding]) {
        let files = JournalFiles(place: place, manifest: manifest)
        let progress = Progress()
        let plain = DecompressingStore.files(of: manifest, at: place, in: store, Permits(width), progress)
        let reading = SegmentReading(store: plain, buffers: BufferPool(count: width), progress: progress)
        let names = files.names
        var status = JournalStatus()
        status.checkpointPosition = manifest.descriptor?.checkpointPosition
        var segments: [JournalContinuity.Segment] = []
        var findings: [Finding] = []
        try await withThrowingTaskGroup(of: (Int, Part).self) { group in
            var parts: [Int: Part] = [:]
            var nextToStart = 0
            for nextToAdd in names.indices {
                // A part that waits for an earlier one holds its counts only; some may be ahead.
                while nextToStart < names.count, nextToStart < nextToAdd + 2 * width {
                    let (index, name) = (nextToStart, names[nextToStart])
                    group.addTask { (index, try await Self.read(name, files, reading)) }
                    nextToStart += 1
                }
                while parts[nextToAdd] == nil, let (index, part) = try await group.next() { parts[index] = part }
                guard let part = parts.removeValue(forKey: nextToAdd) else { break }
                status.add(part.segment, part.visitor)
                segments.append(part.segment)
                if let finding = part.finding { findings.append(finding) }
            }
        }
        return (status, findings + files.findings(segments, isComplete: true))
    }

    private static func read(
        _ name: String,
        _ files: JournalFiles,
        _ reading: SegmentReading
    ) async throws -> Part {
        let visitor = StatusVisitor(fileName: name)
        return switch try await files.scan(name, with: reading, visitor: visitor) {
        case .success((let segment, let visitor)): Part(segment: segment, visitor: visitor)
        case .failure(let unreadable):
            Part(
                segment: JournalContinuity.Segment(fileName: name, scan: nil),
                visitor: visitor,
                finding: unreadable.finding
            )
        }
    }
}

extension JournalStatus {
    /// Adds the next segment file.
    mutating func add(_ segment: JournalContinuity.Segment, _ visitor: StatusVisitor) {
        if let scan = segment.scan { noteGap(before: scan, in: segment.fileName) }
        gaps += visitor.gaps.prefix(Self.maximumGapCount - gaps.count)
        segments.append(
            Segment(
                fileName: segment.fileName,
                fileID: SegmentFileName(segment.fileName)?.fileID ?? 0,
                scan: segment.scan,
                logRecordCount: visitor.records.total
            )
        )
        records.add(visitor.records)
        entries.add(visitor.entries)
        firstTimestamp = firstTimestamp ?? visitor.firstTimestamp
        lastTimestamp = visitor.lastTimestamp ?? lastTimestamp
        checkpointIndex = checkpointIndex ?? segment.scan?.checkpoint?.index
    }

    /// Notes what is missing between the records so far and those of the next file.
    private mutating func noteGap(before scan: SegmentScan, in fileName: String) {
        guard gaps.count < Self.maximumGapCount else { return }
        let indexes = Self.missing(lastIndex, scan.firstIndex)
        let positions = Self.missing(lastPosition, scan.firstPosition)
        if indexes != nil || positions != nil {
            gaps.append(Gap(fileName: fileName, indexes: indexes, positions: positions))
        }
    }

    private static func missing(_ last: Int64?, _ next: Int64?) -> ClosedRange<Int64>? {
        guard let last, let next, last < Int64.max, next > last + 1 else { return nil }
        return (last + 1)...(next - 1)
    }
}
