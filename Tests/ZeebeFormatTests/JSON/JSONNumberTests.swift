import Testing
import ZeebeFormat

@Suite("JSON numbers")
struct JSONNumberTests {
    private func int64(_ text: String) -> Result<Int64, FormatError> {
        decode(Array(text.utf8)) { (span) throws(FormatError) in
            var parser = JSONPullParser(span)
            return try parser.readInt64()
        }
    }

    private func double(_ text: String) -> Result<Double, FormatError> {
        decode(Array(text.utf8)) { (span) throws(FormatError) in
            var parser = JSONPullParser(span)
            guard case .number(let number) = try parser.nextToken() else { return .nan }
            return try parser.double(number)
        }
    }

    @Test(
        "integers are exact in 64 bits",
        arguments: [
            ("0", 0), ("-0", 0), ("7", 7), ("-7", -7), ("1777280400217", 1_777_280_400_217),
            ("9223372036854775807", Int64.max), ("-9223372036854775808", Int64.min),
            ("9007199254740993", 9_007_199_254_740_993),
        ]
    )
    func exact(text: String, expected: Int64) {
        #expect(int64(text).value == expected)
    }

    @Test(
        "what does not fit, or is not whole, is an error and never a nearby value",
        arguments: [
            "9223372036854775808", "-9223372036854775809", "18446744073709551615", "18446744073709551616",
            "92233720368547758070", "1" + String(repeating: "0", count: 5000), "1.0", "1e3", "1E400", "-1.5", "0e0",
            "0.0",
        ]
    )
    func notExact(text: String) {
        #expect(int64(text).error?.offset == 0)
        #expect(tokens("[\(text)]").value?.tokens == ["[", text, "]"])
    }

    @Test("floating-point values are the nearest ones, and must be finite")
    func floatingPoint() {
        #expect(double("1.5").value == 1.5)
        #expect(double("-0").value?.sign == .minus)
        #expect(double("1e-400").value == 0)
        #expect(double("1e400").error?.offset == 0)
        #expect(double("-1e400").error?.offset == 0)
        #expect(double("1" + String(repeating: "0", count: 400)).error?.offset == 0)
    }
}
