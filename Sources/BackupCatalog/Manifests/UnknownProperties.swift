internal import SafeText
internal import ZeebeFormat

/// Collects the properties of a document that its reader does not know, and skips their values.
struct UnknownProperties {
    /// The most properties that are named; a hostile document can hold millions.
    static let limit = 10

    /// Paths such as `descriptor.futureField`, each once.
    private(set) var paths: [String] = []

    /// Notes a property and skips its value.
    mutating func skip(
        _ json: inout JSONPullParser,
        _ key: JSONText,
        in parent: String?
    ) throws(FormatError) {
        if paths.count < Self.limit {
            let name = PrintableText.form(of: json.string(key))
            let path = parent.map { "\($0).\(name)" } ?? name
            if !paths.contains(path) { paths.append(path) }
        }
        try json.skipValue()
    }
}
