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
            "brokerVersion":"8.9.2","rejection":null}
            """
        #expect(String(decoding: writer.bytes, as: UTF8.self) == expected)
    }
}
