/// A property of a broker's configuration, as it was understood.
public struct ConfiguredProperty: Sendable, Equatable {
    /// Name of the property, without what all of them begin with: `s3.bucketName`.
    public let name: String
    /// Its value, printable; `(secret)` for what is not shown.
    public let value: String
    /// Where it stands: a variable, or a file with its line.
    public let origin: String

    /// Creates a property.
    public init(name: String, value: String, origin: String) {
        self.name = name
        self.value = value
        self.origin = origin
    }
}
