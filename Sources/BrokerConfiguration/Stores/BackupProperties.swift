internal import SafeText

/// The properties of a broker's backup store, from whichever family they are set in.
///
/// Camunda 8.9 and later name them `camunda.data.primary-storage.backup`, 8.8 `camunda.data.backup`, and all releases know
/// `zeebe.broker.data.backup`. One value in two families must be the same, as for the broker itself.
struct BackupProperties {
    /// The families, the newest first.
    static let families = [
        PropertyName("camunda.data.primary-storage.backup"), PropertyName("camunda.data.backup"),
        PropertyName("zeebe.broker.data.backup"),
    ]

    /// The properties that are read.
    static let known = [
        "store", "s3.bucketName", "s3.basePath", "s3.endpoint", "s3.region", "s3.accessKey", "s3.secretKey",
        "s3.forcePathStyleAccess", "s3.ssecKey", "s3.compression", "gcs.bucketName", "gcs.basePath", "gcs.host",
        "gcs.auth",
        "azure.endpoint", "azure.accountName", "azure.accountKey", "azure.connectionString", "azure.basePath",
        "azure.containerName", "azure.sasToken.type", "azure.sasToken.value", "filesystem.basePath",
    ]

    private static let secrets: Set<String> = [
        "s3.accessKey", "s3.secretKey", "s3.ssecKey", "azure.accountKey", "azure.connectionString",
        "azure.sasToken.value",
    ]

    /// All full names, for variables.
    static var fullNames: [PropertyName] { families.flatMap { family in known.map { family.appending($0) } } }

    private let set: PropertySet
    private let placeholders: Placeholders
    private(set) var facts: [BackupStoreSettings.Fact] = []

    init(_ set: PropertySet, _ variables: [String: String]) {
        self.set = set
        placeholders = Placeholders(variables, set)
    }

    /// The value of a property; `nil` when it is not set, or empty.
    mutating func value(_ name: String) throws(ConfigurationError) -> String? {
        var found: [(text: String, origin: String)] = []
        for family in Self.families {
            if let text = try text(family.appending(name)) { found.append(text) }
        }
        guard let first = found.first else { return nil }
        for other in found.dropFirst() where !Self.isSame(first.text, other.text, name) {
            throw ConfigurationError(
                "two values of \(name), in \(first.origin) and in \(other.origin): which one counts depends on the broker's"
                    + " release; keep one"
            )
        }
        let isSecret = Self.secrets.contains(name)
        facts.append(
            BackupStoreSettings.Fact(
                name: name,
                value: isSecret ? "(secret)" : PrintableText.form(of: first.text),
                origin: first.origin
            )
        )
        return first.text
    }

    /// The text of one property with its placeholders filled in; `nil` when it is not set, or empty.
    private func text(_ name: PropertyName) throws(ConfigurationError) -> (text: String, origin: String)? {
        if let alias = set.alias(above: name) {
            throw ConfigurationError(
                alias,
                "a YAML alias or merge, which zbaudit does not follow: write the values out"
            )
        }
        guard let property = set[name] else { return nil }
        guard case .text(let raw) = property.value else {
            throw ConfigurationError(property, "a number that Spring would change; put it in quotes")
        }
        do throws(Placeholders.Failure) {
            let text = try placeholders.resolve(raw)
            return text.isEmpty ? nil : (text, property.origin)
        } catch {
            switch error {
            case .missing(let variable):
                throw ConfigurationError(property, "the variable \(PrintableText.form(of: variable)) is not set")
            case .notFollowed(let name):
                throw ConfigurationError(property, "\(PrintableText.form(of: name)) leads nowhere")
            }
        }
    }

    /// Whether two values mean the same: words are read in small and capital letters alike, names are not.
    private static func isSame(_ first: String, _ other: String, _ name: String) -> Bool {
        words.contains(name) ? first.lowercased() == other.lowercased() : first == other
    }

    private static let words: Set<String> = ["store", "s3.forcePathStyleAccess", "gcs.auth", "azure.sasToken.type"]

    /// The value of a property that must be set.
    mutating func required(_ name: String, _ why: String) throws(ConfigurationError) -> String {
        guard let value = try value(name) else {
            throw ConfigurationError("\(name) is not set: \(why)")
        }
        return value
    }

    /// The value of a property that is `true` or `false`.
    mutating func flag(_ name: String) throws(ConfigurationError) -> Bool? {
        guard let text = try value(name) else { return nil }
        switch text.lowercased() {
        case "true", "on", "yes", "1": return true
        case "false", "off", "no", "0": return false
        default: throw ConfigurationError("\(name) is \(PrintableText.form(of: text)), expected true or false")
        }
    }
}
