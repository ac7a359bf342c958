/// The name of a property in the one form to which Spring brings all spellings: `backup.s3.bucketName`, `backup.s3.bucket-name`
/// and `backup.s3.bucket_name` are one property, and so is the variable `BACKUP_S3_BUCKETNAME`.
public struct PropertyName: Hashable, Sendable, CustomStringConvertible {
    /// The parts, lower case, letters and digits only.
    public let parts: [String]

    /// Creates a name from its text, with dots between the parts.
    public init(_ text: some StringProtocol) {
        parts = text.split(separator: ".").map { Self.uniform($0) }.filter { !$0.isEmpty }
    }

    init(parts: [String]) {
        self.parts = parts
    }

    /// The parts joined by dots.
    public var description: String { parts.joined(separator: ".") }

    /// Returns the name of a property below this one.
    public func appending(_ text: some StringProtocol) -> PropertyName {
        PropertyName(parts: parts + PropertyName(text).parts)
    }

    /// Returns what follows `prefix`; `nil` when the name does not begin with it.
    func dropping(_ prefix: PropertyName) -> PropertyName? {
        guard parts.starts(with: prefix.parts) else { return nil }
        return PropertyName(parts: Array(parts.dropFirst(prefix.parts.count)))
    }

    private static func uniform(_ part: some StringProtocol) -> String {
        part.lowercased().filter { $0 != "-" && $0 != "_" }
    }
}
