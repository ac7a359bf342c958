public import Verification
internal import ZeebeFormat

extension RecordLine {
    /// Creates the line of a record; its value is shown where the record was read with it.
    public init(_ record: LogRecord) {
        let metadata = record.metadata
        self.init(
            index: record.index,
            term: record.term,
            position: record.header.position,
            sourcePosition: record.header.sourcePosition,
            key: record.header.key,
            timestamp: record.header.timestamp,
            recordType: metadata?.recordType?.name ?? "UNKNOWN",
            valueType: metadata?.valueType.description ?? "UNKNOWN",
            intent: metadata?.intent.description ?? "UNKNOWN",
            brokerVersion: metadata?.brokerVersion.description ?? "",
            rejection: metadata?.rejection?.description
        )
        rejectionReason = record.rejectionReason.isEmpty ? nil : record.rejectionReason
        details = Details(record)
        value = record.value.map { RecordValue($0) }
    }
}

extension RecordLine.Details {
    /// Creates the details of a record.
    init(_ record: LogRecord) {
        self.init()
        skipsProcessing = record.header.skipsProcessing
        valueByteCount = record.header.value.count
        guard let metadata = record.metadata else { return }
        protocolVersion = metadata.protocolVersion
        recordVersion = metadata.recordVersion
        requestID = metadata.requestID
        requestStreamID = metadata.requestStreamID
        requestChannel = metadata.requestChannel?.description
        operationReference = metadata.operationReference
        batchOperationReference = metadata.batchOperationReference
        authorizationByteCount = metadata.variableFields.authorization.count
        hasAgent = !metadata.variableFields.agent.isEmpty
        hasRequestTool = !metadata.variableFields.requestToolName.isEmpty
    }
}
