/// One value of a configuration, with the place it comes from.
struct Property: Sendable, Equatable {
    /// The value, which may be a secret: only `BackupStoreSettings.facts` decides what is shown of it.
    let value: Value
    /// Where it stands, printable: `application.yaml, line 12: camunda.data.primary-storage.backup.store`.
    let origin: String

    /// A value, or why there is none.
    enum Value: Sendable, Equatable {
        /// The text, as it stands: with its placeholders.
        case text(String)
        /// It is a YAML alias, which is not followed.
        case alias
        /// It is a number in a form that Spring would change: `010` becomes `8`.
        case ambiguous
    }

    init(_ value: Value, at origin: String) {
        self.value = value
        self.origin = origin
    }
}

/// The properties of a configuration, whatever files and variables they come from.
struct PropertySet: Sendable {
    private var properties: [PropertyName: Property] = [:]

    /// Puts a property in, in the place of one of the same name.
    mutating func set(_ name: PropertyName, _ property: Property) {
        properties[name] = property
    }

    /// Puts all properties of another set in, in the place of those of the same names.
    mutating func set(_ other: PropertySet) {
        properties.merge(other.properties) { _, new in new }
    }

    subscript(_ name: PropertyName) -> Property? { properties[name] }

    /// Whether there is a property of this name or below it.
    func contains(below prefix: PropertyName) -> Bool {
        properties.keys.contains { $0.parts.starts(with: prefix.parts) }
    }

    /// A property that stands in the place of everything below it, this name among that; `nil` when there is none.
    func alias(above name: PropertyName) -> Property? {
        for count in 0...name.parts.count {
            let above = PropertyName(parts: Array(name.parts.prefix(count)))
            if let property = properties[above], property.value == .alias { return property }
        }
        return nil
    }
}
