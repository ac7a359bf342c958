import Testing
import ZeebeFormat

@Suite("ByteCursor")
struct ByteCursorTests {
    @Test("a read past the end throws with its offset and moves nothing")
    func readPastEnd() throws {
        let bytes: [UInt8] = [1, 0, 2]
        var cursor = ByteCursor(bytes.span.bytes)
        #expect(try cursor.readLittleEndian(UInt16.self) == 1)
        do {
            _ = try cursor.readLittleEndian(UInt32.self)
            Issue.record("a read past the end must throw")
        } catch let error {
            #expect(error == FormatError("4 bytes expected, 1 left", at: 2))
        }
        #expect(try cursor.readUInt8() == 2)
        let isAtEnd = cursor.isAtEnd
        #expect(isAtEnd)
    }

    @Test("negative and huge lengths throw")
    func hostileLengths() {
        let bytes: [UInt8] = [1, 2, 3]
        for count in [-1, Int.min, 4, Int.max] {
            var cursor = ByteCursor(bytes.span.bytes)
            do {
                try cursor.skip(count)
                Issue.record("skip(\(count)) must throw")
            } catch let error {
                #expect(error.offset == 0)
            }
        }
    }
}
