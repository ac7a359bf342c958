/// The name of a property in the one form to which Spring brings all spellings: `backup.s3.bucketName`, `backup.s3.bucket-name`
/// and `backup.s3.bucket_name` are one property, and so is the variable `BACKUP_S3_BUCKETNAME`.
struct PropertyName: Hashable, Sendable, CustomStringConvertible {
    /// The parts, lower case, letters and digits only.
    let parts: [String]

    /// Creates a name from its text, with dots between the parts.
    init(_ text: some StringProtocol) {
        parts = text.split(separator: ".").map { Self.uniform($0) }.filter { !$0.isEmpty }
    }

    init(parts: [String]) {
        self.parts = parts
    }

    /// The parts joined by dots.
    var description: String { parts.joined(separator: ".") }

    /// Returns the name of a property below this one.
    func appending(_ text: some StringProtocol) -> PropertyName {
        PropertyName(parts: parts + PropertyName(text).parts)
    }

    private static func uniform(_ part: some StringProtocol) -> String {
        part.lowercased().filter { $0 != "-" && $0 != "_" }
    }
}
