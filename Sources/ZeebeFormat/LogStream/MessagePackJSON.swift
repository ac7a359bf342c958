/// A MessagePack value that can be written as JSON: one whole value, every byte of which has been proved.
///
/// JSON has fewer kinds of values. These are written in a form of their own:
///
/// - binary data: a string in base64;
/// - a value of an extension type: an object `{"extensionType":-1,"base64":"…"}`;
/// - a number that is not finite: one of the strings `NaN`, `Infinity` and `-Infinity`;
/// - a key that is no string: a string of what a value would be, an extension's without its type.
///
/// Integers keep all their 64 bits; a key that a map holds twice is written twice. The size of the text is bounded by
/// that of the value: six bytes for each byte of a string at most, and some fifty for any other value, besides
/// indentation.
public struct MessagePackJSON: ~Escapable {
    private let bytes: RawSpan
    private let maximumValues: Int

    /// Proves that `bytes` are one MessagePack value and nothing else; no byte at all stands for no value.
    ///
    /// - Throws: `FormatError`, with an offset in `bytes`, when they are no MessagePack, end inside the value or go on
    ///   behind it, nest deeper than `MessagePackReader.maximumDepth`, or hold more than `maximumValues` values, a
    ///   string that is not UTF-8, or a map with a container as key.
    @_lifetime(copy bytes)
    public init(
        _ bytes: RawSpan,
        maximumValues: Int = MessagePackReader.defaultMaximumValues
    ) throws(FormatError) {
        self.bytes = bytes
        self.maximumValues = maximumValues
        var events = MessagePackEvents(bytes, maximumValues: maximumValues)
        while try events.next() != nil {}
    }

    /// Writes the value; `null` where there is none.
    public func write(to writer: inout JSONWriter) {
        guard bytes.byteCount > 0 else { return writer.null() }
        var events = MessagePackEvents(bytes, maximumValues: maximumValues)
        // Nothing is thrown: the same steps were taken before.
        while let event = try? events.next() {
            switch event {
            case .begin(isMap: true): writer.beginObject()
            case .begin(isMap: false): writer.beginArray()
            case .end(isMap: true): writer.endObject()
            case .end(isMap: false): writer.endArray()
            case .key(let token): writer.key(keyText(token))
            case .scalar(let token): write(token, to: &writer)
            }
        }
    }

    private func write(_ token: MessagePackToken, to writer: inout JSONWriter) {
        switch token {
        case .null: writer.null()
        case .boolean(let value): writer.value(value)
        case .integer(let value): writer.value(value)
        case .unsignedInteger(let value): writer.value(value)
        case .float(let value): value.isFinite ? writer.value(value) : writer.value(Self.name(ofNonFinite: value))
        case .string(let range): writer.value(text(range))
        case .binary(let range): writer.value(base64(bytes.extracting(range)))
        case .extension(let type, let range):
            writer.beginObject()
            writer.member("extensionType", Int(type))
            writer.member("base64", base64(bytes.extracting(range)))
            writer.endObject()
        // Containers come as events of their own.
        case .array, .map: break
        }
    }

    private func keyText(_ token: MessagePackToken) -> String {
        switch token {
        case .null: "null"
        case .boolean(let value): String(value)
        case .integer(let value): String(value)
        case .unsignedInteger(let value): String(value)
        case .float(let value): value.isFinite ? value.description : Self.name(ofNonFinite: value)
        case .string(let range): text(range)
        case .binary(let range), .extension(_, let range): base64(bytes.extracting(range))
        case .array, .map: ""
        }
    }

    private func text(_ range: Range<Int>) -> String {
        unsafe bytes.extracting(range).withUnsafeBytes { unsafe String(decoding: $0, as: UTF8.self) }
    }

    private static func name(ofNonFinite value: Double) -> String {
        value.isNaN ? "NaN" : value < 0 ? "-Infinity" : "Infinity"
    }
}
