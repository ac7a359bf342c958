/// Writes one JSON value after another into a byte array.
///
/// Members and elements are written in the order of the calls; commas, colons and line breaks come by themselves. A call
/// that JSON has no place for (a key outside of an object, a value without a key inside one, an end without a start) is
/// a mistake of the program and traps.
///
///     var writer = JSONWriter(style: .pretty)
///     writer.object { writer in
///         writer.member("checkpointId", 1_708_726_400_000 as Int64)
///         writer.key("partitions")
///         writer.array { $0.value("1"); $0.null() }
///     }
public struct JSONWriter: Sendable {
    /// How the text is laid out.
    public enum Style: Sendable {
        /// On one line, without white space.
        case compact
        /// One member or element per line, indented by two spaces per level.
        case pretty
    }

    /// What has been written so far: UTF-8, complete only when every container is closed.
    public private(set) var bytes: [UInt8] = []

    private let style: Style
    private var containers: [Container] = []
    private var isAfterKey = false

    private struct Container {
        let isObject: Bool
        var isEmpty = true
    }

    /// Creates a writer with nothing written.
    public init(style: Style = .compact) {
        self.style = style
    }

    /// Number of containers that are open.
    public var depth: Int { containers.count }

    /// Removes what has been written so far and returns it, so that long output can leave in pieces.
    public mutating func takeBytes() -> [UInt8] {
        let taken = bytes
        bytes.removeAll(keepingCapacity: true)
        return taken
    }

    /// Ends the line behind a complete value: the end of a document, or of one value of JSON Lines.
    public mutating func endLine() {
        precondition(containers.isEmpty && !isAfterKey, "a line ends behind a complete value only")
        bytes.append(UInt8(ascii: "\n"))
    }

    // MARK: - Containers

    /// Writes an object with the members that `body` writes.
    public mutating func object<E>(_ body: (inout JSONWriter) throws(E) -> Void) throws(E) {
        beginObject()
        try body(&self)
        endObject()
    }

    /// Writes an array with the elements that `body` writes.
    public mutating func array<E>(_ body: (inout JSONWriter) throws(E) -> Void) throws(E) {
        beginArray()
        try body(&self)
        endArray()
    }

    /// Opens an object.
    public mutating func beginObject() {
        open("{", isObject: true)
    }

    /// Closes the innermost container, which must be an object.
    public mutating func endObject() {
        close("}", isObject: true)
    }

    /// Opens an array.
    public mutating func beginArray() {
        open("[", isObject: false)
    }

    /// Closes the innermost container, which must be an array.
    public mutating func endArray() {
        close("]", isObject: false)
    }

    /// Writes the key of the member whose value comes next.
    public mutating func key(_ key: String) {
        precondition(containers.last?.isObject == true && !isAfterKey, "a key has no place here")
        separate()
        appendQuoted(key)
        bytes.append(UInt8(ascii: ":"))
        if style == .pretty { bytes.append(UInt8(ascii: " ")) }
        isAfterKey = true
    }

    // MARK: - Values

    /// Writes a string.
    public mutating func value(_ value: String) {
        prepareValue()
        appendQuoted(value)
    }

    /// Writes an integer.
    public mutating func value(_ value: Int64) {
        appendScalar(String(value))
    }

    /// Writes an integer.
    public mutating func value(_ value: UInt64) {
        appendScalar(String(value))
    }

    /// Writes an integer.
    public mutating func value(_ value: Int) {
        appendScalar(String(value))
    }

    /// Writes a boolean.
    public mutating func value(_ value: Bool) {
        appendScalar(value ? "true" : "false")
    }

    /// Writes a number with as many digits as it takes to read the same value back; `null` when it is not finite.
    public mutating func value(_ value: Double) {
        appendScalar(value.isFinite ? value.description : "null")
    }

    /// Writes `null`.
    public mutating func null() {
        appendScalar("null")
    }

    // MARK: - Members

    /// Writes a member with a string; `null` for nil.
    public mutating func member(_ name: String, _ value: String?) {
        key(name)
        if let value { self.value(value) } else { null() }
    }

