/// The contents of a snapshot's `zeebe.metadata` (partition-data §8.5).
public struct SnapshotMetadata: Equatable, Sendable {
    /// Name of the file.
    public static let fileName = "zeebe.metadata"

    /// Stands for a position that is not known: Java's `Long.MAX_VALUE`.
    public static let unknownPosition = Int64.max

    /// Version of the file's form, 1 in all releases; nil when absent.
    public let version: Int64?

    /// Position of the last command that was processed when the snapshot was started; the id's third part.
    public let processedPosition: Int64

    /// Lowest position of all exporters; the id's fourth part.
    public let exportedPosition: Int64

    /// Highest position written by processing when the snapshot was complete; ``unknownPosition`` when absent.
    public let lastFollowupEventPosition: Int64

    /// Highest position of all exporters (newest releases); nil when absent or null.
    public let maxExportedPosition: Int64?

    /// Whether the snapshot was made for a new partition; false when absent. 8.8.0 calls it `isBootstrap`, later releases
    /// `bootstrap`.
    public let isBootstrap: Bool

    /// Reads the file's JSON object.
    ///
    /// Unknown keys and bytes behind the object are ignored; the last of several equal keys counts; null counts as absent.
    ///
    /// - Throws: `FormatError` when it is no JSON object, lacks the processed or the exported position, or a known key has a
    ///   value of another type or beyond 64 bits.
    public init(_ bytes: RawSpan) throws(FormatError) {
        var parser = JSONPullParser(bytes)
        var version: Int64?
        var processedPosition: Int64?
        var exportedPosition: Int64?
        var lastFollowupEventPosition: Int64?
        var maxExportedPosition: Int64?
        var isBootstrap: Bool?
        try parser.beginObject()
        while let key = try parser.nextKey() {
            if parser.equals(key, "version") {
                version = try parser.readInt64OrNull()
            } else if parser.equals(key, "processedPosition") {
                processedPosition = try parser.readInt64OrNull()
            } else if parser.equals(key, "exportedPosition") {
                exportedPosition = try parser.readInt64OrNull()
            } else if parser.equals(key, "lastFollowupEventPosition") {
                lastFollowupEventPosition = try parser.readInt64OrNull()
            } else if parser.equals(key, "maxExportedPosition") {
                maxExportedPosition = try parser.readInt64OrNull()
            } else if parser.equals(key, "bootstrap") || parser.equals(key, "isBootstrap") {
                isBootstrap = try parser.readBoolOrNull()
            } else {
                try parser.skipValue()
            }
        }
        guard let processedPosition else { throw Self.missing("processedPosition") }
        guard let exportedPosition else { throw Self.missing("exportedPosition") }
        self.version = version
        self.processedPosition = processedPosition
        self.exportedPosition = exportedPosition
        self.lastFollowupEventPosition = lastFollowupEventPosition ?? Self.unknownPosition
        self.maxExportedPosition = maxExportedPosition
        self.isBootstrap = isBootstrap ?? false
    }

    private static func missing(_ key: StaticString) -> FormatError {
        FormatError("expected a key '\(key)', found none", at: 0)
    }
}
