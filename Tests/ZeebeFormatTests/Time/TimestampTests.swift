import Foundation
import Testing
import ZeebeFormat

@Suite("Timestamp")
struct TimestampTests {
    /// What `java.time.Instant.parse` of Java 17 answers to the same texts.
    static let accepted: [(String, Int64, Int32)] = [
        ("2026-04-27T09:00:00Z", 1_777_280_400, 0),
        ("2026-04-27t09:00:00z", 1_777_280_400, 0),
        ("2026-04-27T09:00:00.Z", 1_777_280_400, 0),
        ("2026-04-27T09:00:00.1Z", 1_777_280_400, 100_000_000),
        ("2026-04-27T09:00:00.123456789Z", 1_777_280_400, 123_456_789),
        ("2026-04-27T24:00:00Z", 1_777_334_400, 0),
        ("2026-04-27T24:00:00.000Z", 1_777_334_400, 0),
        ("2026-04-27T23:59:60Z", 1_777_334_399, 0),
        ("2016-12-31T23:59:60.5Z", 1_483_228_799, 500_000_000),
        ("2026-04-27T09:00:00+02:00", 1_777_273_200, 0),
        ("2026-04-27T09:00:00+02:00:30", 1_777_273_170, 0),
        ("2026-04-27T09:00:00-00:00", 1_777_280_400, 0),
        ("2026-04-27T09:00:00+18:00", 1_777_215_600, 0),
        ("2026-04-27T09:00:00+18:00:00", 1_777_215_600, 0),
        ("2026-04-27T09:00:00.5+02:00", 1_777_273_200, 500_000_000),
        ("2026-04-27T23:59:60+02:00", 1_777_327_199, 0),
        ("2024-02-29T09:00:00Z", 1_709_197_200, 0),
        ("0000-01-01T00:00:00Z", -62_167_219_200, 0),
        ("9999-12-31T23:59:59.999999999Z", 253_402_300_799, 999_999_999),
        ("1970-01-01T00:00:00Z", 0, 0),
        ("1969-12-31T23:59:59.5Z", -1, 500_000_000),
    ]

    @Test("ISO instants are read as Java does", arguments: accepted)
    func iso(text: String, seconds: Int64, nanoseconds: Int32) throws {
        let timestamp = try Timestamp(iso8601: text)
        #expect(timestamp.seconds == seconds)
        #expect(timestamp.nanoseconds == nanoseconds)
    }

    @Test(
        "ISO instants that Java refuses are refused",
        arguments: [
            "", "2026-04-27T09:00:00.1234567890Z", "2026-04-27T09:00Z", "2026-04-27T24:00:01Z", "2026-04-27T22:59:60Z",
            "2026-04-27T24:00:00.1Z", "2026-04-27T24:00:60Z", "2026-04-27T24:01:00Z", "2026-04-27T25:00:00Z",
            "2026-04-27T09:00:61Z", "2026-04-27T09:00:00+02", "2026-04-27T09:00:00+0200", "2026-04-27T09:00:00+18:01",
            "2026-04-27T09:00:00+18:00:01", "2026-04-27T09:00:00+19:00", "2026-04-27T09:00:00+2:00",
            "2026-02-29T09:00:00Z",
            "1900-02-29T00:00:00Z", "2026-04-31T00:00:00Z", "2026-04-00T00:00:00Z", "2026-00-01T00:00:00Z",
            "10000-01-01T00:00:00Z", "2026-4-27T09:00:00Z", " 2026-04-27T09:00:00Z", "2026-04-27T09:00:00Z ",
            "2026-04-27 09:00:00Z", "2026-04-27T09:00:00,5Z", "2026-13-01T00:00:00Z", "2026-04-27T09:60:00Z",
            "2026-04-27T09:00:00+02:60", "+2026-04-27T09:00:00Z", "-0000-01-01T00:00:00Z", "2026-04-27T09:00:00+02:0",
            "2026-04-27T09:00:00+020030", "2026-04-27T09:00:00+02:00:60", "2026-04-27T09:00:00+02:00:3",
            "2026-04-27T09:00:00", "2026-04-27T09:00:00ZZ", "٢026-04-27T09:00:00Z", "2026-04-27T09:00:00.-1Z",
        ]
    )
    func isoRefused(text: String) {
        #expect(throws: FormatError.self) { try Timestamp(iso8601: text) }
    }

    @Test(
        "moments that Java reads but that lie outside of the years 0000 to 9999 are refused",
        arguments: [
            "-0001-01-01T00:00:00Z", "+10000-01-01T00:00:00Z", "0000-01-01T00:00:00+01:00", "9999-12-31T23:59:59-01:00",
            "9999-12-31T24:00:00Z",
        ]
    )
    func isoOutOfRange(text: String) {
        #expect(throws: FormatError.self) { try Timestamp(iso8601: text) }
    }

    @Test("an error tells the offset of what does not fit")
    func offsets() {
        func offset(_ text: String) -> Int? {
            do throws(FormatError) {
                _ = try Timestamp(iso8601: text)
                return nil
            } catch { return error.offset }
        }
        #expect(offset("2026-02-30T09:00:00Z") == 8)
        #expect(offset("2026-02-20T09:0x:00Z") == 15)
        #expect(offset("2026-02-20T09:00:00") == 19)
        #expect(offset("2026-02-20T09:00:00Zx") == 20)
    }

    @Test("an instant cut at any byte is refused")
    func truncation() {
        let text = "2026-04-27T09:00:00.123456789+02:00"
        for length in 0..<text.count where length != text.count {
            #expect(throws: FormatError.self) { try Timestamp(iso8601: String(text.prefix(length))) }
        }
    }

