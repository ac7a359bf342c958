/// The profiles of Spring that are active, and which documents of a file apply by them.
struct Profiles {
    private var active: Set<String>
    private let isSetByVariable: Bool

    private static let names = PropertyName("spring.profiles.active")
    private static let conditions = [
        PropertyName("spring.config.activate.on-profile"), PropertyName("spring.profiles"),
    ]

    init(_ variables: [String: String]) {
        let text = variables["SPRING_PROFILES_ACTIVE"]
        isSetByVariable = text != nil
        active = Self.list(text ?? "")
    }

    /// Whether a document applies. Documents come in the order of the file: one without a condition may name the profiles
    /// that are active.
    mutating func apply(to document: PropertySet) -> Bool {
        let conditions = Self.conditions.flatMap { Self.texts(document, $0) }
        guard conditions.isEmpty else { return conditions.contains { isFulfilled($0) } }
        let named = Self.texts(document, Self.names)
        if !named.isEmpty, !isSetByVariable { active = Set(named.flatMap(Self.list)) }
        return true
    }

    /// Whether a condition holds: a name, or several of which one is enough; `!name` for a profile that is not active.
    private func isFulfilled(_ condition: String) -> Bool {
        condition.split { $0 == "," || $0 == "|" }.contains { part in
            let name = Self.trimmed(part)
            return name.hasPrefix("!") ? !active.contains(Self.trimmed(name.dropFirst())) : active.contains(name)
        }
    }

    /// The texts of a property, which may be a list.
    private static func texts(_ document: PropertySet, _ name: PropertyName) -> [String] {
        var texts: [String] = []
        if case .text(let text)? = document[name]?.value { texts.append(text) }
        var index = 0
        while case .text(let text)? = document[name.appending("[\(index)]")]?.value {
            texts.append(text)
            index += 1
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
