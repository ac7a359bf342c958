public import ZeebeFormat

/// Numbers of log records by kind.
public struct RecordTally: Sendable {
    /// One kind of log record.
    public struct Kind: Hashable, Sendable, Comparable {
        /// What the record is; `nil` when it is nothing known.
        public let recordType: RecordType?
        /// The kind of entity, and what happens to it.
        public let intent: Intent

        /// The kind of entity.
        public var valueType: ValueType { intent.valueType }

        /// Orders by value type, intent and record type.
        public static func < (left: Kind, right: Kind) -> Bool { left.order < right.order }

        private var order: (UInt8, UInt8, UInt8) {
            (valueType.rawValue, intent.rawValue, recordType?.rawValue ?? .max)
        }
    }

    /// Record types that are told apart, those unknown as one.
    private static let recordTypeCount = 4

    /// One number for each kind there can be: a log has few of them, and so touches little of this memory.
    private var counts = [Int](repeating: 0, count: recordTypeCount << 16)

    /// Number of records whose metadata could not be decoded.
    public private(set) var undecodedCount = 0

    /// Creates an empty tally.
    init() {}

    /// Counts a record.
    mutating func add(_ metadata: RecordMetadata) {
        let type = Int(metadata.recordType?.rawValue ?? UInt8(Self.recordTypeCount - 1))
        counts[type << 16 | Int(metadata.valueType.rawValue) << 8 | Int(metadata.intent.rawValue)] += 1
    }

    /// Counts a record whose metadata cannot be decoded.
    mutating func addUndecoded() {
        undecodedCount += 1
    }

    /// Adds the numbers of another tally.
    mutating func add(_ other: RecordTally) {
        for place in counts.indices where other.counts[place] != 0 { counts[place] += other.counts[place] }
        undecodedCount += other.undecodedCount
    }

    /// Number of all records.
    public var total: Int { counts.reduce(undecodedCount, +) }

    /// The kinds that occur, in order, with their numbers.
    public var kinds: [(kind: Kind, count: Int)] {
        counts.indices.filter { counts[$0] != 0 }.map { place in
            let intent = Intent(
                valueType: ValueType(rawValue: UInt8(truncatingIfNeeded: place >> 8)),
                rawValue: UInt8(truncatingIfNeeded: place)
            )
            return (Kind(recordType: RecordType(rawValue: UInt8(place >> 16)), intent: intent), counts[place])
        }
        .sorted { $0.kind < $1.kind }
    }
}
