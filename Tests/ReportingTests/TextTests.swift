import Testing
import ZeebeFormat

@testable import Reporting

@Suite("Text for people")
struct TextTests {
    @Test(
        "bytes in binary units",
        arguments: [
            (0, "0 B"), (1, "1 B"), (1023, "1023 B"), (1024, "1.0 KiB"), (1536, "1.5 KiB"), (102_400, "100 KiB"),
            (1_048_063, "1023 KiB"), (1_048_064, "1.0 MiB"), (1_610_612_736, "1.5 GiB"), (-2048, "-2.0 KiB"),
            (.max, "8.0 EiB"), (.min, "-8.0 EiB"),
        ] as [(Int64, String)]
    )
    func bytes(_ count: Int64, _ text: String) {
        #expect(HumanForm.bytes(count) == text)
    }

    @Test(
        "rates in decimal units",
        arguments: [
            (0, "0 B/s"), (999.4, "999 B/s"), (1500, "1.5 kB/s"), (98_112_000, "98.1 MB/s"), (1e9, "1.0 GB/s"),
            (1e300, "18446744073709551615 TB/s"), (-1, "-"), (.nan, "-"), (.infinity, "-"),
        ] as [(Double, String)]
    )
    func rates(_ rate: Double, _ text: String) {
        #expect(HumanForm.rate(bytesPerSecond: rate) == text)
    }

    @Test(
        "durations in their two largest units",
        arguments: [
            (0, "0.0 s"), (0.84, "0.8 s"), (9.94, "9.9 s"), (9.95, "10 s"), (59.4, "59 s"), (59.5, "1 min 0 s"),
            (200, "3 min 20 s"), (3599.5, "1 h 0 min"), (7500, "2 h 5 min"), (356_400, "4 d 3 h"), (-1, "-"),
            (.nan, "-"), (.infinity, "-"), (1e18, "-"),
        ] as [(Double, String)]
    )
    func durations(_ seconds: Double, _ text: String) {
        #expect(HumanForm.duration(seconds: seconds) == text)
    }

    @Test(
        "counts with commas",
        arguments: [
            (0, "0"), (999, "999"), (1000, "1,000"), (1_234_567, "1,234,567"), (-1000, "-1,000"),
            (.min, "-9,223,372,036,854,775,808"),
        ] as [(Int64, String)]
    )
    func counts(_ count: Int64, _ text: String) {
        #expect(HumanForm.count(count) == text)
    }

    @Test("nouns agree with their number")
    func nouns() {
        #expect(HumanForm.count(1, "copy", plural: "copies") == "1 copy")
        #expect(HumanForm.count(2, "copy", plural: "copies") == "2 copies")
        #expect(HumanForm.count(0, "error") == "0 errors")
    }

    @Test(
        "the management API drops trailing zeros of a fraction",
        arguments: [
            (0, "2026-04-27T09:00:00Z"), (200_000_000, "2026-04-27T09:00:00.2Z"),
            (41_000_000, "2026-04-27T09:00:00.041Z"),
            (598_114_207, "2026-04-27T09:00:00.598114207Z"), (10, "2026-04-27T09:00:00.00000001Z"),
        ] as [(Int32, String)]
    )
    func shortestForm(_ nanoseconds: Int32, _ text: String) {
        #expect(Sample.moment(1_777_280_400, nanoseconds).shortestForm == text)
    }

    @Test("cells of wide characters keep the columns straight")
    func wideCells() {
        var table = TextTable([.left("name"), .right("n")])
        table.add(["日本", "1"])
        table.add(["abcde", "23"])
        #expect(table.lines(TerminalForm()) == ["name    n", "日本    1", "abcde  23"])
    }

    @Test("wrapping breaks between words, and blanks make no word")
    func wrapping() {
        let form = TerminalForm(width: 1)
        #expect(form.width == 40)
        let text = "one  two " + String(repeating: "x", count: 50) + " three"
        #expect(
            form.wrapped(text, first: "> ", indentation: 2)
                == ["> one two", "  " + String(repeating: "x", count: 50), "  three"]
        )
        #expect(form.wrapped("") == [""])
    }
}
