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
        let ids = Set(backups.flatMap { $0.copies.map(\.id.partitionID) }).sorted()
        let partitions = ids.map { restore($0, backups) }
        var succeeds: Bool? = isPartial || partitions.contains { $0.succeeds == nil } ? nil : true
        // What is missing as a whole has no copy that could say so.
        let isHindered = backups.contains { $0.replay.succeeds == false && isHindrance($0.replay.failingStep) }
        if partitions.contains(where: { $0.succeeds == false }) || isHindered { succeeds = false }
        return RestoreResult(backups: backups.map(\.checkpointID), partitions: partitions, succeeds: succeeds)
    }

    /// Whether a step that fails for a backup as a whole hinders a restore of several, whatever its place among them.
    private func isHindrance(_ step: RestoreStep?) -> Bool {
        step == .findBackup || step == .compareCounts
    }

    private func restore(_ partition: Int32, _ backups: [BackupResult]) -> RestoreResult.Partition {
        var result = RestoreResult.Partition(partitionID: partition, succeeds: true, links: links[partition] ?? [])
        for (place, backup) in backups.enumerated() {
            let link = result.links.first { $0.to == backup.checkpointID }
            let outcome = Self.outcome(
                backup.copies.filter { $0.id.partitionID == partition }.map(\.replay),
                isFirst: place == 0,
                link: place == 0 ? .joined : link?.state ?? .notChecked
            )
            switch outcome {
            case .success(true): continue
            case .success(false): result.succeeds = nil
            case .failure(let obstacle):
                result.succeeds = false
                result.failingStep = obstacle.step
                result.failingBackup = backup.checkpointID
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
