/// What happens to the entity of a log record: a command's wish or an event's fact (partition-data, annex B).
///
/// The numbers are counted anew for each value type. Releases append intents: one that this program does not know keeps
/// its number and is never an error.
public struct Intent: Hashable, Sendable, CustomStringConvertible {
    /// The kind of entity, which gives the number its meaning.
    public let valueType: ValueType

    /// The number in the record metadata.
    public let rawValue: UInt8

    /// Creates an intent of a value type from its number.
    public init(valueType: ValueType, rawValue: UInt8) {
        self.valueType = valueType
        self.rawValue = rawValue
    }

    /// The intent of the command that creates a checkpoint.
    public static let createCheckpoint = Intent(valueType: .checkpoint, rawValue: 0)

    /// Zeebe's name of the intent, or its number where the name is not known.
    public var description: String {
        guard let names = Self.names[valueType.rawValue], Int(rawValue) < names.count else { return String(rawValue) }
        return names[Int(rawValue)]
    }

    /// Returns the intents that Zeebe calls by a name, of all value types that have one.
    public static func named(_ name: String) -> Set<Intent> {
        var intents: Set<Intent> = []
        for (valueType, names) in names {
            for (number, candidate) in names.enumerated() where candidate == name {
                intents.insert(
                    Intent(valueType: ValueType(rawValue: valueType), rawValue: UInt8(truncatingIfNeeded: number))
                )
            }
        }
        return intents
    }

    private static let names: [UInt8: [String]] = [
        0: [
            "CREATED",
            "COMPLETE",
            "COMPLETED",
            "TIME_OUT",
            "TIMED_OUT",
            "FAIL",
            "FAILED",
            "UPDATE_RETRIES",
            "RETRIES_UPDATED",
            "CANCEL",
            "CANCELED",
            "THROW_ERROR",
            "ERROR_THROWN",
            "RECUR_AFTER_BACKOFF",
            "RECURRED_AFTER_BACKOFF",
            "YIELD",
            "YIELDED",
            "UPDATE_TIMEOUT",
            "TIMEOUT_UPDATED",
            "MIGRATED",
        ],
        4: [
            "CREATE",
            "CREATED",
            "DISTRIBUTE",
            "DISTRIBUTED",
            "FULLY_DISTRIBUTED",
        ],
        5: [
            "CANCEL",
            "SEQUENCE_FLOW_TAKEN",
            "ELEMENT_ACTIVATING",
            "ELEMENT_ACTIVATED",
            "ELEMENT_COMPLETING",
            "ELEMENT_COMPLETED",
            "ELEMENT_TERMINATING",
            "ELEMENT_TERMINATED",
            "ACTIVATE_ELEMENT",
            "COMPLETE_ELEMENT",
            "TERMINATE_ELEMENT",
            "ELEMENT_MIGRATED",
            "COMPLETE_EXECUTION_LISTENER",
        ],
        6: [
            "CREATED",
            "RESOLVE",
            "RESOLVED",
            "MIGRATED",
        ],
        10: [
            "PUBLISH",
            "PUBLISHED",
            "EXPIRE",
            "EXPIRED",
        ],
        11: [
            "CREATE",
            "CREATED",
            "CORRELATE",
            "CORRELATED",
            "REJECT",
            "REJECTED",
            "DELETE",
            "DELETED",
            "CORRELATING",
            "MIGRATE",
            "MIGRATED",
        ],
        12: [
            "CREATING",
            "CREATE",
            "CREATED",
            "CORRELATE",
            "CORRELATED",
            "DELETING",
            "DELETE",
            "DELETED",
            "MIGRATED",
        ],
        14: [
            "ACTIVATE",
            "ACTIVATED",
        ],
        15: [
            "CREATED",
            "TRIGGER",
            "TRIGGERED",
            "CANCEL",
            "CANCELED",
        ],
        16: [
            "CREATED",
            "CORRELATED",
            "DELETED",
        ],
        17: [
            "CREATED",
            "UPDATED",
            "MIGRATED",
        ],
        18: [
            "UPDATE",
            "UPDATED",
        ],
        19: [
            "CREATE",
            "CREATED",
            "CREATE_WITH_AWAITING_RESULT",
        ],
        20: [
            "CREATED"
        ],
        21: [
            "COMPLETED"
        ],
        22: [
            "CREATED",
            "DELETING",
            "DELETED",
        ],
        23: [
            "DISTRIBUTING",
            "COMPLETE",
            "COMPLETED",
        ],
        24: [
            "TRIGGERING",
            "TRIGGERED",
        ],
        25: [
            "CREATED",
            "DELETED",
        ],
        26: [
            "CREATED",
            "DELETED",
        ],
        27: [
            "EVALUATED",
            "FAILED",
            "EVALUATE",
        ],
        28: [
            "MODIFY",
            "MODIFIED",
        ],
        29: [
            "ESCALATED",
            "NOT_ESCALATED",
        ],
        30: [
            "CREATED",
            "DELETED",
        ],
        31: [
            "BROADCAST",
            "BROADCASTED",
        ],
        32: [
            "DELETE",
            "DELETING",
            "DELETED",
        ],
        33: [
            "STARTED",
            "DISTRIBUTING",
            "ACKNOWLEDGE",
            "ACKNOWLEDGED",
            "FINISHED",
        ],
        34: [
            "TERMINATE",
            "ACTIVATE",
        ],
        35: [
            "EXPIRE"
        ],
        36: [
            "CREATED",
            "DELETED",
        ],
        37: [
            "CREATING",
            "CREATED",
            "COMPLETE",
            "COMPLETING",
            "COMPLETED",
            "CANCELING",
            "CANCELED",
            "ASSIGN",
            "ASSIGNING",
            "ASSIGNED",
            "CLAIM",
            "UPDATE",
            "UPDATING",
            "UPDATED",
            "MIGRATED",
        ],
        38: [
            "MIGRATE",
            "MIGRATED",
        ],
        39: [
            "CREATED",
            "TRIGGERED",
            "COMPLETED",
            "DELETED",
        ],
        254: [
            "CREATE",
            "CREATED",
            "IGNORED",
            "CONFIRM_BACKUP",
            "CONFIRMED_BACKUP",
            "DELETE_BACKUP",
            "DELETING_BACKUP",
            "CONFIRM_DELETION",
            "CONFIRMED_BACKUP_DELETION",
            "FAIL_DELETION",
            "FAILED_BACKUP_DELETION",
        ],
    ]
}