    @Test(
        "decimal seconds are exact",
        arguments: [
            ("1759601701.004511290", "2025-10-04T18:15:01.004511290Z"),
            ("1759601722.640000000", "2025-10-04T18:15:22.640Z"),
            ("0.0", "1970-01-01T00:00:00Z"), ("0", "1970-01-01T00:00:00Z"), ("-0", "1970-01-01T00:00:00Z"),
            ("1664892003", "2022-10-04T14:00:03Z"), ("-1.5", "1969-12-31T23:59:58.500Z"),
            ("-0.000000001", "1969-12-31T23:59:59.999999999Z"),
            ("1.7596017e9", "2025-10-04T18:15:00Z"), ("17596017000e-1", "2025-10-04T18:15:00Z"),
            ("15E-1", "1970-01-01T00:00:01.500Z"),
            ("1e-9", "1970-01-01T00:00:00.000000001Z"), ("1e-10", "1970-01-01T00:00:00Z"),
            ("12.3456789019999", "1970-01-01T00:00:12.345678901Z"),
            ("0e999999999999999999999999", "1970-01-01T00:00:00Z"),
            ("1e-999999999999999999999999", "1970-01-01T00:00:00Z"),
            ("0.000e5", "1970-01-01T00:00:00Z"), ("253402300799.999999999", "9999-12-31T23:59:59.999999999Z"),
            ("-62167219200", "0000-01-01T00:00:00Z"), ("0.00000000001e11", "1970-01-01T00:00:01Z"),
        ]
    )
    func decimal(text: String, expected: String) throws {
        #expect(try Timestamp(decimalSeconds: text).description == expected)
    }

    @Test(
        "decimal seconds beyond the years 0000 to 9999, and what is no JSON number, are refused",
        arguments: [
            "253402300800", "-62167219200.000000001", "1e12", "1e400", "1e999999999999999999999999",
            "9223372036854775808",
            "99999999999999999999999999999", "", "-", "+1", "1.", ".5", "1.5 ", " 1.5", "1,5", "0x1", "nan", "01", "1e",
            "true", "[1]",
            "\"1\"",
        ]
    )
    func decimalRefused(text: String) {
        #expect(throws: FormatError.self) { try Timestamp(decimalSeconds: text) }
    }

    @Test(
        "it is written with 0, 3, 6 or 9 digits of fraction",
        arguments: [
            (0, "2026-04-27T09:00:00Z"), (41_000_000, "2026-04-27T09:00:00.041Z"),
            (100_000_000, "2026-04-27T09:00:00.100Z"),
            (903_456_000, "2026-04-27T09:00:00.903456Z"), (1_000, "2026-04-27T09:00:00.000001Z"),
            (598_114_207, "2026-04-27T09:00:00.598114207Z"), (1, "2026-04-27T09:00:00.000000001Z"),
            (999_999_999, "2026-04-27T09:00:00.999999999Z"),
        ]
    )
    func written(nanoseconds: Int32, expected: String) throws {
        let timestamp = try #require(Timestamp(seconds: 1_777_280_400, nanoseconds: nanoseconds))
        #expect(timestamp.description == expected)
        #expect(try Timestamp(iso8601: expected) == timestamp)
    }

    @Test("every day of the years 0000 to 9999 is written as the next one and read back")
    func everyDay() throws {
        var year = 0
        var month = 1
        var day = 1
        for days in stride(from: Int64(-719_528), through: 2_932_896, by: 1) {
            let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
            let length = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]
            // The text form of all days would take minutes: a few per month, and all around February's end.
            if day == 1 || day == length || days % 97 == 0 {
                let timestamp = try #require(Timestamp(seconds: days * 86_400 + 3_661))
                let padded = (
                    String(10_000 + year).dropFirst(), String(100 + month).dropFirst(), String(100 + day).dropFirst()
                )
                let text = "\(padded.0)-\(padded.1)-\(padded.2)T01:01:01Z"
                guard timestamp.description == text, try Timestamp(iso8601: text) == timestamp else {
                    Issue.record("day \(days): \(timestamp.description) instead of \(text)")
                    return
                }
            }
            day += 1
            if day > length { (day, month) = (1, month + 1) }
            if month > 12 { (month, year) = (1, year + 1) }
        }
        #expect(year == 10_000)
    }

    @Test("milliseconds before and after 1970")
    func milliseconds() {
        #expect(Timestamp(millisecondsSinceEpoch: 1_777_280_400_217)?.description == "2026-04-27T09:00:00.217Z")
        #expect(Timestamp(millisecondsSinceEpoch: -1)?.description == "1969-12-31T23:59:59.999Z")
        #expect(Timestamp(millisecondsSinceEpoch: -1000)?.description == "1969-12-31T23:59:59Z")
        #expect(Timestamp(millisecondsSinceEpoch: Int64.max) == nil)
        #expect(Timestamp(millisecondsSinceEpoch: Int64.min) == nil)
    }

    @Test("there is no moment outside of the range, and no billionth nanosecond")
    func bounds() {
        #expect(Timestamp(seconds: -62_167_219_201) == nil)
        #expect(Timestamp(seconds: 253_402_300_800) == nil)
        #expect(Timestamp(seconds: Int64.min) == nil)
        #expect(Timestamp(seconds: 0, nanoseconds: 1_000_000_000) == nil)
        #expect(Timestamp(seconds: 0, nanoseconds: -1) == nil)
    }

    @Test("moments are ordered by time")
    func order() throws {
        let texts = [
            "1969-12-31T23:59:59.1Z", "1969-12-31T23:59:59.9Z", "1970-01-01T00:00:00Z",
            "1970-01-01T00:00:00.000000001Z",
        ]
        let timestamps = try texts.map { try Timestamp(iso8601: $0) }
        #expect(timestamps.shuffled().sorted() == timestamps)
    }
}
