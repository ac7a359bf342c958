/// The properties in a process's variables: `ZEEBE_BROKER_DATA_BACKUP_S3_BUCKETNAME` is `zeebe.broker.data.backup.s3.bucketName`.
///
/// A variable does not tell a dot from a dash or from nothing, so each is held against the properties that there can be.
enum EnvironmentProperties {
    /// Returns those of `names` that are set.
    static func read(_ variables: [String: String], names: [PropertyName]) -> PropertySet {
        var byText: [String: [(name: String, value: String)]] = [:]
        for (name, value) in variables {
            byText[uniform(name), default: []].append((name, value))
        }
        var set = PropertySet()
        for name in names {
            // Of several spellings the first by name, so that the answer is always the same.
            guard let found = byText[name.parts.joined()]?.min(by: { $0.name < $1.name }) else { continue }
            set.set(name, Property(.text(found.value), at: "variable \(found.name)"))
        }
        return set
    }

    private static func uniform(_ name: String) -> String {
        name.lowercased().filter { $0 != "_" && $0 != "." && $0 != "-" }
    }
}
