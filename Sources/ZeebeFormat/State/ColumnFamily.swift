/// One of Zeebe's own column families: the number that begins a key in the state (partition-data §10.1 and annex D).
///
/// RocksDB knows nothing of them. The numbers are stable from 8.3.6, 8.4.2 and 8.5.0 on; before that only those that
/// ``StateCollector`` reads mean the same in all releases.
public struct ColumnFamily: RawRepresentable, Hashable, Sendable {
    /// The number.
    public let rawValue: Int64

    /// Creates a column family from its number.
    public init(rawValue: Int64) { self.rawValue = rawValue }

    /// Last processed position, last checkpoint and last backup.
    public static let `default` = ColumnFamily(rawValue: 0)
    /// The key generator.
    public static let key = ColumnFamily(rawValue: 1)
    /// Variables.
    public static let variables = ColumnFamily(rawValue: 10)
    /// Deployments that other partitions have not confirmed, of releases before 8.3.
    public static let pendingDeployment = ColumnFamily(rawValue: 14)
    /// Timers.
    public static let timers = ColumnFamily(rawValue: 12)
    /// Jobs.
    public static let jobs = ColumnFamily(rawValue: 16)
    /// Messages.
    public static let messages = ColumnFamily(rawValue: 20)
    /// Incidents.
    public static let incidents = ColumnFamily(rawValue: 34)
    /// Exporters.
    public static let exporter = ColumnFamily(rawValue: 40)
    /// Commands, deployments among them, that other partitions have not confirmed: one entry per partition.
    public static let pendingDistribution = ColumnFamily(rawValue: 52)
    /// Commands that other partitions have not confirmed: one entry per command.
    public static let commandDistribution = ColumnFamily(rawValue: 53)
    /// Running process instances, one entry each; `ELEMENT_INSTANCE_KEY` has their elements too.
    public static let processInstances = ColumnFamily(rawValue: 55)
    /// Migrations of the state.
    public static let migrationsState = ColumnFamily(rawValue: 56)
    /// Process definitions.
    public static let processDefinitions = ColumnFamily(rawValue: 58)
    /// Decisions.
    public static let decisions = ColumnFamily(rawValue: 61)
    /// What decisions stand in.
    public static let decisionRequirements = ColumnFamily(rawValue: 62)
    /// Forms.
    public static let forms = ColumnFamily(rawValue: 68)
    /// User tasks.
    public static let userTasks = ColumnFamily(rawValue: 79)
    /// Checkpoints.
    public static let checkpoints = ColumnFamily(rawValue: 140)
    /// Ranges of backups.
    public static let backupRanges = ColumnFamily(rawValue: 141)

    /// Name in Zeebe's `ZbColumnFamilies`; `nil` for a number that this program does not know.
    public var name: String? {
        switch rawValue {
        case 140: return "CHECKPOINTS"
        case 141: return "BACKUP_RANGES"
        default:
            guard let place = Int(exactly: rawValue), Self.names.indices.contains(place) else { return nil }
            return Self.names[place]
        }
    }

    /// Whether Zeebe keeps it for the migration of old state only.
    public var isDeprecated: Bool { Self.deprecated.contains(rawValue) }

    private static let deprecated: Set<Int64> = [
        2, 3, 4, 5, 19, 21, 29, 30, 31, 32, 43, 44, 45, 46, 47, 48, 49, 50, 51,
    ]

