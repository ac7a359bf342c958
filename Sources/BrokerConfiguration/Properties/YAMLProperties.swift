internal import CYAML
internal import SafeText

/// The properties in an `application.yaml`: nested mappings, keys with dots, several documents (libyaml reads the text).
enum YAMLProperties {
    /// The most bytes of a configuration that are read.
    static let maximumByteCount = 4 * 1024 * 1024
    /// The deepest nesting that is followed.
    private static let depthLimit = 64

    /// Reads the properties of all documents that apply without a profile.
    ///
    /// - Parameters:
    ///   - file: Name of the file, for messages.
    ///   - variables: Values for placeholders.
    /// - Throws: `ConfigurationError` when the text is no YAML, or nested too deep.
    static func read(
        _ bytes: [UInt8],
        file: String,
        variables: [String: String]
    ) throws(ConfigurationError) -> PropertySet {
        guard bytes.count <= maximumByteCount else {
            throw ConfigurationError("\(file) has \(bytes.count) bytes, more than a configuration can need")
        }
        var reader = YAMLReader(file: file, placeholders: Placeholders(variables))
        try unsafe bytes.withUnsafeBufferPointer { (buffer) throws(ConfigurationError) in
            try unsafe reader.read(buffer)
        }
        return reader.properties
    }

    /// Walks the events of a text.
    private struct YAMLReader {
        let file: String
        let placeholders: Placeholders
        var properties = PropertySet()

        private var document = PropertySet()
        private var documentNames: [PropertyName] = []
        /// Where the walk is: a mapping that expects a key or has one, or a list.
        private enum Level {
            case mapping(key: String?)
            case sequence(count: Int)
        }
        private var levels: [Level] = []

        init(file: String, placeholders: Placeholders) {
            self.file = file
            self.placeholders = placeholders
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
            return unsafe ConfigurationError("\(file), line \(parser.problem_mark.line + 1): not YAML: \(text)")
        }

        private mutating func take(_ event: yaml_event_t) throws(ConfigurationError) {
            let line = unsafe Int(clamping: event.start_mark.line) + 1
            switch unsafe event.type {
            case YAML_DOCUMENT_START_EVENT:
                document = PropertySet()
                documentNames = []
                levels = []
            case YAML_DOCUMENT_END_EVENT: finishDocument()
            case YAML_MAPPING_START_EVENT: try enter(.mapping(key: nil), line)
            case YAML_SEQUENCE_START_EVENT: try enter(.sequence(count: 0), line)
            case YAML_MAPPING_END_EVENT, YAML_SEQUENCE_END_EVENT:
                if !levels.isEmpty { levels.removeLast() }
                finishValue()
            case YAML_SCALAR_EVENT:
                let scalar = unsafe event.data.scalar
                let text = unsafe String(
                    decoding: UnsafeBufferPointer(start: scalar.value, count: Int(clamping: scalar.length)),
                    as: UTF8.self
                )
                let isNull =
                    unsafe scalar.style == YAML_PLAIN_SCALAR_STYLE && ["", "~", "null", "Null", "NULL"].contains(text)
                try takeScalar(isNull ? nil : text, line)
            case YAML_ALIAS_EVENT:
                try takeAlias(line)
            default: break
            }
        }

        private mutating func enter(_ level: Level, _ line: Int) throws(ConfigurationError) {
            guard levels.count < depthLimit else { throw ConfigurationError("\(file), line \(line): nested too deep") }
            levels.append(level)
        }

        private mutating func takeScalar(_ text: String?, _ line: Int) throws(ConfigurationError) {
            if case .mapping(key: nil) = levels.last {
                levels[levels.count - 1] = .mapping(key: text ?? "")
                return
            }
            if let text, let name = currentName {
                switch placeholders.resolve(text) {
                case .success(let value):
                    let place = PrintableText.form(of: keys.joined(separator: "."))
                    document.set(name, Property(value: value, origin: "\(file), line \(line): \(place)"))
                    documentNames.append(name)
                case .failure(let missing):
                    // Only a property that is used needs its variable: others may be of parts that do not matter here.
                    document.set(
                        name,
                        Property(
                            value: Self.unresolved + missing.name,
                            origin: "\(file), line \(line): \(PrintableText.form(of: keys.joined(separator: ".")))"
                        )
                    )
                    documentNames.append(name)
                }
            }
            finishValue()
        }

        /// Aliases could make a small text large, and nobody writes them into such a file.
        private mutating func takeAlias(_ line: Int) throws(ConfigurationError) {
            if case .mapping(key: nil) = levels.last {
                throw ConfigurationError("\(file), line \(line): an alias as a key is not read")
            }
            finishValue()
        }

        private mutating func finishValue() {
            switch levels.last {
            case .mapping: levels[levels.count - 1] = .mapping(key: nil)
            case .sequence(let count): levels[levels.count - 1] = .sequence(count: count + 1)
            case nil: break
            }
        }

        private var keys: [String] {
            levels.compactMap { level in
                switch level {
                case .mapping(let key): key
                case .sequence(let count): "[\(count)]"
                }
            }
        }

        private var currentName: PropertyName? {
            levels.isEmpty ? nil : PropertyName(keys.joined(separator: "."))
        }

        private var depthLimit: Int { YAMLProperties.depthLimit }

        /// Keeps a document's properties, unless it is for a profile: nothing here says which profiles are active.
        private mutating func finishDocument() {
            let profile = PropertyName("spring.config.activate.on-profile")
            guard document[profile] == nil, document[PropertyName("spring.profiles")] == nil else { return }
            for name in documentNames {
                if let property = document[name] { properties.set(name, property) }
            }
        }

        /// What stands in front of the name of a variable that is not set, in the place of a value.
        static let unresolved = "\u{0}unresolved "
    }

    /// The variable that a value needs and that is not set.
    static func missingVariable(of value: String) -> String? {
        value.hasPrefix(YAMLReader.unresolved) ? String(value.dropFirst(YAMLReader.unresolved.count)) : nil
    }
}
