import Reporting
import Testing
import ZeebeFormat

@Suite("RecordLine")
struct RecordLineTests {
    private let record = RecordLine(
        index: 12,
        term: 2,
        position: 118_877,
        sourcePosition: -1,
        key: 2_251_799_813_685_249,
        timestamp: 1_777_280_400_005,
        recordType: "COMMAND",
        valueType: "CHECKPOINT",
        intent: "CREATE",
        brokerVersion: "8.9.2"
    )

    @Test("rows stand below the titles; -1 is a dash")
    func row() {
        let expected = """
                 index  term      position        source                  key  time (UTC)                type               \
            value type                intent                    version   rejection
                    12     2        118877             -     2251799813685249  2026-04-27T09:00:00.005Z  COMMAND            \
            CHECKPOINT                CREATE                    8.9.2
            """
        #expect(RecordLine.header + "\n" + record.row == expected)
    }

    @Test("a rejection is shown in printable form at the end")
    func rejection() {
        var record = record
        record.key = -1
        record.rejection = "NOT_FOUND\n\u{1B}[2J"
        #expect(record.row.hasSuffix(#"8.9.2     NOT_FOUND\u{0A}\u{1B}[2J"#))
        #expect(record.row.contains("             -                    -  2026-"))
    }

    @Test("a time beyond the calendar is a dash")
    func time() {
        var record = record
        record.timestamp = .max
        #expect(record.row.contains("  -                         COMMAND"))
    }

    @Test("JSON: names of Zeebe's exporters, numbers as they are")
    func json() {
        var writer = JSONWriter()
        record.write(to: &writer)
        let expected = """
            {"index":12,"term":2,"position":118877,"sourceRecordPosition":-1,"key":2251799813685249,\
            "timestamp":1777280400005,"recordType":"COMMAND","valueType":"CHECKPOINT","intent":"CREATE",\
            "brokerVersion":"8.9.2","rejection":null,"rejectionReason":null,"protocolVersion":null,"recordVersion":null,\
            "requestId":null,"requestStreamId":null,"requestChannel":null,"operationReference":null,\
            "batchOperationReference":null,"authorizationBytes":0,"hasAgent":false,"hasRequestTool":false,\
            "skipsProcessing":false,"valueBytes":0}
            """
        #expect(String(decoding: writer.bytes, as: UTF8.self) == expected)
    }

    @Test("JSON: all metadata and a value")
    func details() {
        var record = record
        record.rejection = "NOT_FOUND"
        record.rejectionReason = "no \"such\" job"
        record.details.protocolVersion = 10
        record.details.recordVersion = 2
        record.details.requestID = .max
        record.details.requestStreamID = -7
        record.details.requestChannel = "REST"
        record.details.operationReference = 4711
        record.details.batchOperationReference = 4712
        record.details.authorizationByteCount = 12
        record.details.hasAgent = true
        record.details.hasRequestTool = true
        record.details.skipsProcessing = true
        record.details.valueByteCount = 4
        record.value = RecordValue([0x81, 0xA1, 0x61, 0x01])
        var writer = JSONWriter()
        record.write(to: &writer)
        let expected = """
            "rejection":"NOT_FOUND","rejectionReason":"no \\"such\\" job","protocolVersion":10,"recordVersion":2,\
            "requestId":18446744073709551615,"requestStreamId":-7,"requestChannel":"REST","operationReference":4711,\
            "batchOperationReference":4712,"authorizationBytes":12,"hasAgent":true,"hasRequestTool":true,\
            "skipsProcessing":true,"valueBytes":4,"value":{"a":1},"valueProblem":null}
            """
        #expect(String(decoding: writer.bytes, as: UTF8.self).hasSuffix(expected))
    }

    @Test("a value that is none: null and why; no value: null")
    func unreadableValue() {
        var record = record
        for (bytes, json, line) in [
            (
                [0xC1], #""value":null,"valueProblem":"0xC1 begins no MessagePack value (at byte 0)"}"#,
                "value not readable: "
            ),
            ([], #""value":null,"valueProblem":null}"#, "null"),
        ] as [([UInt8], String, String)] {
            record.value = RecordValue(bytes)
            var writer = JSONWriter()
            record.write(to: &writer)
            #expect(String(decoding: writer.bytes, as: UTF8.self).hasSuffix(json))
            #expect(record.row.split(separator: "\n").last?.hasPrefix("    \(line)") == true)
        }
    }

    @Test("in a table a value is one line of JSON in which nothing is hidden")
    func visibleValue() {
        var record = record
        let text = "a\n\u{1B}[2J\u{202E}\u{1F600}\u{E0001}é"
        record.value = RecordValue([0x81, 0xA1, 0x61, 0xD9, UInt8(text.utf8.count)] + Array(text.utf8))
        let lines = record.row.split(separator: "\n")
        #expect(lines.count == 2)
        #expect(lines[1] == #"    {"a":"a\n\u001b[2J\u202e\#u{1F600}\udb40\udc01é"}"#)
    }
}
