/// The column families of a sample state that hold what processes do (partition-data, annex D).
///
/// The order is that of tables: the first ones fill them first.
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
        case .variables: 180
        case .jobs, .userTasks, .messages: 240
        case .incidents: 120
        case .timers: 0
        case .processInstances: 0
        }
    }

    /// Whether all partitions have the same entries: definitions are distributed with the keys that partition 1 gave them.
    var isSameOnAllPartitions: Bool { self == .processDefinitions }

    /// Counter in the key of the entity with a number, from 0 on: no two families share one.
    func counter(of number: Int64) -> Int64 {
        (number + 1) * 16 + Int64(Self.allCases.firstIndex(of: self) ?? 0)
    }
}
