/// Spring's placeholders `${NAME}` and `${NAME:default}` in values: filled in from the environment, by the name or by the
/// variable that Spring takes for it, then from other properties, then from the default.
struct Placeholders {
    private let variables: [String: String]
    private let properties: PropertySet

    /// Deepest nesting of placeholders, in defaults and through other properties.
    private static let depthLimit = 8

    init(_ variables: [String: String], _ properties: PropertySet = PropertySet()) {
        self.variables = variables
        self.properties = properties
    }

    /// Says what cannot be filled in.
    enum Failure: Error, Equatable {
        /// Nothing has this name, and there is no default.
        case missing(String)
        /// It leads to a YAML alias, or in circles.
        case notFollowed(String)
    }

    /// Returns the text with its placeholders filled in.
    func resolve(_ text: String) throws(Failure) -> String {
        try resolve(text, depth: 0)
    }

    private func resolve(_ text: String, depth: Int) throws(Failure) -> String {
        var resolved = ""
        var rest = Substring(text)
        while let start = rest.range(ofText: "${") {
            resolved += rest[..<start.lowerBound]
            guard let end = Self.end(of: rest[start.upperBound...]) else { return resolved + rest }
            let inner = rest[start.upperBound..<end]
            guard depth < Self.depthLimit else { throw .notFollowed(String(inner)) }
            rest = rest[rest.index(after: end)...]
            let colon = inner.firstIndex(of: ":")
            let name = String(colon.map { inner[..<$0] } ?? inner)
            if let value = try value(of: name, depth: depth) {
                resolved += value
            } else if let colon {
                resolved += try resolve(String(inner[inner.index(after: colon)...]), depth: depth + 1)
            } else {
                throw .missing(name)
            }
        }
        return resolved + rest
    }

    private func value(of name: String, depth: Int) throws(Failure) -> String? {
        for spelling in Self.spellings(of: name) {
            if let value = variables[spelling] { return try resolve(value, depth: depth + 1) }
        }
        let property = PropertyName(name)
        if properties.alias(above: property) != nil { throw .notFollowed(name) }
        guard case .text(let text)? = properties[property]?.value else { return nil }
        return try resolve(text, depth: depth + 1)
    }

    /// The variables that stand for a name: `my.some-bucket` is `MY_SOMEBUCKET` or `MY_SOME_BUCKET`.
    private static func spellings(of name: String) -> [String] {
        func spelled(_ dash: String) -> String {
            name.map { $0 == "." ? "_" : $0 == "-" ? dash : String($0) }.joined()
        }
        return [name, spelled(""), spelled("_"), spelled("").uppercased(), spelled("_").uppercased()]
    }

    /// The brace that closes a placeholder, those in its default counted.
    private static func end(of text: Substring) -> Substring.Index? {
        var depth = 0
        for index in text.indices {
            switch text[index] {
            case "{": depth += 1
            case "}":
                if depth == 0 { return index }
                depth -= 1
            default: break
            }
        }
        return nil
    }
}

extension Substring {
    /// The first place of a short text.
    fileprivate func range(ofText text: String) -> Range<Index>? {
        var start = startIndex
        while start < endIndex {
            if self[start...].hasPrefix(text) { return start..<index(start, offsetBy: text.count) }
            start = index(after: start)
        }
        return nil
    }
}
