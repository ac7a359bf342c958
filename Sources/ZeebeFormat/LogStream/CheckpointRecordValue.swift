/// The value of a checkpoint record in the log (partition-data §7.2).
public struct CheckpointRecordValue: Equatable, Sendable {
    /// The checkpoint id.
    public let id: Int64

    /// Position of the checkpoint: −1 in the command, the command's own position in the events. Nil when absent.
    public let position: Int64?

    /// Milliseconds since 1970-01-01T00:00:00Z (8.9 and later). Nil when absent.
    public let timestamp: Int64?

    /// `MARKER`, `SCHEDULED_BACKUP`, `MANUAL_BACKUP`, or what a later release adds. Nil when absent.
    public let type: String?

    /// Reads the value's MessagePack map.
    ///
    /// Unknown keys are ignored, and so are bytes behind the map, as in Zeebe. The last of several equal keys counts.
    ///
    /// - Throws: `FormatError` when it is no map, has no `id`, or a known key has a value of another type.
    public init(_ bytes: RawSpan) throws(FormatError) {
        var reader = MessagePackReader(bytes)
        var id: Int64?
        var position: Int64?
        var timestamp: Int64?
        var type: String?
        for _ in 0..<(try reader.readMap()) {
            let key = try reader.readText()
            if reader.equals(key, "id") {
                id = try reader.readInt64()
            } else if reader.equals(key, "position") {
                position = try reader.readInt64()
            } else if reader.equals(key, "timestamp") {
                timestamp = try reader.readInt64()
            } else if reader.equals(key, "type") {
                type = try reader.readString()
            } else {
                try reader.skipValue()
            }
        }
        guard let id else { throw FormatError("expected a key 'id', found none", at: 0) }
        self.id = id
        self.position = position
        self.timestamp = timestamp
        self.type = type
    }
}
