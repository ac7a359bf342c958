import Testing
import ZeebeFormat

@Suite("SnapshotID")
struct SnapshotIDTests {
    private func error(_ text: String) -> FormatError? {
        do throws(FormatError) {
            _ = try SnapshotID(text)
            return nil
        } catch { return error }
    }

    @Test("ids of 4, 5 and 6 parts are read")
    func parts() throws {
        let four = try SnapshotID("103-2-495-480")
        #expect((four.index, four.term, four.processedPosition, four.exportedPosition) == (103, 2, 495, 480))
        #expect(four.brokerID == nil && four.checksum == nil)
        let five = try SnapshotID("103-2-495-480-7")
        #expect(five.brokerID == 7 && five.checksum == nil)
        let six = try SnapshotID("103-2-495-480-0-ab1329d8")
        #expect(six.brokerID == 0 && six.checksum == 0xAB13_29D8)
        #expect(six.description == "103-2-495-480-0-ab1329d8")
        #expect(six.checksumFileName == "103-2-495-480-0-ab1329d8.checksum")
    }

    @Test("parts behind the sixth are ignored, as in Zeebe")
    func moreParts() throws {
        #expect(try SnapshotID("1-2-3-4-5-ff-more").checksum == 0xFF)
    }

    @Test("the largest position means no exporter")
    func noExporter() throws {
        let id = try SnapshotID("3-1-45-9223372036854775807-0-1c")
        #expect(id.exportedPosition == Int64.max)
        #expect(!id.hasExporter)
        #expect(try SnapshotID("3-1-45-0").hasExporter)
    }

    @Test(
        "a checksum has 1 to 8 digits of either case",
        arguments: [("0", 0), ("171a4e", 0x17_1A4E), ("FFFFFFFF", UInt32.max)]
    )
    func checksums(text: String, expected: UInt32) throws {
        #expect(try SnapshotID("1-2-3-4-5-\(text)").checksum == expected)
    }

    @Test(
        "other ids are refused at the part that does not fit",
        arguments: [
            ("", 0), ("1", 0), ("1-2-3", 0), ("a-2-3-4", 0), ("1--3-4", 2), ("1-2-3-", 6), ("-1-2-3-4", 0),
            ("1-2-x3-4", 4),
            ("1-2-3-9223372036854775808", 6), ("1-2-3-4-", 8), ("1-2-3-4-2147483648", 8), ("1-2-3-4-5-", 10),
            ("1-2-3-4-5-123456789", 10), ("1-2-3-4-5-g", 10), ("1-2-3-4-us_0", 8), ("transient-1a2b", 0),
            ("1-2-3-4 ", 6),
            ("+1-2-3-4", 0), ("1-2-3-٤", 6), ("1-2-3-4-5-ab\u{0}", 10),
        ]
    )
    func refused(text: String, offset: Int) {
        #expect(error(text)?.offset == offset)
    }

    @Test("the order is by index, then processed, then exported position, as numbers")
    func order() throws {
        let texts = ["9-9-9-9", "10-1-5-9", "10-1-40-8", "10-1-40-9", "10-2-40-9", "10-2-40-9-0-1", "11-1-0-0"]
        let ids = try texts.map { text throws(FormatError) in try SnapshotID(text) }
        #expect(ids.shuffled().sorted().map(\.text) == texts)
    }
}
