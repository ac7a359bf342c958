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
    /// Why the command was rejected, in the broker's words; `nil` when it was not.
    public var rejectionReason: String?
    /// What else the record's metadata say.
    public var details = Details()
    /// The record's value; `nil` when it is not to be shown.
    public var value: RecordValue?

    /// Fields of record metadata that only the JSON form shows; `nil` where the record has none.
    public struct Details: Sendable, Equatable {
        /// Protocol version of the writer.
        public var protocolVersion: UInt16?
        /// Version of the record's own format.
        public var recordVersion: UInt16?
        /// The client request.
        public var requestID: UInt64?
        /// Stream of the client request.
        public var requestStreamID: Int32?
        /// The way by which the request came.
        public var requestChannel: String?
        /// What the client gave to recognise its operation by.
        public var operationReference: UInt64?
        /// The batch operation that the record belongs to.
        public var batchOperationReference: UInt64?
        /// Bytes of the authorization.
        public var authorizationByteCount = 0
        /// Whether an agent made the request.
        public var hasAgent = false
        /// Whether a tool is named by which the request was made.
        public var hasRequestTool = false
        /// Whether the stream processor skips the record, since it was processed in the batch that wrote it.
        public var skipsProcessing = false
        /// Bytes of the value.
        public var valueByteCount = 0

        /// Creates details of which nothing is known.
        public init() {}
    }

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
    public static var header: String { RecordColumns.titles }

    /// The record as a row, and its value on a line of its own below it.
    public var row: String {
        let rejection = [rejection, rejectionReason].compactMap(\.self).filter { !$0.isEmpty }.joined(separator: ": ")
        let row = RecordColumns.row([
            String(index), String(term), String(position), RecordColumns.orDash(sourcePosition),
            RecordColumns.orDash(key), RecordColumns.time(timestamp), recordType, valueType, intent, brokerVersion,
            PrintableText.form(of: rejection),
        ])
        return value.map { "\(row)\n    \($0.line)" } ?? row
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
            writer.member("rejectionReason", rejectionReason)
            details.write(to: &writer)
            value?.write(to: &writer)
        }
    }
}

extension RecordLine.Details {
    /// Writes the fields as members.
    func write(to writer: inout JSONWriter) {
        writer.member("protocolVersion", protocolVersion.map { Int($0) })
        writer.member("recordVersion", recordVersion.map { Int($0) })
        writer.member("requestId", requestID)
        writer.member("requestStreamId", requestStreamID.map { Int($0) })
        writer.member("requestChannel", requestChannel)
        writer.member("operationReference", operationReference)
        writer.member("batchOperationReference", batchOperationReference)
        writer.member("authorizationBytes", authorizationByteCount)
        writer.member("hasAgent", hasAgent)
        writer.member("hasRequestTool", hasRequestTool)
        writer.member("skipsProcessing", skipsProcessing)
        writer.member("valueBytes", valueByteCount)
    }
}
