internal import BackupModel
internal import ZeebeFormat

/// Proves the links of a plan on the copies that were read, and what a restore of all selected backups comes to.
struct ChainJudgement {
    /// The links of each partition, with how they fit.
    private(set) var links: [Int32: [ChainLink]] = [:]
    /// What is wrong with them.
    private(set) var findings: [Finding] = []

    /// Proves the links.
    ///
    /// - Parameter copies: What the logs of all copies offer that were read.
    init(_ plan: ChainPlan, _ copies: [ChainCopy], isAsked: Bool) {
        guard !plan.links.isEmpty else { return }
        let byPlace = Dictionary(grouping: copies) { Place(partition: $0.id.partitionID, backup: $0.id.checkpointID) }
        for (partition, planned) in plan.links {
            for link in planned {
                let rules = ChainRules(
                    link,
                    earlier: byPlace[Place(partition: partition, backup: link.from)] ?? [],
                    later: byPlace[Place(partition: partition, backup: link.to)] ?? [],
                    isAsked: isAsked
                )
                links[partition, default: []].append(rules.link)
                findings += rules.findings
            }
        }
    }

    private struct Place: Hashable {
        let partition: Int32
        let backup: Int64
    }

    /// Joins the links and the backups themselves to the outcome of a restore.
    ///
    /// - Parameter backups: The selected backups, ascending by id.
    func restore(_ backups: [BackupResult], isPartial: Bool) -> RestoreResult {
        var replays: [Int32: [Int64: [RestoreReplay]]] = [:]
        for copy in backups.lazy.flatMap(\.copies) {
            replays[copy.id.partitionID, default: [:]][copy.id.checkpointID, default: []].append(copy.replay)
        }
        let ids = backups.map(\.checkpointID)
        let partitions = replays.sorted { $0.key < $1.key }.map { restore($0.key, ids, $0.value) }
        var succeeds: Bool? = isPartial || partitions.contains { $0.succeeds == nil } ? nil : true
        // What is missing as a whole has no copy that could say so.
        let isHindered = backups.contains { $0.replay.succeeds == false && isHindrance($0.replay.failingStep) }
        if partitions.contains(where: { $0.succeeds == false }) || isHindered { succeeds = false }
        return RestoreResult(backups: ids, partitions: partitions, succeeds: succeeds)
    }

    /// Whether a step that fails for a backup as a whole hinders a restore of several, whatever its place among them.
    private func isHindrance(_ step: RestoreStep?) -> Bool {
        step == .findBackup || step == .compareCounts
    }

    /// - Parameter replays: Those of the partition's copies, by backup.
    private func restore(
        _ partition: Int32,
        _ backups: [Int64],
        _ replays: [Int64: [RestoreReplay]]
    ) -> RestoreResult.Partition {
        var result = RestoreResult.Partition(partitionID: partition, succeeds: true, links: links[partition] ?? [])
        let states = Dictionary(result.links.map { ($0.to, $0.state) }) { first, _ in first }
        for (place, backup) in backups.enumerated() {
            let outcome = Self.outcome(
                replays[backup] ?? [],
                isFirst: place == 0,
                link: place == 0 ? .joined : states[backup] ?? .notChecked
            )
            switch outcome {
            case .success(true): continue
            case .success(false): result.succeeds = nil
            case .failure(let obstacle):
                result.succeeds = false
                result.failingStep = obstacle.step
                result.failingBackup = backup
                return result
            }
        }
        return result
    }

    private struct Obstacle: Error {
        let step: RestoreStep
    }

    /// Whether a backup takes part without fault: `true`, or `false` when that is not decided.
    private static func outcome(
        _ replays: [RestoreReplay],
        isFirst: Bool,
        link: ChainLink.State
    ) -> Result<Bool, Obstacle> {
        let failing = replays.map { isFirst ? $0.failingSteps : $0.failingSteps.intersection(.ofLog) }
        let isGood = zip(replays, failing).contains { $0.isComplete && $1.isEmpty }
        let isOpen = failing.contains(where: \.isEmpty)
        if !isOpen { return .failure(Obstacle(step: failing.compactMap(\.first).max() ?? .findBackup)) }
        switch link {
        case .gap, .mismatch: return .failure(Obstacle(step: .joinLogs))
        case .notChecked: return .success(false)
        case .joined: return .success(isGood)
        }
    }
}
