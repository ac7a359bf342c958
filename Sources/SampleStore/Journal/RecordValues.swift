internal import SeededRandom

/// What made a checkpoint, as the checkpoint record and metadata.json name it.
enum CheckpointKind: Sendable, Equatable {
    case marker
    case backup(SampleBackup.Origin)

    /// The constant's name.
    var name: String {
        switch self {
        case .marker: "MARKER"
        case .backup(let origin): origin.rawValue
        }
    }
}

/// The value of a checkpoint record (partition-data §7.2).
struct CheckpointValue: Sendable {
    let checkpointId: Int64
    let timestamp: Int64
    let kind: CheckpointKind

    /// Writes the value; the position is -1 in the command and the command's position in the event.
    func put(position: Int64, version: WriterVersion, to sink: inout ByteSink) {
        sink.putMap(version.hasContinuousBackups ? 4 : 2)
        sink.putString("id")
        sink.putInteger(checkpointId)
        sink.putString("position")
        sink.putInteger(position)
        guard version.hasContinuousBackups else { return }
        sink.putString("timestamp")
        sink.putInteger(timestamp)
        sink.putString("type")
        sink.putString(kind.name)
    }
}

/// The values of ordinary records, with a payload of a given size.
///
/// The constant parts are built once: most of a large log's bytes are payload.
struct PayloadValues: Sendable {
    private let payloadBytes: Int
    private let messageHead: [UInt8]
    private let messageTail: [UInt8]
    private let variableHead: [UInt8]

    init(payloadBytes: Int) {
        self.payloadBytes = payloadBytes
        var head = ByteSink()
        head.putMap(7)
        head.putString("name")
        head.putString("order-paid")
        head.putString("correlationKey")
        head.putString("order-4711")
        head.putString("timeToLive")
        head.putInteger(60_000)
        head.putString("variables")
        Self.putDocumentHead("data", payloadBytes, to: &head)
        messageHead = head.bytes

        var tail = ByteSink()
        tail.putString("messageId")
        tail.putString("")
        tail.putString("deadline")
        tail.putInteger(-1)
        tail.putString("tenantId")
        tail.putString("<default>")
        messageTail = tail.bytes

        var variable = ByteSink()
        variable.putMap(7)
        variable.putString("name")
        variable.putString("order")
        variable.putString("value")
        variable.putBinaryHeader(ByteSink.stringHeaderSize(payloadBytes) + payloadBytes)
        variable.putStringHeader(payloadBytes)
        variableHead = variable.bytes
    }

    /// Writes the value of a MESSAGE record.
    func putMessage(from random: inout SplitMix64, to sink: inout ByteSink) {
        sink.put(messageHead)
        sink.putLetters(payloadBytes, from: &random)
        sink.put(messageTail)
    }

    /// Writes the value of a VARIABLE record in the scope `key`.
    func putVariable(scope key: Int64, from random: inout SplitMix64, to sink: inout ByteSink) {
        sink.put(variableHead)
        sink.putLetters(payloadBytes, from: &random)
        sink.putString("scopeKey")
        sink.putInteger(key)
        sink.putString("processInstanceKey")
        sink.putInteger(key)
        sink.putString("processDefinitionKey")
        sink.putInteger(key - 1)
        sink.putString("bpmnProcessId")
        sink.putString("order-process")
        sink.putString("tenantId")
        sink.putString("<default>")
    }

    /// Begins a binary that holds the document `{name: text}`.
    private static func putDocumentHead(_ name: String, _ count: Int, to sink: inout ByteSink) {
        sink.putBinaryHeader(2 + name.utf8.count + ByteSink.stringHeaderSize(count) + count)
        sink.putMap(1)
        sink.putString(name)
        sink.putStringHeader(count)
    }
}
