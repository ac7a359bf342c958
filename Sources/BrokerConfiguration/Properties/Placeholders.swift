/// Spring's placeholders `${NAME}` and `${NAME:default}` in values, filled in from variables.
struct Placeholders {
    private let variables: [String: String]

    /// Deepest nesting of placeholders in defaults.
    private static let depthLimit = 8

    init(_ variables: [String: String]) {
        self.variables = variables
    }

    /// Returns the text with its placeholders filled in.
    ///
    /// - Returns: `nil`, with the name, when a variable is not set and there is no default.
    func resolve(_ text: String) -> Result<String, Missing> {
        resolve(text, depth: 0)
    }

    /// Says which variable is not set.
    struct Missing: Error, Equatable {
        let name: String
    }

    private func resolve(_ text: String, depth: Int) -> Result<String, Missing> {
        var resolved = ""
        var rest = Substring(text)
        while let start = rest.range(ofText: "${") {
            resolved += rest[..<start.lowerBound]
            guard depth < Self.depthLimit, let end = Self.end(of: rest[start.upperBound...]) else {
                return .success(resolved + rest)
            }
            let inner = rest[start.upperBound..<end]
            rest = rest[rest.index(after: end)...]
            let colon = inner.firstIndex(of: ":")
            let name = String(colon.map { inner[..<$0] } ?? inner)
            if let value = variables[name] {
                resolved += value
            } else if let colon {
                switch resolve(String(inner[inner.index(after: colon)...]), depth: depth + 1) {
                case .success(let value): resolved += value
                case .failure(let missing): return .failure(missing)
                }
            } else {
                return .failure(Missing(name: name))
            }
        }
        return .success(resolved + rest)
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
