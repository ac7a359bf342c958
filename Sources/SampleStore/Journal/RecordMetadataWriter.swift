/// The record type in record metadata.
enum RecordType: UInt8, Sendable {
    case event = 0
    case command = 1
}

/// What a record is about: value type and intent (partition-data, annex B).
struct RecordSubject: Sendable, Equatable {
    let valueType: UInt8
    let intent: UInt8

    static let messagePublish = RecordSubject(valueType: 10, intent: 0)
    static let messagePublished = RecordSubject(valueType: 10, intent: 1)
    static let messageExpired = RecordSubject(valueType: 10, intent: 3)
    static let variableCreated = RecordSubject(valueType: 17, intent: 0)
    static let checkpointCreate = RecordSubject(valueType: 254, intent: 0)
    static let checkpointCreated = RecordSubject(valueType: 254, intent: 1)
}

/// Record metadata: who wrote what (partition-data §6).
struct RecordMetadataWriter: Sendable {
    /// The writing release.
    let version: WriterVersion

    /// Bytes of the metadata of any record written here.
    var size: Int {
        8 + Int(version.recordMetadataBlockLength) + variableData.count
    }

    private let variableData: [UInt8]

    init(version: WriterVersion) {
        self.version = version
        var sink = ByteSink()
        sink.put(UInt32(0))  // rejection reason
        if version == .v8_6 {
            var authorization = ByteSink()
            authorization.putMap(2)
            authorization.putString("format")
            authorization.putString("UNKNOWN")
            authorization.putString("authData")
            authorization.putString("")
            sink.put(UInt32(authorization.offset))
            sink.put(authorization.bytes)
        } else {
            sink.put(UInt32(0))  // authorization
        }
        if version.protocolVersion >= 7 { sink.put(UInt32(0)) }  // agent
        if version.protocolVersion >= 10 { sink.put(UInt32(0)) }  // name of the requesting tool
        variableData = sink.bytes
    }

    /// Writes the metadata of one record.
    func put(_ type: RecordType, _ subject: RecordSubject, to sink: inout ByteSink) {
        sink.putHeader(
            block: version.recordMetadataBlockLength,
            template: 200,
            schema: 0,
            version: version.protocolVersion
        )
        sink.put(type.rawValue)
        sink.put(Int32.min)  // no request stream
        sink.put(UInt64.max)  // no request
        sink.put(version.protocolVersion)
        sink.put(subject.valueType)
        sink.put(subject.intent)
        sink.put(version.components.major)
        sink.put(version.components.minor)
        sink.put(version.components.patch)
        sink.put(UInt16(1))  // record version
        sink.put(UInt8(255))  // no rejection
        sink.put(UInt64.max)  // no operation reference
        if version.protocolVersion >= 6 { sink.put(UInt64.max) }  // no batch operation reference
        if version.protocolVersion >= 10 { sink.put(UInt8(255)) }  // no request channel
        sink.put(variableData)
    }
}
