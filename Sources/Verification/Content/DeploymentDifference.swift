public import ZeebeFormat

/// What differs between the definitions that deployments left on the partitions of one backup.
public struct DeploymentDifference: Sendable, Equatable {
    /// Definitions of one column family that the same partitions have and the same lack.
    public struct Part: Sendable, Equatable {
        /// The column family.
        public var family: ColumnFamily
        /// Partitions that have them, ascending.
        public var present: [Int32]
        /// Partitions that lack them, ascending.
        public var absent: [Int32]
        /// Number of these definitions.
        public var count: Int
        /// How many of them were deleted and stay until their last process instance has ended.
        public var beingDeletedCount: Int
        /// The first of them.
        public var first: [DeployedDefinitions.Definition]
    }

    /// What differs; empty when there are too many definitions, or too many different partitions, to tell.
    public internal(set) var parts: [Part]
    /// Number of definitions by partition, ascending by partition.
    public internal(set) var counts: [(partitionID: Int32, count: Int)]
    /// Number of entries that say that commands, deployments among them, were on their way to other partitions.
    public internal(set) var pendingCount: Int

    /// Compares differences.
    public static func == (left: DeploymentDifference, right: DeploymentDifference) -> Bool {
        left.parts == right.parts && left.pendingCount == right.pendingCount
            && left.counts.elementsEqual(right.counts) { $0 == $1 }
    }
}

/// Holds the definitions of partitions against each other, in whatever order they come. Partitions that have the same,
/// which is the rule, cost the memory of one.
struct DeploymentComparison {
    /// The most partitions with definitions of their own that are told apart by name.
    static let maximumGroupCount = 16

    /// The most definitions of a part that are named.
    static let maximumNamedCount = 3

    /// Partitions with the same definitions.
    private struct Group {
        var definitions: DeployedDefinitions
        var partitions: [Int32]
    }

    private var groups: [Group] = []
    private var counts: [Int32: Int] = [:]
    private var hasOmittedPartitions = false
    private var pendingCount = 0

    /// Adds the definitions of a partition.
    mutating func add(_ content: StateContent, partitionID: Int32) {
        let definitions = content.definitions
        counts[partitionID] = definitions.count
        for family in [ColumnFamily.pendingDeployment, .pendingDistribution, .commandDistribution] {
            pendingCount += content.entriesByFamily[family] ?? 0
        }
        if let place = groups.firstIndex(where: { $0.definitions.isSame(as: definitions) }) {
            groups[place].partitions.append(partitionID)
        } else if groups.count < Self.maximumGroupCount {
            groups.append(Group(definitions: definitions, partitions: [partitionID]))
        } else {
            hasOmittedPartitions = true
        }
    }

    /// What differs; `nil` when nothing does.
    var difference: DeploymentDifference? {
        guard groups.count > 1 else { return nil }
        return DeploymentDifference(
            parts: parts,
            counts: counts.sorted { $0.key < $1.key }.map { ($0.key, $0.value) },
            pendingCount: pendingCount
        )
    }

    /// What names a definition.
    private struct Name: Hashable {
        var family: ColumnFamily
        var keyRest: [UInt8]
    }

    /// Definitions of a column family that the same groups have, as bits.
    private struct PartName: Hashable {
        var family: ColumnFamily
        var holders: UInt32
    }

    private var parts: [DeploymentDifference.Part] {
        guard !hasOmittedPartitions else { return [] }
        var holders: [Name: UInt32] = [:]
        for (place, group) in groups.enumerated() {
            guard let definitions = group.definitions.definitions else { return [] }
            for definition in definitions {
                holders[Name(family: definition.family, keyRest: definition.keyRest), default: 0] |= 1 << UInt32(place)
            }
        }
        let all = UInt32(1 << groups.count) - 1
        var parts: [PartName: DeploymentDifference.Part] = [:]
        for (place, group) in groups.enumerated() {
            for definition in group.definitions.definitions ?? [] {
                let name = Name(family: definition.family, keyRest: definition.keyRest)
                // Each definition is told once, by the first group that has it.
                guard let held = holders[name], held != all, held.trailingZeroBitCount == place else { continue }
                let part = PartName(family: definition.family, holders: held)
                parts[part, default: emptyPart(part)].add(definition)
            }
        }
        return parts.values.sorted { ($0.family, $0.present.first ?? 0) < ($1.family, $1.present.first ?? 0) }
    }

    private func emptyPart(_ name: PartName) -> DeploymentDifference.Part {
        func partitions(_ isHolder: Bool) -> [Int32] {
            groups.indices.filter { (name.holders >> UInt32($0) & 1 == 1) == isHolder }
                .flatMap { groups[$0].partitions }.sorted()
        }
        return DeploymentDifference.Part(
            family: name.family,
            present: partitions(true),
            absent: partitions(false),
            count: 0,
            beingDeletedCount: 0,
            first: []
        )
    }
}

extension DeploymentDifference.Part {
    fileprivate mutating func add(_ definition: DeployedDefinitions.Definition) {
        count += 1
        if definition.isBeingDeleted { beingDeletedCount += 1 }
        if first.count < DeploymentComparison.maximumNamedCount { first.append(definition) }
    }
}
