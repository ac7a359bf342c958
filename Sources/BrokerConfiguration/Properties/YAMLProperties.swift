internal import CYAML
internal import SafeText

/// The properties in an `application.yaml`: nested mappings, keys with dots, several documents (libyaml reads the text).
enum YAMLProperties {
    /// The most bytes of a configuration that are read.
    static let maximumByteCount = 4 * 1024 * 1024
    /// The deepest nesting that is followed.
    static let depthLimit = 64

    /// Reads the properties of all documents that apply. Of one name the last document's counts, as in Spring.
    ///
    /// - Parameters:
    ///   - file: Name of the file, printable, for messages.
    ///   - variables: The profiles that are active (`SPRING_PROFILES_ACTIVE`).
    /// - Throws: `ConfigurationError` when the text is no YAML, nested too deep, or for profiles that nobody named.
    static func read(
        _ bytes: [UInt8],
        file: String,
        variables: [String: String]
    ) throws(ConfigurationError) -> PropertySet {
        guard bytes.count <= maximumByteCount else {
            throw ConfigurationError("\(file) has \(bytes.count) bytes, more than a configuration can need")
        }
        var reader = YAMLReader(file: file)
        try unsafe bytes.withUnsafeBufferPointer { (buffer) throws(ConfigurationError) in
            try unsafe reader.read(buffer)
        }
        var profiles = Profiles(variables, file: file)
        var all = PropertySet()
        for document in reader.documents where try profiles.apply(to: document) { all.set(document) }
        return all
    }
}

/// Walks the events of a YAML text.
private struct YAMLReader {
    let file: String
    private(set) var documents: [PropertySet] = []

    private var document = PropertySet()
    /// Where the walk is: in each mapping the key whose value is being read, in each list the place.
    private var levels: [Level] = []

    private enum Level {
        case mapping(key: String?)
        case sequence(index: Int)
    }

    init(file: String) {
        self.file = file
    }

    mutating func read(_ buffer: UnsafeBufferPointer<UInt8>) throws(ConfigurationError) {
        var parser = unsafe yaml_parser_t()
        guard unsafe yaml_parser_initialize(&parser) == 1 else { throw ConfigurationError("\(file): no memory") }
        defer { unsafe yaml_parser_delete(&parser) }
        unsafe yaml_parser_set_input_string(&parser, buffer.baseAddress, buffer.count)
        while true {
            var event = unsafe yaml_event_t()
            guard unsafe yaml_parser_parse(&parser, &event) == 1 else { throw unsafe problem(parser) }
            defer { unsafe yaml_event_delete(&event) }
            if unsafe event.type == YAML_STREAM_END_EVENT { return }
            try unsafe take(event)
        }
    }

    private func problem(_ parser: yaml_parser_t) -> ConfigurationError {
        let text = unsafe parser.problem.map { unsafe String(cString: $0) } ?? "it cannot be read"
        let line = unsafe Int(clamping: parser.problem_mark.line) + 1
        return ConfigurationError("\(file), line \(line): not YAML: \(PrintableText.form(of: text))")
    }

    private mutating func take(_ event: yaml_event_t) throws(ConfigurationError) {
        let line = unsafe Int(clamping: event.start_mark.line) + 1
        switch unsafe event.type {
        case YAML_DOCUMENT_START_EVENT:
            document = PropertySet()
            levels = []
        case YAML_DOCUMENT_END_EVENT: documents.append(document)
        case YAML_MAPPING_START_EVENT: try enter(.mapping(key: nil), line)
        case YAML_SEQUENCE_START_EVENT: try enter(.sequence(index: 0), line)
        case YAML_MAPPING_END_EVENT, YAML_SEQUENCE_END_EVENT:
            if !levels.isEmpty { levels.removeLast() }
            finishValue()
        case YAML_SCALAR_EVENT: unsafe takeScalar(event.data.scalar, line)
        case YAML_ALIAS_EVENT: try takeAlias(line)
        default: break
        }
    }

    private mutating func enter(_ level: Level, _ line: Int) throws(ConfigurationError) {
        guard levels.count < YAMLProperties.depthLimit else {
            throw ConfigurationError("\(file), line \(line): nested too deep")
        }
        levels.append(level)
    }

    private typealias Scalar = yaml_event_s.__Unnamed_union_data.__Unnamed_struct_scalar

    private mutating func takeScalar(_ scalar: Scalar, _ line: Int) {
        let bytes = unsafe UnsafeBufferPointer(start: scalar.value, count: Int(clamping: scalar.length))
        let text = unsafe String(decoding: bytes, as: UTF8.self)
        if case .mapping(key: nil) = levels.last {
            levels[levels.count - 1] = .mapping(key: text)
            return
        }
        guard !levels.isEmpty else { return }
        if let merged = mergedPath {
            document.set(PropertyName(merged), Property(.alias, at: place(line)))
        } else {
            // Nothing takes the place of something, as an empty text does.
            let isNull =
                unsafe scalar.style == YAML_PLAIN_SCALAR_STYLE && ["~", "null", "Null", "NULL"].contains(text)
            let isAmbiguous = unsafe scalar.style == YAML_PLAIN_SCALAR_STYLE && PlainNumber.isChanged(text)
            let value: Property.Value = isAmbiguous ? .ambiguous : .text(isNull ? "" : text)
            document.set(PropertyName(path), Property(value, at: place(line)))
        }
        finishValue()
    }

    /// Aliases could make a small text large; what needs one says so.
    private mutating func takeAlias(_ line: Int) throws(ConfigurationError) {
        if case .mapping(key: nil) = levels.last {
            throw ConfigurationError("\(file), line \(line): an alias as a key is not read")
        }
        guard !levels.isEmpty else { return }
        document.set(PropertyName(mergedPath ?? path), Property(.alias, at: place(line)))
        finishValue()
    }

    /// The mapping into which the value is merged (`<<`), with whatever that brings; `nil` where it is not.
    private var mergedPath: String? {
        let parts = keys
        return parts.firstIndex(of: "<<").map { parts[..<$0].joined(separator: ".") }
    }

    private mutating func finishValue() {
        switch levels.last {
        case .mapping: levels[levels.count - 1] = .mapping(key: nil)
        case .sequence(let index): levels[levels.count - 1] = .sequence(index: index + 1)
        case nil: break
        }
    }

    private var keys: [String] {
        levels.compactMap { level in
            switch level {
            case .mapping(let key): key
            case .sequence(let index): "[\(index)]"
            }
        }
    }

    /// The name of the value that is being read.
    private var path: String { keys.joined(separator: ".") }

    private func place(_ line: Int) -> String { "\(file), line \(line): \(PrintableText.form(of: path))" }
}
