internal import ZeebeFormat

/// What is accepted is accepted again when it is cut at its end, and when it is written anew.
enum JSONTarget {
    /// One token, decoded; text as bytes, since equal strings can differ in their bytes.
    private enum Step: Equatable {
        case beginObject, endObject, beginArray, endArray, null
        case key([UInt8])
        case string([UInt8])
        case integer(Int64)
        case double(UInt64)
        case hugeNumber
        case boolean(Bool)
    }

    static func run(_ bytes: RawSpan) throws(BrokenProperty) {
        let steps: [Step]
        let end: Int
        do throws(FormatError) {
            (steps, end) = try read(bytes)
        } catch {
            try require(error, isInside: bytes.byteCount)
            return
        }
        try require((1...bytes.byteCount).contains(end), "the value ends at \(end) of \(bytes.byteCount) bytes")
        try proveAgain(bytes.copy(0..<end), steps, "without what follows it")
        if let rewritten = write(steps) { try proveAgain(rewritten, steps, "written anew") }
        try proveSkipping(bytes, end: end)
        try proveLimits(bytes, steps)
    }

    private static func read(
        _ bytes: RawSpan,
        limits: JSONPullParser.Limits = .init()
    ) throws(FormatError) -> (steps: [Step], end: Int) {
        var parser = JSONPullParser(bytes, limits: limits)
        var steps: [Step] = []
        while let token = try parser.nextToken() {
            switch token {
            case .beginObject: steps.append(.beginObject)
            case .endObject: steps.append(.endObject)
            case .beginArray: steps.append(.beginArray)
            case .endArray: steps.append(.endArray)
            case .null: steps.append(.null)
            case .boolean(let value): steps.append(.boolean(value))
            case .key(let text): steps.append(.key(Array(parser.string(text).utf8)))
            case .string(let text): steps.append(.string(Array(parser.string(text).utf8)))
            case .number(let number): steps.append(step(number, parser))
            }
        }
        return (steps, parser.end ?? -1)
    }

    private static func step(_ number: JSONNumber, _ parser: borrowing JSONPullParser) -> Step {
        _ = try? Timestamp(decimalSeconds: parser.digits(number))
        if let value = try? parser.int64(number) { return .integer(value) }
        if let value = try? parser.double(number) { return .double(value.bitPattern) }
        return .hugeNumber
    }

    private static func proveAgain(_ bytes: [UInt8], _ steps: [Step], _ what: String) throws(BrokenProperty) {
        do throws(FormatError) {
            let again = try unsafe read(bytes.span.bytes).steps
            guard again != steps else { return }
        } catch {
            throw BrokenProperty("the document is refused \(what): \(error)")
        }
        throw BrokenProperty("the document is another one \(what)")
    }

    /// Writes the document anew; `nil` when it holds a number that has no form to be written in.
    private static func write(_ steps: [Step]) -> [UInt8]? {
        guard !steps.contains(.hugeNumber) else { return nil }
        var writer = JSONWriter(style: steps.count.isMultiple(of: 2) ? .compact : .pretty)
        for step in steps {
            switch step {
            case .beginObject: writer.beginObject()
            case .endObject: writer.endObject()
            case .beginArray: writer.beginArray()
            case .endArray: writer.endArray()
            case .null, .hugeNumber: writer.null()
            case .boolean(let value): writer.value(value)
            case .key(let text): writer.key(String(decoding: text, as: UTF8.self))
            case .string(let text): writer.value(String(decoding: text, as: UTF8.self))
            case .integer(let value): writer.value(value)
            case .double(let bits): writer.value(Double(bitPattern: bits))
            }
        }
        return writer.bytes
    }

    private static func proveSkipping(_ bytes: RawSpan, end: Int) throws(BrokenProperty) {
        var parser = JSONPullParser(bytes)
        let skippedTo: Int
        do throws(FormatError) {
            try parser.skipValue()
            skippedTo = try parser.finish()
        } catch {
            throw BrokenProperty("the document cannot be skipped: \(error)")
        }
        try require(skippedTo == end, "the document ends at \(end), but \(skippedTo) when it is skipped")
    }

    /// Tight limits refuse the document or change nothing.
    private static func proveLimits(_ bytes: RawSpan, _ steps: [Step]) throws(BrokenProperty) {
        do throws(FormatError) {
            let limited = try read(bytes, limits: .init(depth: 3, values: 20)).steps
            guard limited != steps else { return }
        } catch {
            try require(error, isInside: bytes.byteCount)
            return
        }
        throw BrokenProperty("the document is another one under limits")
    }
}
