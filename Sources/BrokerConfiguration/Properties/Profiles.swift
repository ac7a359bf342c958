internal import SafeText

/// The profiles of Spring that are active, and which documents of a file apply by them.
///
/// A document that may name another store than the rest is never passed over in silence: where its condition is not
/// understood, or nothing says which profiles are active, the file is refused.
struct Profiles {
    private let file: String
    private let variables: [String: String]
    private var active: Set<String>
    private var isNamed: Bool

    private static let names = PropertyName("spring.profiles.active")
    private static let conditions = [
        PropertyName("spring.config.activate.on-profile"), PropertyName("spring.profiles"),
    ]
    private static let otherConditions = [PropertyName("spring.config.activate.on-cloud-platform")]

    init(_ variables: [String: String], file: String) {
        let text = variables["SPRING_PROFILES_ACTIVE"]
        self.file = file
        self.variables = variables
        isNamed = text != nil
        active = Self.list(text ?? "")
    }

    /// Whether a document applies. Documents come in the order of the file: one without a condition may name the profiles
    /// that are active.
    ///
    /// - Throws: `ConfigurationError` when that matters and is not known.
    mutating func apply(to document: PropertySet) throws(ConfigurationError) -> Bool {
        let matters = BackupProperties.families.contains { document.contains(below: $0) }
        if matters, let name = Self.otherConditions.first(where: { document.contains(below: $0) }) {
            throw refusal("a document of it names a backup store, on a condition that is not understood: \(name)")
        }
        guard let conditions = try texts(document, Self.conditions, matters) else { return false }
        guard conditions.isEmpty else { return try isFulfilled(conditions, matters) }
        let named = try texts(document, [Self.names], false) ?? []
        if !named.isEmpty, variables["SPRING_PROFILES_ACTIVE"] == nil {
            active = Set(named.flatMap(Self.list))
            isNamed = true
        }
        return true
    }

    /// Whether one of the conditions holds: a name, or several of which one is enough; `!name` for a profile that is not
    /// active.
    private func isFulfilled(_ conditions: [String], _ matters: Bool) throws(ConfigurationError) -> Bool {
        let shown = PrintableText.form(of: conditions.joined(separator: ", "))
        if conditions.contains(where: { $0.contains { "&()".contains($0) } }) {
            guard matters else { return false }
            throw refusal(
                "a document of it names a backup store, for profiles in a form that is not understood: \(shown)"
            )
        }
        let profiles = active.isEmpty ? ["default"] : active
        let applies = conditions.flatMap { $0.split { $0 == "," || $0 == "|" } }.contains { part in
            let name = Self.trimmed(part)
            return name.hasPrefix("!") ? !profiles.contains(Self.trimmed(name.dropFirst())) : profiles.contains(name)
        }
        if matters, !isNamed {
            throw refusal(
                "a document of it names a backup store for the profile \(shown); set SPRING_PROFILES_ACTIVE to the broker's"
                    + " profiles, or to nothing where it has none"
            )
        }
        return applies
    }

    private func refusal(_ text: String) -> ConfigurationError { ConfigurationError("\(file): \(text)") }

    /// The texts of properties, which may be lists; `nil` when one cannot be had and that does not matter.
    private func texts(
        _ document: PropertySet,
        _ names: [PropertyName],
        _ matters: Bool
    ) throws(ConfigurationError) -> [String]? {
        var texts: [String] = []
        for name in names {
            var found = document[name].map { [$0] } ?? []
            while let next = document[name.appending("[\(found.count - (document[name] == nil ? 0 : 1))]")] {
                found.append(next)
            }
            for property in found {
                do throws(Placeholders.Failure) {
                    guard case .text(let text) = property.value else { throw .notFollowed(name.description) }
                    texts.append(try Placeholders(variables).resolve(text))
                } catch {
                    guard matters else { return nil }
                    throw ConfigurationError(
                        property,
                        "a document with a backup store depends on it, and it cannot be read"
                    )
                }
            }
        }
        return texts
    }

    private static func list(_ text: String) -> Set<String> {
        Set(text.split(separator: ",").map { trimmed($0) }.filter { !$0.isEmpty })
    }

    private static func trimmed(_ text: some StringProtocol) -> String {
        var rest = Substring(text)
        while rest.first?.isWhitespace == true { rest.removeFirst() }
        while rest.last?.isWhitespace == true { rest.removeLast() }
        return String(rest)
    }
}
