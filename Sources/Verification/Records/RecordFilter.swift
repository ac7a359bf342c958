public import ZeebeFormat

/// Which log records somebody wants to see; what is not set wants all.
public struct RecordFilter: Sendable {
    /// Positions.
    public var positions: ClosedRange<Int64> = Int64.min...Int64.max
    /// Journal indexes of the entries that hold the records.
    public var indexes: ClosedRange<Int64> = Int64.min...Int64.max
    /// Times of writing, in milliseconds since 1970 UTC.
    public var times: ClosedRange<Int64> = Int64.min...Int64.max
    /// Kinds of records.
    public var recordTypes: Set<RecordType> = []
    /// Kinds of entities.
    public var valueTypes: Set<ValueType> = []
    /// What happens to the entity.
    public var intents: [IntentPattern] = []
    /// Keys of entities.
    public var keys: Set<Int64> = []
    /// Keys of the process instances that the records' values name.
    public var processInstances: Set<Int64> = []
    /// Text in the value, as bytes or as JSON, or in the reason of a rejection.
    public var text: TextSearch?

    /// Creates a filter that wants everything.
    public init() {}

    /// Whether it wants log records by what they are, so that entries without log records are not meant.
    public var isAboutRecords: Bool {
        !recordTypes.isEmpty || !valueTypes.isEmpty || !intents.isEmpty || !keys.isEmpty || !processInstances.isEmpty
            || text != nil || times != Int64.min...Int64.max
    }

    /// Whether the fixed part of a record is wanted.
    func wants(_ header: LogEntryHeader) -> Bool {
        positions.contains(header.position) && times.contains(header.timestamp)
            && (keys.isEmpty || keys.contains(header.key))
    }

    /// Whether the metadata of a record are wanted; those that cannot be decoded are, where nothing is asked of them.
    func wants(_ metadata: RecordMetadata?) -> Bool {
        guard !recordTypes.isEmpty || !valueTypes.isEmpty || !intents.isEmpty else { return true }
        guard let metadata else { return false }
        return (recordTypes.isEmpty || metadata.recordType.map { recordTypes.contains($0) } == true)
            && (valueTypes.isEmpty || valueTypes.contains(metadata.valueType))
            && (intents.isEmpty || intents.contains { $0.matches(metadata.intent) })
    }

    /// Whether the value of a record is wanted.
    func wants(value: RawSpan, rejectionReason: RawSpan) -> Bool {
        if !processInstances.isEmpty {
            guard let key = ValueFields.processInstanceKey(of: value), processInstances.contains(key) else {
                return false
            }
        }
        return text.map { $0.finds(value: value, rejectionReason: rejectionReason) } ?? true
    }
}

/// An intent as somebody names it: by its name, which several value types may have, or by its number.
public enum IntentPattern: Hashable, Sendable {
    /// The intents of that number, of any value type.
    case number(UInt8)
    /// These intents.
    case named(Set<Intent>)

    /// Whether an intent is meant.
    public func matches(_ intent: Intent) -> Bool {
        switch self {
        case .number(let number): intent.rawValue == number
        case .named(let intents): intents.contains(intent)
        }
    }
}
