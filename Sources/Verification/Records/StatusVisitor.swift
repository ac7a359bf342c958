internal import ZeebeFormat

/// Counts what a scan of one segment file shows.
struct StatusVisitor: JournalEntryVisitor, Sendable {
    let fileName: String
    private(set) var records = RecordTally()
    private(set) var entries = JournalStatus.EntryCounts()
    private(set) var gaps: [JournalStatus.Gap] = []
    private(set) var firstTimestamp: Int64?
    private(set) var lastTimestamp: Int64?
    private var nextPosition: Int64?

    init(fileName: String) {
        self.fileName = fileName
    }

    mutating func visit(_ entry: RaftEntry, index: Int64, data: RawSpan, at offset: Int64) {
        switch entry.content {
        case .application(let lowest, let highest, _, _):
            noteGap(before: lowest)
            nextPosition = highest < Int64.max ? highest + 1 : nil
            entries.application += 1
            entries.byteCount += Int64(data.byteCount)
            entries.largestByteCount = max(entries.largestByteCount, data.byteCount)
            count(data, lowest: lowest, index: index, at: offset)
        case .configuration: entries.configuration += 1
        case .initial: entries.initial += 1
        default: entries.other += 1
        }
    }

    private mutating func count(_ data: RawSpan, lowest: Int64, index: Int64, at offset: Int64) {
        var reader = LogEntryReader(data, lowestPosition: lowest, at: offset, index: index)
        while let header = try? reader.next() {
            if firstTimestamp == nil { firstTimestamp = header.timestamp }
            lastTimestamp = header.timestamp
            let place = offset + Int64(header.metadata.lowerBound)
            if let metadata = try? RecordMetadata.decode(data.extracting(header.metadata), at: place, index: index) {
                records.add(metadata)
            } else {
                records.addUndecoded()
            }
        }
    }

    private mutating func noteGap(before lowest: Int64) {
        guard let nextPosition, lowest > nextPosition, gaps.count < JournalStatus.maximumGapCount else { return }
        gaps.append(JournalStatus.Gap(fileName: fileName, indexes: nil, positions: nextPosition...(lowest - 1)))
    }
}
