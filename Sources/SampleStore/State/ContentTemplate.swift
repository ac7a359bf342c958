/// Key and value of one entry of a content family, with the places where each entry differs.
///
/// Fields and their names are those of Zeebe, a selection of them: no verifier looks into them.
struct ContentTemplate: Sendable {
    /// The internal key.
    private(set) var key = ByteSink()
    /// The value: MessagePack.
    private(set) var value = ByteSink()
    /// Where the entity's key stands, in big-endian order.
    private(set) var keyPlaces: [Int] = []
    private(set) var valuePlaces: [Int] = []
    /// Where free text stands; a whole number of words.
    private(set) var payload = 0..<0

    private static let tenant = "<default>"

    init(_ family: ContentFamily) {
        key.putBigEndian(family.rawValue)
        switch family {
        case .variables:
            putEntityToKey()
            key.putStateText("order")
            putVariable(family)
        case .jobs:
            putEntityToKey()
            putRecord("jobRecord", family, texts: ["type": "ship-order", "worker": "worker-7", "elementId": "ship"])
        case .messages:
            putEntityToKey()
            putRecord("message", family, texts: ["name": "order-paid", "correlationKey": "order-4711"])
        case .processInstances:
            key.putBigEndian(StateKey.entity(ContentFamily.processDefinitions.counter(of: 0), of: 1))
            putEntityToKey()
            value.put(0xFF as UInt8)
        case .processDefinitions:
            key.putStateText(Self.tenant)
            putEntityToKey()
            putDefinition(family)
        case .timers:
            putEntityToKey()
            putEntityToKey()
            putTimer()
        case .userTasks:
            putEntityToKey()
            putRecord("userTaskRecord", family, texts: ["assignee": "demo", "elementId": "approve", "formKey": ""])
        case .incidents:
            putEntityToKey()
            putRecord("incidentRecord", family, texts: ["errorType": "JOB_NO_RETRIES", "elementId": "ship"])
        }
        key.putVersion(sequence: 0, .value)
    }

    private mutating func putEntityToKey() {
        keyPlaces.append(key.offset)
        key.putBigEndian(Int64.max)
    }

    /// Writes a property whose value is the entity's key.
    private mutating func putEntity(_ name: String) {
        value.putString(name)
        // The largest number has the form of all keys: nine bytes.
        value.putInteger(.max)
        valuePlaces.append(value.offset - 8)
    }

    private mutating func putPayload(_ family: ContentFamily) {
        payload = value.offset..<(value.offset + family.payloadByteCount)
        value.putZeros(family.payloadByteCount)
    }

    private mutating func putText(_ name: String, _ text: String) {
        value.putString(name)
        value.putString(text)
    }

    private mutating func putRecord(_ name: String, _ family: ContentFamily, texts: [String: String]) {
        value.putMap(1)
        value.putString(name)
        value.putMap(UInt8(6 + texts.count))
        for (name, text) in texts.sorted(by: { $0.key < $1.key }) { putText(name, text) }
        putText("bpmnProcessId", "order-process")
        value.putString("processDefinitionVersion")
        value.putInteger(1)
        putEntity("processInstanceKey")
        putEntity("elementInstanceKey")
        putText("tenantId", Self.tenant)
        value.putString("variables")
        value.putBinaryHeader(6 + ByteSink.stringHeaderSize(family.payloadByteCount) + family.payloadByteCount)
        value.putMap(1)
        value.putString("data")
        value.putStringHeader(family.payloadByteCount)
        putPayload(family)
    }

    private mutating func putVariable(_ family: ContentFamily) {
        value.putMap(2)
        value.putString("value")
        value.putBinaryHeader(ByteSink.stringHeaderSize(family.payloadByteCount) + family.payloadByteCount)
        value.putStringHeader(family.payloadByteCount)
        putPayload(family)
        putEntity("key")
    }

    private mutating func putDefinition(_ family: ContentFamily) {
        value.putMap(7)
        putText("bpmnProcessId", "order-process")
        value.putString("version")
        value.putInteger(1)
        putEntity("key")
        putText("resourceName", "order-process.bpmn")
        value.putString("resource")
        value.putBinaryHeader(family.payloadByteCount)
        putPayload(family)
        putText("tenantId", Self.tenant)
        putText("state", "ACTIVE")
    }

    private mutating func putTimer() {
        value.putMap(7)
        putText("handlerNodeId", "wait")
        value.putString("dueDate")
        value.putInteger(1_708_899_200_000)
        putEntity("elementInstanceKey")
        putEntity("processInstanceKey")
        putEntity("key")
        value.putString("repetitions")
        value.putInteger(1)
        putText("tenantId", Self.tenant)
    }
}
