internal import ArgumentParser
internal import BackupCatalog
internal import BackupModel
internal import ObjectStorage
internal import Reporting
internal import Synchronization
internal import Verification
internal import ZeebeFormat

/// `zbaudit records`: the log records of one partition backup.
struct RecordsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "records",
        abstract: "The log records of one partition backup: position, type, intent, time.",
        discussion:
            "Prints all intact records of the copied segments, also those behind the checkpoint, which a restore cuts off."
    )

    @OptionGroup var store: StoreOptions
    @OptionGroup(title: "Selection") var selection: SelectionOptions
    @Option(help: ArgumentHelp("First position to print.", valueName: "position")) var fromPosition: Int64 = 0
    @Option(help: ArgumentHelp("Last position to print.", valueName: "position")) var toPosition: Int64 = .max
    @Option(help: ArgumentHelp("Print no more than this many records.", valueName: "count")) var limit: Int?
    @OptionGroup(title: "Output") var output: OutputOptions

    func validate() throws {
        if fromPosition > toPosition { throw ValidationError("--from-position is behind --to-position") }
        if let limit, limit < 1 { throw ValidationError("--limit must be 1 or more") }
    }

    func run() async throws {
        try await StoreSession.run(store) { session in
            try session.requireReadableBackups()
            let (id, manifest) = try copy(in: session.catalog)
            let printer = RecordPrinter(try OutputSink(output.output), output.effectiveFormat, limit: limit)
            let reading = RecordReading(
                session.store,
                id: id,
                manifest: manifest,
                positions: fromPosition...toPosition
            )
            printer.begin()
            let outcome = try await reading.run { printer.print($0) }
            try printer.finish()
            for finding in outcome.findings { Console.complain("\(finding.object ?? ""): \(finding.message)") }
            if outcome.isCutShort { Console.complain("records behind this place are not shown") }
            if outcome.findings.contains(where: \.isDamage) { throw ExitStatus.damaged }
            if outcome.findings.contains(where: \.isAccessDenied) { throw ExitStatus.permissionDenied }
        }
    }

    /// The one copy that the selection names.
    private func copy(in catalog: Catalog) throws -> (BackupIdentifier, Manifest) {
        let entries = try Audit.selectedEntries(of: catalog, selection.selection)
        let copies = entries.compactMap { entry in entry.manifest.map { (entry.id, $0) } }
        guard let first = copies.first else {
            try UnreadableManifests.warn(catalog.unreadableManifests(among: entries))
            throw CommandFailure(.notFound, "no copy of that backup and partition in the store")
        }
        // Of several copies of one partition a completed one is as good as any other.
        let isOnePartition = copies.allSatisfy {
            $0.0.checkpointID == first.0.checkpointID && $0.0.partitionID == first.0.partitionID
        }
        guard isOnePartition else {
            throw CommandFailure(
                .usage,
                "the selection names \(copies.count) partition backups; choose one with --backup and --partition, like"
                    + " --backup \(first.0.checkpointID) --partition \(first.0.partitionID)"
            )
        }
        return copies.first { $0.1.state == .completed } ?? first
    }
}

/// Prints log records as they come, and remembers whether enough were printed.
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
    private let limit: Int?

    init(_ sink: OutputSink, _ format: OutputOptions.Format, limit: Int?) {
        self.format = format
        self.limit = limit
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

    /// Prints a record; false when no more are wanted.
    func print(_ record: LogRecord) -> Bool {
        state.withLock { state in
            let line = RecordLine(record)
            switch format {
            case .table:
                state.pending += Array((line.row + "\n").utf8)
            case .json:
                line.write(to: &state.writer)
                state.pending += state.writer.takeBytes()
            case .jsonl:
                line.write(to: &state.writer)
                state.writer.endLine()
                state.pending += state.writer.takeBytes()
            }
            state.count += 1
            if state.pending.count >= Self.pieceByteCount { Self.flush(&state) }
            return state.failure == nil && state.count < limit ?? .max
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

extension RecordLine {
    /// Creates the line of a record.
    init(_ record: LogRecord) {
        let metadata = record.metadata
        self.init(
            index: record.index,
            term: record.term,
            position: record.header.position,
            sourcePosition: record.header.sourcePosition,
            key: record.header.key,
            timestamp: record.header.timestamp,
            recordType: metadata?.recordType?.name ?? "UNKNOWN",
            valueType: metadata?.valueType.description ?? "UNKNOWN",
            intent: metadata?.intent.description ?? "UNKNOWN",
            brokerVersion: metadata?.brokerVersion.description ?? ""
        )
    }
}