    /// Writes a member with an integer; `null` for nil.
    public mutating func member(_ name: String, _ value: Int64?) {
        key(name)
        if let value { self.value(value) } else { null() }
    }

    /// Writes a member with an integer; `null` for nil.
    public mutating func member(_ name: String, _ value: UInt64?) {
        key(name)
        if let value { self.value(value) } else { null() }
    }

    /// Writes a member with an integer; `null` for nil.
    public mutating func member(_ name: String, _ value: Int?) {
        key(name)
        if let value { self.value(value) } else { null() }
    }

    /// Writes a member with a boolean; `null` for nil.
    public mutating func member(_ name: String, _ value: Bool?) {
        key(name)
        if let value { self.value(value) } else { null() }
    }

    /// Writes a member with a number; `null` for nil and when it is not finite.
    public mutating func member(_ name: String, _ value: Double?) {
        key(name)
        if let value { self.value(value) } else { null() }
    }

    // MARK: - Layout

    private mutating func open(_ bracket: Unicode.Scalar, isObject: Bool) {
        prepareValue()
        bytes.append(UInt8(ascii: bracket))
        containers.append(Container(isObject: isObject))
    }

    private mutating func close(_ bracket: Unicode.Scalar, isObject: Bool) {
        precondition(containers.last?.isObject == isObject && !isAfterKey, "no such container is open")
        let isEmpty = containers.removeLast().isEmpty
        if !isEmpty { breakLine() }
        bytes.append(UInt8(ascii: bracket))
    }

    private mutating func appendScalar(_ text: String) {
        prepareValue()
        bytes.append(contentsOf: text.utf8)
    }

    private mutating func prepareValue() {
        if isAfterKey {
            isAfterKey = false
        } else {
            precondition(containers.last?.isObject != true, "a value inside an object needs a key")
            separate()
        }
    }

    private mutating func separate() {
        guard let last = containers.indices.last else { return }
        if !containers[last].isEmpty { bytes.append(UInt8(ascii: ",")) }
        containers[last].isEmpty = false
        breakLine()
    }

    private mutating func breakLine() {
        guard style == .pretty else { return }
        bytes.append(UInt8(ascii: "\n"))
        bytes.append(contentsOf: repeatElement(UInt8(ascii: " "), count: containers.count * 2))
    }

    // MARK: - Text

    private mutating func appendQuoted(_ text: String) {
        bytes.append(UInt8(ascii: "\""))
        defer { bytes.append(UInt8(ascii: "\"")) }
        if appendPlain(text) { return }
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": bytes.append(contentsOf: #"\""#.utf8)
            case "\\": bytes.append(contentsOf: #"\\"#.utf8)
            case "\n": bytes.append(contentsOf: #"\n"#.utf8)
            case "\r": bytes.append(contentsOf: #"\r"#.utf8)
            case "\t": bytes.append(contentsOf: #"\t"#.utf8)
            // JSON asks for the first range only; DEL and the C1 controls would reach a terminal as commands.
            case "\u{00}"..<"\u{20}", "\u{7F}"..<"\u{A0}": appendEscaped(UInt8(truncatingIfNeeded: scalar.value))
            case "\u{20}"..<"\u{7F}": bytes.append(UInt8(truncatingIfNeeded: scalar.value))
            default: bytes.append(contentsOf: scalar.utf8)
            }
        }
    }

    /// Appends a text that needs no escape, as most do; false when it may need one.
    private mutating func appendPlain(_ text: String) -> Bool {
        var text = text
        return text.withUTF8 { text in
            let isPlain = unsafe text.allSatisfy { byte in
                (0x20..<0x7F).contains(byte) && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\")
            }
            if isPlain { unsafe bytes.append(contentsOf: text) }
            return isPlain
        }
    }

    private mutating func appendEscaped(_ byte: UInt8) {
        bytes.append(contentsOf: #"\u00"#.utf8)
        let digits = String(byte, radix: 16)
        if byte < 0x10 { bytes.append(UInt8(ascii: "0")) }
        bytes.append(contentsOf: digits.utf8)
    }
}
