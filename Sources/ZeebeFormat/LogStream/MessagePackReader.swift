/// Reads one MessagePack value, token by token, from bytes that cannot be trusted (partition-data §2).
///
/// Every form of the MessagePack specification is accepted, also where Zeebe would have written a shorter one. Counts and
/// lengths are compared with the bytes that are left before they are believed, so that no claim of a document costs more
/// than its size. There is no recursion; depth and number of values are bounded.
///
/// After an error the reader stays safe to use, but what it reports then has no meaning.
public struct MessagePackReader: ~Escapable {
    /// The largest depth that a reader supports.
    public static let maximumDepth = 64

    /// How many values a document may have, containers and keys included, unless told otherwise.
    public static let defaultMaximumValues = 1_000_000

    private var cursor: ByteCursor
    private let maximumValues: Int
    private var valueCount = 0

    /// How many items each open container still lacks, the one being read included; a pair of a map is two.
    private var missingItems: InlineArray<64, Int> = .init(repeating: 0)

    /// Number of containers that are open.
    public private(set) var depth = 0

    /// Whether the value has been read to its end.
    public private(set) var isComplete = false

    /// Offset of the first byte of the last token.
    public private(set) var tokenOffset = 0

    /// Creates a reader at the start of `bytes`.
    @_lifetime(copy bytes)
    public init(_ bytes: RawSpan, maximumValues: Int = defaultMaximumValues) {
        self.cursor = ByteCursor(bytes)
        self.maximumValues = maximumValues
    }

    /// The document.
    public var bytes: RawSpan {
        @_lifetime(copy self) get { cursor.bytes }
    }

    /// Offset of the next byte.
    public var offset: Int { cursor.offset }

    /// Returns the next token, or nil when the value is complete.
    ///
    /// - Throws: `FormatError` when the bytes are no MessagePack, end inside the value, or ask for too much.
    @_lifetime(self: copy self)
    public mutating func nextToken() throws(FormatError) -> MessagePackToken? {
        guard !isComplete else { return nil }
        tokenOffset = cursor.offset
        guard valueCount < maximumValues else {
            throw FormatError("more than \(maximumValues) values", at: tokenOffset)
        }
        valueCount += 1
        let token = try readToken()
        switch token {
        case .array(let count): try open(items: count)
        case .map(let count): try open(items: count * 2)
        default: completeValue()
        }
        return token
    }

    /// Reads the next value, of any kind and depth, and drops it.
    @_lifetime(self: copy self)
    public mutating func skipValue() throws(FormatError) {
        let outerDepth = depth
        guard try nextToken() != nil else { throw FormatError("expected a value", at: cursor.offset) }
        while depth > outerDepth { _ = try nextToken() }
    }

    // MARK: - Reading with a form in mind

    /// Reads the start of a map and returns its number of pairs.
    @_lifetime(self: copy self)
    public mutating func readMap() throws(FormatError) -> Int {
        let token = try nextToken()
        guard case .map(let count) = token else { throw mismatch("a map", token) }
        return count
    }

    /// Reads a string and returns its place.
    @_lifetime(self: copy self)
    public mutating func readText() throws(FormatError) -> Range<Int> {
        let token = try nextToken()
        guard case .string(let range) = token else { throw mismatch("a string", token) }
        return range
    }

    /// Reads a string and decodes it.
    ///
    /// - Throws: `FormatError` when it is no string, or not UTF-8.
    @_lifetime(self: copy self)
    public mutating func readString() throws(FormatError) -> String {
        let range = try readText()
        if let place = bytes.firstInvalidUTF8(in: range) { throw FormatError("invalid UTF-8", at: place) }
        return unsafe bytes.extracting(range).withUnsafeBytes { unsafe String(decoding: $0, as: UTF8.self) }
    }

    /// Reads an integer of 64 bits with a sign.
    @_lifetime(self: copy self)
    public mutating func readInt64() throws(FormatError) -> Int64 {
        switch try nextToken() {
        case .integer(let value): return value
        case .unsignedInteger: throw FormatError("the integer does not fit into 64 bits", at: tokenOffset)
        case let token: throw mismatch("an integer", token)
        }
    }

    /// Returns whether the bytes at a place are those of `expected`.
    public func equals(_ range: Range<Int>, _ expected: StaticString) -> Bool {
        guard range.count == expected.utf8CodeUnitCount else { return false }
        return expected.withUTF8Buffer { expected in
            for place in 0..<expected.count {
                let byte = unsafe bytes.unsafeLoad(fromByteOffset: range.lowerBound + place, as: UInt8.self)
                guard unsafe byte == expected[place] else { return false }
            }
            return true
        }
    }

    // MARK: - Forms

