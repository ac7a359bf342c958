/// Proves that checkpoint positions grow with checkpoint ids in each partition (store-layout §3.7).
public struct PositionOrder: Sendable {
    private var last: [Int32: (checkpointID: Int64, position: Int64)] = [:]
    private var steps: [Int32: [(from: Int64, to: Int64)]] = [:]

    /// Creates an order of which nothing is known.
    public init() {}

    /// Adds a completed backup; they must come in ascending order of checkpoint ids.
    public mutating func add(partitionID: Int32, checkpointID: Int64, position: Int64) {
        if let previous = last[partitionID], previous.checkpointID < checkpointID, position <= previous.position {
            steps[partitionID, default: []].append((previous.checkpointID, checkpointID))
        }
        last[partitionID] = (checkpointID, position)
    }

    /// Returns one finding for each partition whose positions fall, and one for the store when they fall again and again.
    public var findings: [Finding] {
        var findings: [Finding] = []
        for (partition, steps) in steps.sorted(by: { $0.key < $1.key }) {
            guard let first = steps.first else { continue }
            var finding = Finding(
                .backupPositionsNotIncreasing,
                evidence: [.number("steps", Int64(steps.count))],
                "the checkpoint position of partition \(partition) falls from backup \(first.from) to backup \(first.to)"
                    + (steps.count == 1
                        ? "; this is normal once after a restore to an older backup"
                        : " and \(steps.count - 1) more times")
            )
            finding.partitionID = partition
            finding.backupID = first.to
            findings.append(finding)
        }
        if let worst = steps.max(by: { $0.value.count < $1.value.count }), worst.value.count > 1 {
            findings.append(
                Finding(
                    .storeOverlappingClusters,
                    evidence: [.number("partitionId", Int64(worst.key))],
                    "checkpoint positions fall \(worst.value.count) times in partition \(worst.key): probably two clusters"
                        + " or tenants write into this place"
                )
            )
        }
        return findings
    }
}
