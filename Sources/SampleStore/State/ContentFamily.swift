internal import SeededRandom

/// The column families of a sample state that hold what processes do (partition-data, annex D).
///
/// The order is that in which they fill tables.
enum ContentFamily: Int64, Sendable, CaseIterable {
    case variables = 10
    case jobs = 16
    case messages = 20
    case processInstances = 55
    case processDefinitions = 58
    case timers = 12
    case userTasks = 79
    case incidents = 34

    /// How many of them are in the small table that every snapshot has.
    var countInSmallTable: Int64 {
        switch self {
        case .variables, .processInstances: 12
        case .jobs, .messages: 8
        case .timers, .userTasks: 4
        case .processDefinitions: 3
        case .incidents: 2
        }
    }

    /// Bytes of free text in a value.
    var payloadByteCount: Int {
        switch self {
        case .processDefinitions: 3000
        case .jobs, .userTasks: 600
        case .messages: 400
        case .variables, .incidents: 240
        case .timers, .processInstances: 0
        }
    }

    /// The family of the additional table with a number, from 0 on: each has one, and those with large values fill most.
    static func ofTable(_ number: Int) -> ContentFamily {
        if number < allCases.count { return allCases[number] }
        let most: [ContentFamily] = [.variables, .jobs, .messages, .userTasks]
        return most[number % most.count]
    }

    /// Whether all partitions have the same entries: definitions are distributed with the keys that partition 1 gave them.
    var isSameOnAllPartitions: Bool { self == .processDefinitions }

    /// Counter in the key of the entity with a number, from 0 on: it grows in uneven steps, as keys are given to entities of
    /// all kinds in turn, and no two families share one.
    func counter(of number: Int64) -> Int64 {
        var mixed = SplitMix64(seed: UInt64(bitPattern: number))
        let unevenness = Int64(mixed.next() >> 58)
        return (number + 1) << 10 | unevenness << 4 | index
    }

    private var index: Int64 {
        switch self {
        case .variables: 0
        case .jobs: 1
        case .messages: 2
        case .processInstances: 3
        case .processDefinitions: 4
        case .timers: 5
        case .userTasks: 6
        case .incidents: 7
        }
    }
}
