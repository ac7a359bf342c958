/// The restore of one cluster backup: of every partition one copy (store-layout §15.1).
public struct BackupReplay: Equatable, Sendable {
    /// What is known of one partition.
    public struct Partition: Sendable {
        /// The partition.
        public var id: Int32
        /// The replays of its copies, with whether the copy is COMPLETED.
        public var copies: [(isCompleted: Bool, replay: RestoreReplay)]
        /// Whether copies of other members were left out of the selection.
        public var hasMoreCopies: Bool

        /// Creates what is known.
        public init(id: Int32, copies: [(isCompleted: Bool, replay: RestoreReplay)], hasMoreCopies: Bool) {
            self.id = id
            self.copies = copies
            self.hasMoreCopies = hasMoreCopies
        }

        /// Whether a restore of the partition would succeed from one of the copies; `nil` when that is not decided.
        var succeeds: Bool? {
            if copies.contains(where: { $0.replay.succeeds == true }) { return true }
            // A manifest that this user may not read, or the copy of a member that is not selected, can be a good one.
            return hasMoreCopies || copies.contains { $0.replay.succeeds == nil } ? nil : false
        }

        /// What Zeebe would say, which takes any COMPLETED copy.
        var zeebe: RestoreReplay.Answer {
            let completed = copies.filter(\.isCompleted)
            let answers = Set(completed.map(\.replay.zeebe))
            if hasMoreCopies || answers.count > 1 { return .unknown }
            // A copy whose manifest cannot be read stands in the way of the list, or of nothing: as with each store.
            return answers.first ?? (copies.contains { $0.replay.succeeds == nil } ? .unknown : .fails)
        }

        /// The first step that fails in the copy that comes farthest.
        var failingStep: RestoreStep? { copies.compactMap(\.replay.failingStep).max() }
    }

    /// Whether a restore of the backup would succeed; `nil` when that is not decided.
    public private(set) var succeeds: Bool?
    /// The first step that fails.
    public private(set) var failingStep: RestoreStep?
    /// The partition in which it fails; `nil` when it is about the backup as a whole.
    public private(set) var partitionID: Int32?
    /// What Zeebe's own restore would say.
    public private(set) var zeebe: RestoreReplay.Answer

    /// Joins the partitions.
    ///
    /// - Parameters:
    ///   - partitions: The selected partitions that have copies.
    ///   - firstMissingPartition: A partition without any manifest.
    ///   - areCountsDifferent: Whether the manifests disagree on the number of partitions.
    ///   - isPartial: Whether partitions or copies were left out of the selection.
    public init(
        _ partitions: [Partition],
        firstMissingPartition: Int32?,
        areCountsDifferent: Bool,
        isPartial: Bool
    ) {
        let failing = partitions.filter { $0.succeeds == false }.min {
            ($0.failingStep ?? .findBackup, $0.id) < ($1.failingStep ?? .findBackup, $1.id)
        }
        if let firstMissingPartition {
            (succeeds, failingStep, partitionID, zeebe) = (false, .findBackup, firstMissingPartition, .fails)
        } else if areCountsDifferent {
            (succeeds, failingStep, zeebe) = (false, .compareCounts, .fails)
        } else if let failing {
            (succeeds, failingStep, partitionID) = (false, failing.failingStep ?? .findBackup, failing.id)
            zeebe = Self.join(partitions)
        } else {
            succeeds = isPartial || partitions.contains { $0.succeeds == nil } ? nil : true
            zeebe = isPartial && Self.join(partitions) == .passes ? .unknown : Self.join(partitions)
        }
    }

    private static func join(_ partitions: [Partition]) -> RestoreReplay.Answer {
        let answers = partitions.map(\.zeebe)
        return answers.contains(.fails) ? .fails : answers.contains(.unknown) ? .unknown : .passes
    }
}
