internal import Cryptography
internal import SafeText

/// One value of a configuration, with the place it comes from.
public struct Property: Sendable, Equatable {
    /// The value, with placeholders resolved. It may be a secret: never print it but by `BackupStoreSettings.facts`.
    let value: String
    /// Where it stands, printable: `application.yaml, line 12: camunda.data.primary-storage.backup.store`.
    let origin: String
}

/// The properties of a configuration, whatever files and variables they come from.
public struct PropertySet: Sendable {
    private var properties: [PropertyName: Property] = [:]

    /// Creates an empty set.
    public init() {}

    /// Whether there is no property.
    public var isEmpty: Bool { properties.isEmpty }

    /// Puts a property in, in the place of one of the same name.
    mutating func set(_ name: PropertyName, _ property: Property) {
        properties[name] = property
    }

    subscript(_ name: PropertyName) -> Property? { properties[name] }

    /// Names and values below a name, by name.
    func below(_ prefix: PropertyName) -> [(name: PropertyName, property: Property)] {
        properties.compactMap { name, property in name.dropping(prefix).map { ($0, property) } }
            .sorted { $0.0.description < $1.0.description }
    }
}