    private static let names: [String] = [
        "DEFAULT",
        "KEY",
        "PROCESS_VERSION",
        "PROCESS_CACHE",
        "PROCESS_CACHE_BY_ID_AND_VERSION",
        "PROCESS_CACHE_DIGEST_BY_ID",
        "ELEMENT_INSTANCE_PARENT_CHILD",
        "ELEMENT_INSTANCE_KEY",
        "NUMBER_OF_TAKEN_SEQUENCE_FLOWS",
        "ELEMENT_INSTANCE_CHILD_PARENT",
        "VARIABLES",
        "TEMPORARY_VARIABLE_STORE",
        "TIMERS",
        "TIMER_DUE_DATES",
        "PENDING_DEPLOYMENT",
        "DEPLOYMENT_RAW",
        "JOBS",
        "JOB_STATES",
        "JOB_DEADLINES",
        "JOB_ACTIVATABLE",
        "MESSAGE_KEY",
        "MESSAGES",
        "MESSAGE_DEADLINES",
        "MESSAGE_IDS",
        "MESSAGE_CORRELATED",
        "MESSAGE_PROCESSES_ACTIVE_BY_CORRELATION_KEY",
        "MESSAGE_PROCESS_INSTANCE_CORRELATION_KEYS",
        "MESSAGE_SUBSCRIPTION_BY_KEY",
        "MESSAGE_SUBSCRIPTION_BY_SENT_TIME",
        "MESSAGE_SUBSCRIPTION_BY_NAME_AND_CORRELATION_KEY",
        "MESSAGE_START_EVENT_SUBSCRIPTION_BY_NAME_AND_KEY",
        "MESSAGE_START_EVENT_SUBSCRIPTION_BY_KEY_AND_NAME",
        "PROCESS_SUBSCRIPTION_BY_KEY",
        "PROCESS_SUBSCRIPTION_BY_SENT_TIME",
        "INCIDENTS",
        "INCIDENT_PROCESS_INSTANCES",
        "INCIDENT_JOBS",
        "EVENT_SCOPE",
        "EVENT_TRIGGER",
        "BANNED_INSTANCE",
        "EXPORTER",
        "AWAIT_WORKLOW_RESULT",
        "JOB_BACKOFF",
        "DMN_DECISIONS",
        "DMN_DECISION_REQUIREMENTS",
        "DMN_LATEST_DECISION_BY_ID",
        "DMN_LATEST_DECISION_REQUIREMENTS_BY_ID",
        "DMN_DECISION_KEY_BY_DECISION_REQUIREMENTS_KEY",
        "DMN_DECISION_KEY_BY_DECISION_ID_AND_VERSION",
        "DMN_DECISION_REQUIREMENTS_KEY_BY_DECISION_REQUIREMENT_ID_AND_VERSION",
        "SIGNAL_SUBSCRIPTION_BY_NAME_AND_KEY",
        "SIGNAL_SUBSCRIPTION_BY_KEY_AND_NAME",
        "PENDING_DISTRIBUTION",
        "COMMAND_DISTRIBUTION_RECORD",
        "MESSAGE_STATS",
        "PROCESS_INSTANCE_KEY_BY_DEFINITION_KEY",
        "MIGRATIONS_STATE",
        "PROCESS_VERSION",
        "PROCESS_CACHE",
        "PROCESS_CACHE_BY_ID_AND_VERSION",
        "PROCESS_CACHE_DIGEST_BY_ID",
        "DMN_DECISIONS",
        "DMN_DECISION_REQUIREMENTS",
        "DMN_LATEST_DECISION_BY_ID",
        "DMN_LATEST_DECISION_REQUIREMENTS_BY_ID",
        "DMN_DECISION_KEY_BY_DECISION_REQUIREMENTS_KEY",
        "DMN_DECISION_KEY_BY_DECISION_ID_AND_VERSION",
        "DMN_DECISION_REQUIREMENTS_KEY_BY_DECISION_REQUIREMENT_ID_AND_VERSION",
        "FORMS",
        "FORM_VERSION",
        "FORM_BY_ID_AND_VERSION",
        "MESSAGES",
        "MESSAGE_START_EVENT_SUBSCRIPTION_BY_NAME_AND_KEY",
        "MESSAGE_START_EVENT_SUBSCRIPTION_BY_KEY_AND_NAME",
        "MESSAGE_SUBSCRIPTION_BY_NAME_AND_CORRELATION_KEY",
        "PROCESS_SUBSCRIPTION_BY_KEY",
        "JOB_ACTIVATABLE",
        "SIGNAL_SUBSCRIPTION_BY_NAME_AND_KEY",
        "SIGNAL_SUBSCRIPTION_BY_KEY_AND_NAME",
        "USER_TASKS",
        "USER_TASK_STATES",
        "COMPENSATION_SUBSCRIPTION",
    ]
}

extension ColumnFamily: CustomStringConvertible {
    /// Number and name.
    public var description: String { name.map { "\(rawValue) \($0)" } ?? String(rawValue) }
}

extension ColumnFamily: Comparable {
    /// Orders by number.
    public static func < (left: ColumnFamily, right: ColumnFamily) -> Bool { left.rawValue < right.rawValue }
}
