internal import ZeebeFormat

/// MessagePack that is accepted becomes one whole JSON document of the same structure, with the same integers and texts.
enum MessagePackJSONTarget {
    /// One step through a document of either kind.
    private enum Step: Equatable {
        case beginObject, endObject, beginArray, endArray, null
        case key
        case boolean(Bool)
        case integer(Int64)
        case text([UInt8])
        /// A number or text of which the two kinds have different forms.
        case other
    }

    static func run(_ bytes: RawSpan) throws(BrokenProperty) {
        var text: [UInt8]
        do throws(FormatError) {
            let json = try MessagePackJSON(bytes)
            var writer = JSONWriter(style: bytes.byteCount.isMultiple(of: 2) ? .compact : .pretty)
            json.write(to: &writer)
            text = writer.bytes
        } catch {
            return try require(error, isInside: bytes.byteCount)
        }
        try require(text.count <= 64 + bytes.byteCount * 400, "\(text.count) bytes of text for \(bytes.byteCount)")
        text.append(UInt8(ascii: "\n"))
        let expected = try steps(of: bytes)
        // An extension becomes an object, which may lie one level deeper than any container, and than the parser goes.
        let depth = largestDepth(expected)
        try require(depth <= MessagePackReader.maximumDepth + 1, "\(depth) levels of nesting")
        guard depth <= MessagePackReader.maximumDepth else { return }
        let read = try unsafe steps(ofJSON: text.span.bytes)
        try require(read.count == expected.count, "\(expected.count) steps become \(read.count)")
        for (one, other) in zip(expected, read) {
            try require(one == other || one == .other && isScalar(other), "\(one) becomes \(other)")
        }
    }

    private static func largestDepth(_ steps: [Step]) -> Int {
        var depth = 0
        return steps.reduce(0) { largest, step in
            switch step {
            case .beginObject, .beginArray: depth += 1
            case .endObject, .endArray: depth -= 1
            default: break
            }
            return max(largest, depth)
        }
    }

    private static func isScalar(_ step: Step) -> Bool {
        switch step {
        case .text, .integer, .other: true
        default: false
        }
    }

    private static func steps(ofJSON text: RawSpan) throws(BrokenProperty) -> [Step] {
        var parser = JSONPullParser(text, limits: .init(values: 1_000_000))
        var steps: [Step] = []
        do throws(FormatError) {
            while let token = try parser.nextToken() {
                switch token {
                case .beginObject: steps.append(.beginObject)
                case .endObject: steps.append(.endObject)
                case .beginArray: steps.append(.beginArray)
                case .endArray: steps.append(.endArray)
                case .null: steps.append(.null)
                case .boolean(let value): steps.append(.boolean(value))
                case .key: steps.append(.key)
                case .string(let string): steps.append(.text(Array(parser.string(string).utf8)))
                case .number(let number):
                    steps.append((try? parser.int64(number)).map { .integer($0) } ?? .other)
                }
            }
        } catch {
            throw BrokenProperty("the text is no JSON: \(error)")
        }
        return steps
    }

    /// The steps that the JSON of a value must take.
    private static func steps(of bytes: RawSpan) throws(BrokenProperty) -> [Step] {
        guard bytes.byteCount > 0 else { return [.null] }
        var steps: [Step] = []
        /// Open containers: values left, keys of a map among them.
        var open: [(isMap: Bool, left: Int)] = []
        var reader = MessagePackReader(bytes)
        do throws(FormatError) {
            while let token = try reader.nextToken() {
                let isKey = open.last.map { $0.isMap && $0.left.isMultiple(of: 2) } ?? false
                if !open.isEmpty { open[open.count - 1].left -= 1 }
                switch token {
                case _ where isKey: steps.append(.key)
                case .map(let count):
                    steps.append(.beginObject)
                    open.append((true, Int(count) * 2))
                case .array(let count):
                    steps.append(.beginArray)
                    open.append((false, Int(count)))
                case .null: steps.append(.null)
                case .boolean(let value): steps.append(.boolean(value))
                case .integer(let value): steps.append(.integer(value))
                case .string(let range): steps.append(.text(bytes.copy(range)))
                case .extension(let type, _):
                    steps += [.beginObject, .key, .integer(Int64(type)), .key, .other, .endObject]
                default: steps.append(.other)
                }
                while let last = open.last, last.left == 0 {
                    steps.append(last.isMap ? .endObject : .endArray)
                    open.removeLast()
                }
            }
        } catch {
            throw BrokenProperty("a value that was accepted cannot be read: \(error)")
        }
        return steps
    }
}
