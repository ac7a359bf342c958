import Testing
import ZeebeFormat

@Suite("CheckpointRecordValue")
struct CheckpointRecordValueTests {
    private func read(_ bytes: [UInt8]) -> Result<CheckpointRecordValue, FormatError> {
        decode(bytes) { (span) throws(FormatError) in try CheckpointRecordValue(span) }
    }

    private func text(_ text: String) -> [UInt8] {
        [0xA0 | UInt8(text.utf8.count)] + Array(text.utf8)
    }

    private var id: [UInt8] { text("id") + [0xCF, 0, 0, 0x01, 0x9D, 0xCD, 0x65, 0, 0xD9] }

    @Test("the value of releases up to 8.8 is read")
    func old() {
        let value = read([0x82] + id + text("position") + [0xFF]).value
        #expect(value?.id == 0x19D_CD65_00D9)
        #expect(value?.position == -1)
        #expect(value?.timestamp == nil && value?.type == nil)
    }

    @Test("the value of later releases is read, in any order, with keys that are not known yet")
    func new() {
        let later = text("new") + [0x82] + text("a") + [0x91, 0xC0] + text("b") + [0xC3]
        let bytes =
            [0x85] + later + text("type") + text("MANUAL_BACKUP") + text("timestamp") + [0xCC, 200] + id
            + text("position") + [7]
        let value = read(bytes).value
        #expect(value?.id == 0x19D_CD65_00D9)
        #expect(value?.type == "MANUAL_BACKUP")
        #expect(value?.timestamp == 200)
        #expect(value?.position == 7)
    }

    @Test("only the id is required")
    func onlyID() {
        #expect(read([0x81] + id).value?.position == nil)
        #expect(read([0x81] + text("position") + [1]).error == FormatError("expected a key 'id', found none", at: 0))
        #expect(read([0x80]).error != nil)
    }

    @Test("no map, a key that is no string, a value of another type, and no byte at all are refused")
    func refused() {
        for bytes in [
            [], [0xC0], [0x90], [0x81, 1, 2], [0x81] + text("id") + text("5"), [0x81] + text("id") + [0xC0],
            [0x81] + text("id") + [0xCF, 0xFF, 0, 0, 0, 0, 0, 0, 0], [0x82] + id + text("type") + [1],
            [0x82] + id + text("type") + [0xA1, 0xFF],
        ] as [[UInt8]] {
            #expect(read(bytes).error != nil, "\(bytes)")
        }
    }

    @Test("a value cut at any byte is refused")
    func truncation() {
        let bytes = [0x82] + id + text("position") + [0xFF]
        for length in 0..<bytes.count { #expect(read(Array(bytes[..<length])).error != nil) }
    }
}