    @_lifetime(self: copy self)
    private mutating func readToken() throws(FormatError) -> MessagePackToken {
        let first = try cursor.readUInt8()
        switch first {
        case 0x00...0x7F: return .integer(Int64(first))
        case 0x80...0x8F: return .map(count: Int(first & 0x0F))
        case 0x90...0x9F: return .array(count: Int(first & 0x0F))
        case 0xA0...0xBF: return .string(try readPlace(Int(first & 0x1F)))
        case 0xC0: return .null
        case 0xC2: return .boolean(false)
        case 0xC3: return .boolean(true)
        case 0xC4: return .binary(try readPlace(try readCount(UInt8.self)))
        case 0xC5: return .binary(try readPlace(try readCount(UInt16.self)))
        case 0xC6: return .binary(try readPlace(try readCount(UInt32.self)))
        case 0xC7: return try readExtension(try readCount(UInt8.self))
        case 0xC8: return try readExtension(try readCount(UInt16.self))
        case 0xC9: return try readExtension(try readCount(UInt32.self))
        case 0xCA: return .float(Double(Float(bitPattern: try cursor.readBigEndian())))
        case 0xCB: return .float(Double(bitPattern: try cursor.readBigEndian()))
        case 0xCC: return .integer(Int64(try cursor.readUInt8()))
        case 0xCD: return .integer(Int64(try cursor.readBigEndian(UInt16.self)))
        case 0xCE: return .integer(Int64(try cursor.readBigEndian(UInt32.self)))
        case 0xCF:
            let value = try cursor.readBigEndian(UInt64.self)
            return Int64(exactly: value).map { .integer($0) } ?? .unsignedInteger(value)
        case 0xD0: return .integer(Int64(try cursor.readBigEndian(Int8.self)))
        case 0xD1: return .integer(Int64(try cursor.readBigEndian(Int16.self)))
        case 0xD2: return .integer(Int64(try cursor.readBigEndian(Int32.self)))
        case 0xD3: return .integer(try cursor.readBigEndian(Int64.self))
        case 0xD4...0xD8: return try readExtension(1 << Int(first - 0xD4))
        case 0xD9: return .string(try readPlace(try readCount(UInt8.self)))
        case 0xDA: return .string(try readPlace(try readCount(UInt16.self)))
        case 0xDB: return .string(try readPlace(try readCount(UInt32.self)))
        case 0xDC: return .array(count: try readCount(UInt16.self))
        case 0xDD: return .array(count: try readCount(UInt32.self))
        case 0xDE: return .map(count: try readCount(UInt16.self))
        case 0xDF: return .map(count: try readCount(UInt32.self))
        case 0xE0...0xFF: return .integer(Int64(Int8(bitPattern: first)))
        default: throw FormatError("0xC1 begins no MessagePack value", at: tokenOffset)
        }
    }

    /// Reads a length or count of up to 32 bits, which always fits: `Int` has 64.
    @_lifetime(self: copy self)
    private mutating func readCount<T: FixedWidthInteger & UnsignedInteger & BitwiseCopyable>(
        _ type: T.Type
    ) throws(FormatError) -> Int {
        Int(try cursor.readBigEndian(type))
    }

    @_lifetime(self: copy self)
    private mutating func readPlace(_ length: Int) throws(FormatError) -> Range<Int> {
        let start = cursor.offset
        try cursor.skip(length)
        return start..<cursor.offset
    }

    @_lifetime(self: copy self)
    private mutating func readExtension(_ length: Int) throws(FormatError) -> MessagePackToken {
        let type = try cursor.readBigEndian(Int8.self)
        return .extension(type: type, try readPlace(length))
    }

    // MARK: - Structure

    @_lifetime(self: copy self)
    private mutating func open(items: Int) throws(FormatError) {
        guard items > 0 else { return completeValue() }
        guard items <= cursor.remaining else {
            throw FormatError("a container of \(items) items, \(cursor.remaining) bytes left", at: tokenOffset)
        }
        guard depth < Self.maximumDepth else {
            throw FormatError("more than \(Self.maximumDepth) levels of nesting", at: tokenOffset)
        }
        missingItems[depth] = items
        depth += 1
    }

    /// Counts a value as read in its container, and every container that this completes in its own.
    @_lifetime(self: copy self)
    private mutating func completeValue() {
        while depth > 0 {
            missingItems[depth - 1] -= 1
            if missingItems[depth - 1] > 0 { return }
            depth -= 1
        }
        isComplete = true
    }

    @inline(never)
    private func mismatch(_ expected: String, _ token: MessagePackToken?) -> FormatError {
        FormatError("expected \(expected), found \(token?.kind ?? "the end of the value")", at: tokenOffset)
    }
}
