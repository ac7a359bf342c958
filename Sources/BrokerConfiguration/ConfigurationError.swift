internal import SafeText

/// Says why a broker's configuration does not name a store. It never holds a value that may be a secret.
public struct ConfigurationError: Error, Equatable, Sendable, CustomStringConvertible {
    /// What is wrong, where, and what to do.
    public let description: String

    /// Creates an error.
    public init(_ description: String) {
        self.description = description
    }

    /// Creates an error of a property.
    init(_ property: Property, _ problem: String) {
        self.init("\(property.origin): \(problem)")
    }
}
