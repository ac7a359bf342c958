internal import Synchronization
internal import ZeebeFormat

/// Set once, read by the same task and its visitors.
final class StopFlag: Sendable {
    private let state = Mutex(false)

    var isSet: Bool { state.withLock { $0 } }

    func set() { state.withLock { $0 = true } }
}

/// Decodes what a scan has proved, entry by entry, and hands over what is wanted.
struct RecordVisitor: JournalEntryVisitor, Sendable {
    let filter: RecordFilter
    let includesValues: Bool
    let includesRaftEntries: Bool
    let stop: StopFlag
    let emit: @Sendable (JournalItem) -> Bool

    /// Position of the last log record seen; what lies behind it and has no position goes with the next one.
    private(set) var lastPosition: Int64

    mutating func visit(_ entry: RaftEntry, index: Int64, data: RawSpan, at offset: Int64) {
        guard !stop.isSet, filter.indexes.contains(index) else { return }
        guard case .application(let lowest, let highest, _, _) = entry.content else {
            if includesRaftEntries { visitRaft(entry, index: index, data: data) }
            return
        }
        lastPosition = highest
        guard lowest <= filter.positions.upperBound, highest >= filter.positions.lowerBound else { return }
        var reader = LogEntryReader(data, lowestPosition: lowest, at: offset, index: index)
        while let header = try? reader.next() {
            guard filter.wants(header) else { continue }
            let bytes = data.extracting(header.metadata)
            let metadata = try? RecordMetadata.decode(
                bytes,
                at: offset + Int64(header.metadata.lowerBound),
                index: index
            )
            guard filter.wants(metadata) else { continue }
            let value = data.extracting(header.value)
            let reason = bytes.extracting(metadata?.variableFields.rejectionReason ?? 0..<0)
            guard filter.wants(value: value, rejectionReason: reason) else { continue }
            let record = LogRecord(
                index: index,
                term: entry.term,
                header: header,
                metadata: metadata,
                rejectionReason: unsafe reason.withUnsafeBytes { unsafe String(decoding: $0, as: UTF8.self) },
                value: includesValues ? unsafe value.withUnsafeBytes { unsafe Array($0) } : nil
            )
            guard emit(.log(record)) else { return stop.set() }
        }
    }

    private func visitRaft(_ entry: RaftEntry, index: Int64, data: RawSpan) {
        guard !filter.isAboutRecords, lastPosition < filter.positions.upperBound,
            filter.positions.contains(max(lastPosition, 0) + 1)
        else { return }
        let content: RaftRecord.Content
        switch entry.content {
        case .initial: content = .initial
        case .configuration: content = .configuration(try? RaftConfiguration(data))
        default: content = .unknown
        }
        if !emit(.raft(RaftRecord(index: index, term: entry.term, content: content))) { stop.set() }
    }
}
