internal import ArgumentParser
internal import BackupCatalog
internal import ObjectStorage
internal import Reporting
internal import Verification
internal import ZeebeFormat

/// `zbaudit inspect`: what is this place, and what do its backups hold?
struct InspectCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "inspect",
        abstract: "What is this place? Layouts, versions, partitions, copies, states, bytes; data of another store.",
        discussion: """
            With --content also what backups hold: the number of process definitions, process \
            instances, jobs, timers, messages, incidents, user tasks and variables of each \
            partition, read from the snapshots. Without --backup the newest complete backup \
            stands beside the one before it, so that a backup that is complete but nearly \
            empty is seen at once; --backup '*' shows all. Notes do not change the exit code.

            The counts are those of the snapshots: what the log behind a snapshot holds is \
            not in them.
            """
    )

    @OptionGroup var store: StoreOptions
    @Flag(help: "Show what backups hold: process instances, jobs, variables and so on. Reads the snapshots.")
    var content = false
    @OptionGroup(title: "Selection, with --content") var selection: SelectionOptions
    @OptionGroup(title: "Reading, with --content") var reading: ReadingOptions
    @OptionGroup(title: "Output") var output: OutputOptions

    func validate() throws {
        guard !content else { return }
        guard selection.selection.isEverything else {
            throw ValidationError(
                "--backup, --partition and --member go with --content; the rest is about the whole store"
            )
        }
        guard reading.jobs == nil, reading.progress == nil else {
            throw ValidationError("--jobs and --progress go with --content: nothing else reads much")
        }
    }

    func run() async throws {
        let progress = Progress()
        let status = content ? try await interruptibleAnswer(progress) : try await answer(progress)
        if status != .success { throw status }
    }

    /// Answers until somebody presses Ctrl-C: then it says how far it came.
    private func interruptibleAnswer(_ progress: Progress) async throws -> ExitStatus {
        let work = Task { try await answer(progress) }
        let signals = Signals(progress: progress) { work.cancel() }
        do {
            let status = try await work.value
            return signals.status ?? status
        } catch is CancellationError {
            Console.complain(Signals.lastWords(progress.counts))
            return signals.status ?? .interrupted
        }
    }

    @concurrent
    private func answer(_ progress: Progress) async throws -> ExitStatus {
        var status = ExitStatus.success
        try await StoreSession.run(store, jobs: reading.jobs) { session in
            try session.requireBackups()
            let areas = try await areas(of: session)
            // Opened before the reading, so that an answer with no place to go is known first.
            let sink = try OutputSink(output.output)
            let preview = try await preview(session, progress)
            let report = InspectReport(
                StoreInspection(session.catalog, areas: areas),
                content: preview.map { ContentReport($0, of: session.catalog.location) },
                configuration: session.configuration
            )
            try sink.complete { sink in
                switch output.effectiveFormat {
                case .table: try sink.write(Array(report.text(output.terminalForm).utf8))
                case .json: try sink.write(report.json(style: .pretty))
                case .jsonl: try sink.write(report.json(style: .compact))
                }
            }
            if session.catalog.isOnlyForeignLayout { throw session.foreignLayout }
            status = Self.status(of: preview, session.catalog)
        }
        return status
    }

    /// Objects and bytes of the directories of each layout.
    private func areas(of session: StoreSession) async throws -> [StoreInspection.Area] {
        let sizes = try await StoreSizes.measure(session.store, legacyPartitions: session.catalog.legacyPartitions)
        let areas = SplitLayout.Directory.allCases.compactMap { directory in
            sizes.byDirectory[directory].map {
                StoreInspection.Area(directory.rawValue, objectCount: $0.objects, byteCount: $0.bytes)
            }
        }
        let legacy = sizes.legacy.map {
            StoreInspection.Area(Catalog.Layout.legacyS3.rawValue, objectCount: $0.objects, byteCount: $0.bytes)
        }
        return areas + [legacy].compactMap { $0 }
    }

    /// Reads what backups hold, where that is asked for.
    private func preview(_ session: StoreSession, _ progress: Progress) async throws -> ContentPreview.Result? {
        guard content, !session.catalog.isOnlyForeignLayout else { return nil }
        let preview = ContentPreview(
            session.store,
            catalog: session.catalog,
            selection: selection.selection,
            progress: progress
        )
        return try await ProgressBar.show(progress, isShown: reading.progress ?? Console.isErrorTerminal) {
            try await preview.run(workers: session.workers)
        }
    }

    /// The exit status of a preview: what could not be counted must not read as success.
    private static func status(of preview: ContentPreview.Result?, _ catalog: Catalog) -> ExitStatus {
        let outcomes = preview?.backups.flatMap(\.partitions).map(\.outcome) ?? []
        let problems = outcomes.compactMap { outcome in
            if case .unreadable(let problem) = outcome { problem.kind } else { nil }
        }
        if problems.contains(.damage) { return .damaged }
        let obstacles = problems.compactMap { if case .notRead(let obstacle) = $0 { obstacle } else { nil } }
        // Manifests that could not be had are backups that nothing is said of.
        let ofManifests = catalog.entries.compactMap { entry in
            if case .failure(let problem) = entry.content { problem.obstacle } else { nil }
        }
        if let status = Obstacles(obstacles + ofManifests).status() { return status }
        return !problems.isEmpty && problems.count == outcomes.count ? .unsupported : .success
    }
}
