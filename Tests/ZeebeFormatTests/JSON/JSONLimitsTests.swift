import Testing
import ZeebeFormat

@Suite("JSON limits")
struct JSONLimitsTests {
    private func nested(_ depth: Int, object: Bool) -> [UInt8] {
        object
            ? Array(String(repeating: #"{"a":"#, count: depth).utf8) + Array("1".utf8)
                + Array(String(repeating: "}", count: depth).utf8)
            : Array(String(repeating: "[", count: depth).utf8) + Array(String(repeating: "]", count: depth).utf8)
    }

    @Test("64 levels are accepted, one more is refused where it begins", arguments: [true, false])
    func depth(object: Bool) {
        #expect(tokens(nested(64, object: object)).value != nil)
        #expect(tokens(nested(65, object: object)).error?.offset == 64 * (object ? 5 : 1))
    }

    @Test(
        "a limit of depth below and above the largest one",
        arguments: [(0, 0), (3, 3), (64, 64), (65, 64), (-1, 0), (Int.max, 64)]
    )
    func depthLimit(asked: Int, expected: Int) {
        let limits = JSONPullParser.Limits(depth: asked)
        #expect(limits.depth == expected)
        if expected > 0 { #expect(tokens(nested(expected, object: false), limits: limits).value != nil) }
        #expect(tokens(nested(expected + 1, object: false), limits: limits).error != nil)
    }

    @Test("a million open brackets cost no stack and no memory")
    func deepNesting() {
        #expect(tokens([UInt8](repeating: UInt8(ascii: "["), count: 1_000_000)).error?.offset == 64)
    }

    @Test("mixed containers close in the order of their opening")
    func mixedNesting() {
        let opening = (0..<32).map { _ in #"[{"a":"# }.joined()
        let closing = (0..<32).map { _ in "}]" }.joined()
        #expect(tokens("\(opening)1\(closing)").value != nil)
        for wrong in ["]}", "}}", "]]"] {
            #expect(tokens("\(opening)1\(closing.dropLast(2))\(wrong)").error != nil)
        }
    }

    @Test("the number of values is bounded, containers included, keys not")
    func values() {
        let document = Array(#"{"a":[1,2],"b":"c"}"#.utf8)
        #expect(tokens(document, limits: .init(values: 5)).value != nil)
        #expect(tokens(document, limits: .init(values: 4)).error == FormatError("more than 4 values", at: 15))
        #expect(tokens(document, limits: .init(values: 0)).error?.offset == 0)
        #expect(tokens(document, limits: .init(values: -1)).error?.offset == 0)
    }
}
