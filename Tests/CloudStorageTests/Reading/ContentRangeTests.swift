import Testing

@testable import CloudStorage

@Suite("Content-Range")
struct ContentRangeTests {
    @Test("ranges and sizes")
    func valid() {
        #expect(ContentRange("bytes 0-9/100")?.bytes == 0..<10)
        #expect(ContentRange("Bytes 99-99/100")?.size == 100)
        #expect(ContentRange("bytes */0")?.size == 0)
        #expect(ContentRange("bytes */5")?.bytes == nil)
    }

    @Test(
        "what makes no sense is refused",
        arguments: [
            "", "bytes", "bytes 0-9", "bytes 0-9/*", "bytes 9-0/100", "bytes 0-100/100", "bytes -9/100", "bytes 0-/100",
            "bytes +0-9/100", "items 0-9/100", "bytes 0-99999999999999999999/100",
            "bytes 0-18446744073709551615/18446744073709551615", "bytes 1-2-3/4",
        ]
    )
    func invalid(text: String) {
        #expect(ContentRange(text)?.bytes == nil)
        if text != "bytes -9/100" { #expect(ContentRange(text) == nil) }
    }
}
