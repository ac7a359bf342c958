internal import SafeText

/// The rules that tie the state in a snapshot's database to snapshot id, journal and manifest (partition-data §11, X7 to X11).
///
/// A restore does not look at them: it succeeds, and the broker cannot go on from what it restored.
public struct DatabaseStateRules: Sendable {
    /// What the state must agree with.
    public struct Expectation: Sendable {
        /// The partition of the backup.
        public var partitionID: Int32
        /// Id of the checkpoint.
        public var checkpointID: Int64
        /// Position of the checkpoint.
        public var checkpointPosition: Int64
        /// Processed position in the snapshot's id; `nil` when there is none to compare with.
        public var processedPosition: Int64?
        /// Position of the journal's first log record; `nil` when it is not known.
        public var firstPosition: Int64?
        /// Version of the broker, as the manifest states it.
        public var brokerVersion: String

        /// Creates an expectation.
        public init(
            partitionID: Int32,
            checkpointID: Int64,
            checkpointPosition: Int64,
            processedPosition: Int64?,
            firstPosition: Int64?,
            brokerVersion: String
        ) {
            self.partitionID = partitionID
            self.checkpointID = checkpointID
            self.checkpointPosition = checkpointPosition
            self.processedPosition = processedPosition
            self.firstPosition = firstPosition
            self.brokerVersion = brokerVersion
        }
    }

    /// Broken rules.
    public private(set) var violations: [RuleViolation] = []

    private let expectation: Expectation

    /// Proves the rules.
    public init(_ state: DatabaseState, expectation: Expectation) {
        self.expectation = expectation
        proveExporters(state.exporters)
        proveLastProcessed(state.lastProcessedPosition)
        proveCheckpoints(state)
        provePartition(state.latestKey)
        proveVersion(state.migratedByVersion)
    }

    private mutating func add(_ rule: Rule, _ detail: String) {
        violations.append(RuleViolation(rule, detail))
    }

    /// Whether the journal holds a position or the one behind it, so that a reader can go on from there.
    private func isCovered(_ position: Int64) -> Bool {
        guard let first = expectation.firstPosition else { return true }
        let (before, overflows) = first.subtractingReportingOverflow(1)
        return overflows || position >= before
    }

    private mutating func proveExporters(_ exporters: [DatabaseState.Exporter]) {
        for exporter in exporters where exporter.position >= 0 {
            let name = PrintableText.form(of: exporter.id)
            if exporter.position > expectation.checkpointPosition {
                add(
                    .exporterPosition,
                    "exporter \(name) is at position \(exporter.position), behind the checkpoint at"
                        + " \(expectation.checkpointPosition): it cannot go on in the restored log"
                )
            } else if !isCovered(exporter.position) {
                add(
                    .exporterPosition,
                    "exporter \(name) needs position \(exporter.position + 1) next, the log begins at"
                        + " \(expectation.firstPosition ?? 0): it cannot go on in the restored log"
                )
            }
        }
    }

    private mutating func proveLastProcessed(_ position: Int64?) {
        guard let position else { return }
        if position >= expectation.checkpointPosition {
            add(
                .lastProcessedPosition,
                "the state has processed position \(position), which is not before the checkpoint at"
                    + " \(expectation.checkpointPosition)"
            )
        } else if let stated = expectation.processedPosition, position < stated {
            add(
                .lastProcessedPosition,
                "the state has processed position \(position), the snapshot id says \(stated)"
            )
        } else if !isCovered(position) {
            add(
                .lastProcessedPosition,
                "the state has processed position \(position), but the log begins only at \(expectation.firstPosition ?? 0)"
            )
        }
    }

    private mutating func proveCheckpoints(_ state: DatabaseState) {
        let known = [state.checkpoint, state.backup].compactMap(\.self) + state.checkpoints
        guard
            let newest = known.first(where: {
                $0.id >= expectation.checkpointID || $0.position >= expectation.checkpointPosition
            })
        else { return }
        add(
            .databaseCheckpoint,
            "the state already knows checkpoint \(newest.id) at position \(newest.position); the backup is"
                + " \(expectation.checkpointID) at \(expectation.checkpointPosition)"
        )
    }

    private mutating func provePartition(_ latestKey: Int64?) {
        guard let latestKey, latestKey >> 51 != Int64(expectation.partitionID) else { return }
        add(
            .databasePartition,
            "the key generator is at \(latestKey), a key of partition \(latestKey >> 51): the snapshot is another partition's"
        )
    }

    private mutating func proveVersion(_ migratedBy: String?) {
        guard let migratedBy, let migrated = Self.numbers(migratedBy),
            let broker = Self.numbers(expectation.brokerVersion),
            broker.lexicographicallyPrecedes(migrated)
        else { return }
        add(
            .databaseVersion,
            "the state was migrated by \(PrintableText.form(of: migratedBy)), the backup is of"
                + " \(PrintableText.form(of: expectation.brokerVersion)): Zeebe does not go back"
        )
    }

    /// Major, minor and patch of a version; `nil` when it is none.
    private static func numbers(_ version: String) -> [Int]? {
        let parts = version.split(separator: "-", maxSplits: 1)[0...].first?.split(separator: ".") ?? []
        let numbers = parts.compactMap { Int($0) }
        return parts.count == 3 && numbers.count == 3 ? numbers : nil
    }
}
