/// Reads a MessagePack value in the order in which a document with explicit ends, such as JSON, is written.
///
/// It adds to ``MessagePackReader``: the ends of containers, keys told from values, and the proof that strings are UTF-8,
/// that no container is a key, and that nothing follows the value.
struct MessagePackEvents: ~Escapable {
    /// One step of a document.
    enum Event {
        /// An array begins or, with `isMap`, a map.
        case begin(isMap: Bool)
        /// The innermost array or map ends.
        case end(isMap: Bool)
        /// The key of the pair whose value comes next: no container.
        case key(MessagePackToken)
        /// A value that is no container.
        case scalar(MessagePackToken)
    }

    /// What a container that has begun goes on with.
    private enum Container: UInt8 {
        case array
        case mapBeforeKey
        case mapBeforeValue
    }

    private var reader: MessagePackReader
    private var containers: InlineArray<64, Container> = .init(repeating: .array)
    /// Number of containers whose end has not been told; the reader has left those above its own depth.
    private var depth = 0
    /// Whether the container that has just begun is an empty map or array; its end comes next.
    private var emptyContainer: Container?

    /// Creates a reader of the value in `bytes`; no byte at all is no value.
    @_lifetime(copy bytes)
    init(_ bytes: RawSpan, maximumValues: Int) {
        reader = MessagePackReader(bytes, maximumValues: maximumValues)
    }

    /// Returns the next step, or `nil` at the end of the value.
    @_lifetime(self: copy self)
    mutating func next() throws(FormatError) -> Event? {
        if let emptyContainer {
            self.emptyContainer = nil
            return .end(isMap: emptyContainer != .array)
        }
        if depth > reader.depth {
            depth -= 1
            return .end(isMap: containers[depth] != .array)
        }
        guard reader.bytes.byteCount > 0, let token = try reader.nextToken() else {
            try proveEnd()
            return nil
        }
        let isKey = depth > 0 && containers[depth - 1] == .mapBeforeKey
        if depth > 0, containers[depth - 1] != .array {
            containers[depth - 1] = isKey ? .mapBeforeValue : .mapBeforeKey
        }
        switch token {
        case .map(let count): return try begin(.mapBeforeKey, count: count, isKey: isKey)
        case .array(let count): return try begin(.array, count: count, isKey: isKey)
        case .string(let range): try proveText(range)
        default: break
        }
        return isKey ? .key(token) : .scalar(token)
    }

    @_lifetime(self: copy self)
    private mutating func begin(_ container: Container, count: Int, isKey: Bool) throws(FormatError) -> Event {
        guard !isKey else { throw FormatError("a container is the key of a map", at: reader.tokenOffset) }
        if count > 0 {
            // The reader has proved that the depth is within its bound.
            containers[depth] = container
            depth += 1
        } else {
            emptyContainer = container
        }
        return .begin(isMap: container != .array)
    }

    private func proveText(_ range: Range<Int>) throws(FormatError) {
        if let place = reader.bytes.firstInvalidUTF8(in: range) { throw FormatError("invalid UTF-8", at: place) }
    }

    private func proveEnd() throws(FormatError) {
        let rest = reader.bytes.byteCount - reader.offset
        guard rest == 0 else { throw FormatError("\(rest) bytes behind the value", at: reader.offset) }
    }
}
