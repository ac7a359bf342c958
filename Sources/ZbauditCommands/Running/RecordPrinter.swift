internal import Reporting
internal import Synchronization
internal import Verification
internal import ZeebeFormat

/// Prints what is in a journal as it comes, and remembers whether enough was printed.
final class RecordPrinter: Sendable {
    private struct State {
        var sink: Loan
        var writer: JSONWriter
        var pending: [UInt8] = []
        var count = 0
        var failure: (any Error)?
    }

    /// `@unchecked Sendable`: the sink is only touched inside the mutex that holds it.
    private struct Loan: @unchecked Sendable {
        let sink: OutputSink
    }

    private static let pieceByteCount = 64 * 1024

    private let state: Mutex<State>
    private let format: OutputOptions.Format
    private let limit: Int

    init(_ sink: OutputSink, _ format: OutputOptions.Format, limit: Int?) {
        self.format = format
        self.limit = limit ?? .max
        state = Mutex(State(sink: Loan(sink: sink), writer: JSONWriter(style: format == .json ? .pretty : .compact)))
    }

    /// Prints what comes before the first record.
    func begin() {
        state.withLock { state in
            switch format {
            case .table: state.pending += Array((RecordLine.header + "\n").utf8)
            case .json: state.writer.beginArray()
            case .jsonl: break
            }
        }
    }

    /// Prints one thing; false when no more are wanted.
    func print(_ item: JournalItem) -> Bool {
        switch item {
        case .log(let record):
            let line = RecordLine(record)
            return print({ line.row }, { line.write(to: &$0) })
        case .raft(let record):
            let line = RaftLine(record)
            return print({ line.row }, { line.write(to: &$0) })
        }
    }

    private func print(_ row: () -> String, _ write: (inout JSONWriter) -> Void) -> Bool {
        state.withLock { state in
            switch format {
            case .table:
                state.pending += Array((row() + "\n").utf8)
            case .json:
                write(&state.writer)
                state.pending += state.writer.takeBytes()
            case .jsonl:
                write(&state.writer)
                state.writer.endLine()
                state.pending += state.writer.takeBytes()
            }
            state.count += 1
            if state.pending.count >= Self.pieceByteCount { Self.flush(&state) }
            return state.failure == nil && state.count < limit
        }
    }

    private static func flush(_ state: inout State) {
        do {
            try state.sink.sink.write(state.pending)
            state.pending.removeAll(keepingCapacity: true)
        } catch {
            state.failure = state.failure ?? error
        }
    }

    /// Prints what comes behind the last record.
    func finish() throws {
        try state.withLock { state in
            if format == .json {
                state.writer.endArray()
                state.pending += state.writer.takeBytes() + [UInt8(ascii: "\n")]
            }
            Self.flush(&state)
            // A reader that has gone wants no more, as with any filter.
            if state.failure is OutputSink.ReaderGone { return }
            if let failure = state.failure { throw failure }
            try state.sink.sink.finish()
        }
    }
}
