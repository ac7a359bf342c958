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
            let request = AuditRequest(
                depth: depth,
                selection: selection.selection,
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
            let isProgressShown = self.audit.progress ?? (Console.isErrorTerminal && depth == .verify)
            let result = try await ProgressBar.show(progress, isShown: isProgressShown) {
                try await audit.run(workers: session.workers)
            }
            try print(result)
            status = self.status(of: result, session.catalog)
        }
        return status
    }

    private func print(_ result: AuditResult) throws {
        let sink = try OutputSink(output.output)
        switch output.effectiveFormat {
        case .table:
            let form = TerminalForm(
                width: Console.columns(of: STDOUT_FILENO),
                isColoured: output.output == nil && Console.usesColours
            )
            try sink.write(Array(AuditTable(form).text(result).utf8))
        case .json:
            try AuditJSON(.object).write(result) { try sink.write($0) }
        case .jsonl:
            try AuditJSON(.lines).write(result) { try sink.write($0) }
        }
        try sink.finish()
    }

    /// The exit status of a complete result (product contract §2).
    private func status(of result: AuditResult, _ catalog: Catalog) -> ExitStatus {
        if catalog.isOnlyForeignLayout { return .unsupported }
        if result.verdict == .damaged { return .damaged }
        if result.uncheckedCopies > 0 { return .incomplete }
        let completed = result.backups.flatMap(\.copies).filter { $0.state == .completed }
        if !completed.isEmpty, completed.allSatisfy({ $0.verdict == .notChecked }) { return .unsupported }
        if audit.failOn == .warning, result.worstSeverity == .warning { return .warnings }
        return .success
    }
}
