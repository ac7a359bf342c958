internal import SafeText
public import ZeebeFormat

/// One log record, as the `records` command shows it.
public struct RecordLine: Sendable, Equatable {
    /// Journal index of the entry that the record lies in.
    public var index: Int64
    /// Raft term of that entry.
    public var term: Int64
    /// Position of the record.
    public var position: Int64
    /// Position of the record that caused this one; -1 when there is none.
    public var sourcePosition: Int64
    /// Key of the entity; -1 when there is none.
    public var key: Int64
    /// When the record was written, in milliseconds since 1970-01-01T00:00:00Z.
    public var timestamp: Int64
    /// EVENT, COMMAND or COMMAND_REJECTION.
    public var recordType: String
    /// The kind of entity.
    public var valueType: String
    /// What happens to the entity.
    public var intent: String
    /// Version of the broker that wrote the record.
    public var brokerVersion: String
    /// Why the command was rejected; `nil` when it was not.
    public var rejection: String?

    /// Creates a line.
    public init(
        index: Int64,
        term: Int64,
        position: Int64,
        sourcePosition: Int64,
        key: Int64,
        timestamp: Int64,
        recordType: String,
        valueType: String,
        intent: String,
        brokerVersion: String,
        rejection: String? = nil
    ) {
        self.index = index
        self.term = term
        self.position = position
        self.sourcePosition = sourcePosition
        self.key = key
        self.timestamp = timestamp
        self.recordType = recordType
        self.valueType = valueType
        self.intent = intent
        self.brokerVersion = brokerVersion
        self.rejection = rejection
    }

    // MARK: Table

    /// The titles of the columns.
    public static var header: String {
        row([
            "index", "term", "position", "source", "key", "time (UTC)", "type", "value type", "intent", "version",
            "rejection",
        ])
    }

    /// The record as a row. Columns have fixed widths, since rows are printed as they are read; what is wider than its
    /// column pushes the rest of its row.
    public var row: String {
        Self.row([
            String(index), String(term), String(position), Self.orDash(sourcePosition), Self.orDash(key),
            Timestamp(millisecondsSinceEpoch: timestamp)?.millisecondForm ?? "-", recordType, valueType, intent,
            brokerVersion, rejection.map { PrintableText.form(of: $0) } ?? "",
        ])
    }

    /// Widths of the columns; a negative one is that of numbers, which are set to the right.
    private static let widths = [-10, -4, -12, -12, -19, 24, 17, 24, 24, 8, 0]

    private static func row(_ cells: [String]) -> String {
        var row = ""
        for (cell, width) in zip(cells, widths) {
            let padding = String(repeating: " ", count: max(abs(width) - TextWidth.columns(of: cell), 0))
            row += width < 0 ? padding + cell : cell + padding
            row += "  "
        }
        let end = row.utf8.lastIndex { $0 != UInt8(ascii: " ") }
        return String(end.map { row[...$0] } ?? "")
    }

    private static func orDash(_ number: Int64) -> String {
        number == -1 ? "-" : String(number)
    }

    // MARK: JSON

    /// Writes the record as a JSON object; the names are those of Zeebe's exporters where these have one.
    public func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("index", index)
            writer.member("term", term)
            writer.member("position", position)
            writer.member("sourceRecordPosition", sourcePosition)
            writer.member("key", key)
            writer.member("timestamp", timestamp)
            writer.member("recordType", recordType)
            writer.member("valueType", valueType)
            writer.member("intent", intent)
            writer.member("brokerVersion", brokerVersion)
            writer.member("rejection", rejection)
        }
    }
}
