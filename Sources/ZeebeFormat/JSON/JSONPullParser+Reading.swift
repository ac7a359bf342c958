/// Reading with a form in mind: each function takes the next token and throws when it is another kind.
///
/// The variants with `OrNull` return nil (or false) for `null`, which Zeebe's readers treat like an absent property
/// (store-layout §4.1).
extension JSONPullParser {
    /// Reads the start of an object, whose members ``nextKey()`` then returns.
    @_lifetime(self: copy self)
    public mutating func beginObject() throws(FormatError) {
        let token = try nextToken()
        guard token == .beginObject else { throw mismatch("an object", token) }
    }

    /// Reads the start of an object, or `null`; false when it is `null`.
    @_lifetime(self: copy self)
    public mutating func beginObjectOrNull() throws(FormatError) -> Bool {
        let token = try nextToken()
        if token == .null { return false }
        guard token == .beginObject else { throw mismatch("an object or null", token) }
        return true
    }

    /// Reads the start of an array, whose elements ``nextElement()`` then announces.
    @_lifetime(self: copy self)
    public mutating func beginArray() throws(FormatError) {
        let token = try nextToken()
        guard token == .beginArray else { throw mismatch("an array", token) }
    }

    /// Reads the start of an array, or `null`; false when it is `null`.
    @_lifetime(self: copy self)
    public mutating func beginArrayOrNull() throws(FormatError) -> Bool {
        let token = try nextToken()
        if token == .null { return false }
        guard token == .beginArray else { throw mismatch("an array or null", token) }
        return true
    }

    /// Reads the next key of the object, or its end, for which it returns nil.
    ///
    /// The value of the key must be read or skipped before the next call.
    @_lifetime(self: copy self)
    public mutating func nextKey() throws(FormatError) -> JSONText? {
        switch try nextToken() {
        case .key(let key): return key
        case .endObject: return nil
        case let token: throw mismatch("a key", token)
        }
    }

    /// Returns whether the array has another element, and reads the array's end when it has none.
    ///
    /// Where the document breaks off, it returns true, and reading the element throws.
    @_lifetime(self: copy self)
    public mutating func nextElement() -> Bool {
        !skipEndOfArray()
    }

    /// Reads a string.
    @_lifetime(self: copy self)
    public mutating func readText() throws(FormatError) -> JSONText {
        let token = try nextToken()
        guard case .string(let text) = token else { throw mismatch("a string", token) }
        return text
    }

    /// Reads a string, or `null`.
    @_lifetime(self: copy self)
    public mutating func readTextOrNull() throws(FormatError) -> JSONText? {
        switch try nextToken() {
        case .string(let text): return text
        case .null: return nil
        case let token: throw mismatch("a string or null", token)
        }
    }

    /// Reads a string and decodes it.
    @_lifetime(self: copy self)
    public mutating func readString() throws(FormatError) -> String {
        string(try readText())
    }

    /// Reads a string and decodes it, or `null`.
    @_lifetime(self: copy self)
    public mutating func readStringOrNull() throws(FormatError) -> String? {
        guard let text = try readTextOrNull() else { return nil }
        return string(text)
    }

    /// Reads a 64-bit integer exactly.
    @_lifetime(self: copy self)
    public mutating func readInt64() throws(FormatError) -> Int64 {
        let token = try nextToken()
        guard case .number(let number) = token else { throw mismatch("an integer", token) }
        return try int64(number)
    }

    /// Reads a 64-bit integer exactly, or `null`.
    @_lifetime(self: copy self)
    public mutating func readInt64OrNull() throws(FormatError) -> Int64? {
        switch try nextToken() {
        case .number(let number): return try int64(number)
        case .null: return nil
        case let token: throw mismatch("an integer or null", token)
        }
    }

    /// Reads a boolean.
    @_lifetime(self: copy self)
    public mutating func readBool() throws(FormatError) -> Bool {
        let token = try nextToken()
        guard case .boolean(let value) = token else { throw mismatch("a boolean", token) }
        return value
    }

    /// Reads a boolean, or `null`.
    @_lifetime(self: copy self)
    public mutating func readBoolOrNull() throws(FormatError) -> Bool? {
        switch try nextToken() {
        case .boolean(let value): return value
        case .null: return nil
        case let token: throw mismatch("a boolean or null", token)
        }
    }

    /// Reads the next value, of any kind and depth, and drops it; its grammar is checked all the same.
    @_lifetime(self: copy self)
    public mutating func skipValue() throws(FormatError) {
        let outerDepth = depth
        switch try nextToken() {
        case .beginObject, .beginArray:
            while depth > outerDepth { _ = try nextToken() }
        case .string, .number, .boolean, .null:
            break
        case let token:
            throw mismatch("a value", token)
        }
    }

    /// Reads the rest of the first value and returns the offset just past it.
    @_lifetime(self: copy self)
    public mutating func finish() throws(FormatError) -> Int {
        while try nextToken() != nil {}
        return end ?? offset
    }

    @inline(never)
    private func mismatch(_ expected: String, _ token: JSONToken?) -> FormatError {
        FormatError("expected \(expected), found \(token?.kind ?? "the end of the value")", at: tokenOffset)
    }
}
