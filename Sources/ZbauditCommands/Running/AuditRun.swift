internal import BackupCatalog
internal import BackupModel
internal import Glibc
internal import ObjectStorage
internal import Reporting
internal import Verification
internal import ZeebeFormat

/// What `check` and `verify` have in common: one audit, its report and its exit status.
struct AuditRun {
    let depth: AuditDepth
    var isForRestore = false
    let store: StoreOptions
    let selection: SelectionOptions
    let audit: AuditOptions
    let output: OutputOptions

    /// Runs the audit, prints the report and throws the exit status unless it is success.
    func run() async throws {
        let progress = Progress()
        let work = Task { try await answer(progress) }
        let signals = Signals(progress: progress) { work.cancel() }
        let status = try await value(of: work, signals)
        if let interrupted = signals.status {
            Console.complain(Signals.lastWords(progress.counts))
            throw interrupted
        }
        if status != .success { throw status }
    }

    private func value(of work: Task<ExitStatus, any Error>, _ signals: Signals) async throws -> ExitStatus {
        do {
            return try await work.value
        } catch is CancellationError {
            throw CommandFailure(
                signals.status ?? .interrupted,
                "interrupted while the store was listed: nothing was checked"
            )
        }
    }

    @concurrent
    private func answer(_ progress: Progress) async throws -> ExitStatus {
        var status = ExitStatus.success
        try await StoreSession.run(store, jobs: audit.jobs) { session in
            try session.requireBackups()
            let isAnythingListed = !session.catalog.entries.isEmpty
            guard isAnythingListed || selection.selection.isEverything else { throw session.foreignLayout }
            let request = AuditRequest(
                depth: depth,
                selection: selection.selection,
                isForRestore: isForRestore,
                width: session.workers.width,
                now: StoreSession.now(),
                toolVersion: Version.text
            )
            let audit = Audit(
                session.store,
                catalog: session.catalog,
                request: request,
                progress: progress,
                clock: StoreSession.now
            )
            // Opened before the work, so that an answer with no place to go is known before hours of reading.
            let sink = try OutputSink(output.output)
            if session.isRemote, depth == .verify {
                try await ReadingForecast(session, selection.selection).announce()
            }
            let isProgressShown = self.audit.progress ?? (Console.isErrorTerminal && depth == .verify)
            let result = try await ProgressBar.show(progress, isShown: isProgressShown) {
                try await audit.run(workers: session.workers)
            }
            try print(result, to: sink)
            if session.catalog.isOnlyForeignLayout { throw session.foreignLayout }
            status = self.status(of: result)
            if let budget = session.exhaustedBudget() {
                Console.complain("ended early: \(budget); what was not reached by then is not-checked")
                if status != .damaged { status = .incomplete }
            }
        }
        return status
    }

    private func print(_ result: AuditResult, to sink: OutputSink) throws {
        try sink.complete { sink in
            switch output.effectiveFormat {
            case .table: try sink.write(Array(AuditTable(output.terminalForm).text(result).utf8))
            case .json: try AuditJSON(.object).write(result) { try sink.write($0) }
            case .jsonl: try AuditJSON(.lines).write(result) { try sink.write($0) }
            }
        }
    }

    /// The exit status of a complete result (product contract §2).
    private func status(of result: AuditResult) -> ExitStatus {
        if result.verdict == .damaged { return .damaged }
        if let status = Obstacles(result.findings.compactMap(\.obstacle)).status() { return status }
        if result.uncheckedCopies > 0 { return .incomplete }
        let completed = result.backups.flatMap(\.copies).filter { $0.state == .completed }
        if !completed.isEmpty, completed.allSatisfy({ $0.verdict == .notChecked }) { return .unsupported }
        if audit.failOn == .warning, result.worstSeverity == .warning { return .warnings }
        return .success
    }
}
