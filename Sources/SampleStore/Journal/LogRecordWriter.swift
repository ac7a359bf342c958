/// Log records inside an application entry: frame, log entry, metadata, value (partition-data §5).
struct LogRecordWriter: Sendable {
    /// The facts of one record apart from its value.
    struct Facts: Sendable {
        var position: Int64
        var sourcePosition: Int64 = -1
        var key: Int64 = -1
        var timestamp: Int64
        var type: RecordType
        var subject: RecordSubject
    }

    private let metadata: RecordMetadataWriter

    init(version: WriterVersion) {
        metadata = RecordMetadataWriter(version: version)
    }

    /// Writes one record, padded to a multiple of 8 bytes; `value` writes its MessagePack.
    func put(_ facts: Facts, to sink: inout ByteSink, value: (inout ByteSink) -> Void) {
        let start = sink.offset
        sink.put(Int32(0))
        sink.put(Int64(0))
        sink.put(UInt16(1))  // version
        sink.put(UInt8(0))  // flags
        sink.put(UInt8(0))  // reserved
        sink.put(facts.position)
        sink.put(facts.sourcePosition)
        sink.put(facts.key)
        sink.put(facts.timestamp)
        sink.put(Int32(metadata.size))
        metadata.put(facts.type, facts.subject, to: &sink)
        value(&sink)
        let length = sink.offset - start
        sink.set(Int32(length), at: start)
        sink.putZeros((8 - length % 8) % 8)
    }
}
