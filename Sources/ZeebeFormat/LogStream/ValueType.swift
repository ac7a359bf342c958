/// The kind of entity that a log record is about (partition-data, annex B).
///
/// Releases append kinds: one that this program does not know keeps its number and is never an error.
public struct ValueType: Hashable, Sendable, CustomStringConvertible {
    /// The number in the record metadata.
    public let rawValue: UInt8

    /// Creates a value type from its number.
    public init(rawValue: UInt8) {
        self.rawValue = rawValue
    }

    /// A checkpoint: the command that a backup belongs to.
    public static let checkpoint = ValueType(rawValue: 254)

    /// Zeebe's name of the value type, or its number where the name is not known.
    public var description: String { Self.names[rawValue] ?? String(rawValue) }

    /// Creates a value type from Zeebe's name of it; `nil` when the name is not known.
    public init?(name: String) {
        guard let rawValue = Self.names.first(where: { $0.value == name })?.key else { return nil }
        self.rawValue = rawValue
    }

    private static let names: [UInt8: String] = [
        0: "JOB",
        4: "DEPLOYMENT",
        5: "PROCESS_INSTANCE",
        6: "INCIDENT",
        10: "MESSAGE",
        11: "MESSAGE_SUBSCRIPTION",
        12: "PROCESS_MESSAGE_SUBSCRIPTION",
        14: "JOB_BATCH",
        15: "TIMER",
        16: "MESSAGE_START_EVENT_SUBSCRIPTION",
        17: "VARIABLE",
        18: "VARIABLE_DOCUMENT",
        19: "PROCESS_INSTANCE_CREATION",
        20: "ERROR",
        21: "PROCESS_INSTANCE_RESULT",
        22: "PROCESS",
        23: "DEPLOYMENT_DISTRIBUTION",
        24: "PROCESS_EVENT",
        25: "DECISION",
        26: "DECISION_REQUIREMENTS",
        27: "DECISION_EVALUATION",
        28: "PROCESS_INSTANCE_MODIFICATION",
        29: "ESCALATION",
        30: "SIGNAL_SUBSCRIPTION",
        31: "SIGNAL",
        32: "RESOURCE_DELETION",
        33: "COMMAND_DISTRIBUTION",
        34: "PROCESS_INSTANCE_BATCH",
        35: "MESSAGE_BATCH",
        36: "FORM",
        37: "USER_TASK",
        38: "PROCESS_INSTANCE_MIGRATION",
        39: "COMPENSATION_SUBSCRIPTION",
        40: "MESSAGE_CORRELATION",
        41: "USER",
        42: "CLOCK",
        43: "AUTHORIZATION",
        44: "RESOURCE",
        45: "TENANT",
        46: "GROUP",
        47: "MAPPING_RULE",
        48: "IDENTITY_SETUP",
        49: "ROLE",
        50: "BATCH_OPERATION_CREATION",
        51: "BATCH_OPERATION_EXECUTION",
        52: "BATCH_OPERATION_CHUNK",
        53: "AD_HOC_SUB_PROCESS_INSTRUCTION",
        54: "BATCH_OPERATION_LIFECYCLE_MANAGEMENT",
        55: "BATCH_OPERATION_PARTITION_LIFECYCLE",
        56: "ASYNC_REQUEST",
        57: "USAGE_METRIC",
        58: "MULTI_INSTANCE",
        59: "RUNTIME_INSTRUCTION",
        60: "BATCH_OPERATION_INITIALIZATION",
        61: "CLUSTER_VARIABLE",
        62: "HISTORY_DELETION",
        63: "CONDITIONAL_SUBSCRIPTION",
        64: "CONDITIONAL_EVALUATION",
        65: "GLOBAL_LISTENER_BATCH",
        66: "EXPRESSION",
        67: "JOB_METRICS_BATCH",
        68: "GLOBAL_LISTENER",
        69: "RESOURCE_REEXPORT",
        70: "AGENT_INSTANCE",
        71: "MESSAGE_START_PROCESS_INSTANCE_REQUEST",
        72: "AGENT_HISTORY",
        73: "MESSAGE_START_CORRELATION_KEY_LOCK_RELEASE",
        74: "PROCESS_INSTANCE_BUSINESS_ID",
        75: "SECRET_REFERENCE",
        76: "BUFFERED_COMMAND",
        77: "AGENT_DEFINITION",
        78: "AGENT_HISTORY_BATCH",
        79: "SUSPENSION_BATCH",
        253: "SCALE",
        254: "CHECKPOINT",
    ]
}
