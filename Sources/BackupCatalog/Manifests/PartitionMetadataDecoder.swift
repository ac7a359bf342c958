public import BackupModel
internal import SafeText
public import ZeebeFormat

/// Decodes `metadata/<partition>/metadata.json` (store-layout §10.1).
///
/// Bytes behind the document are ignored, as Zeebe ignores them. Properties that are not known are collected: Zeebe's
/// reader refuses the file for them.
public struct PartitionMetadataDecoder {
    /// The most bytes that are read: about 200 bytes a checkpoint, for 300,000 checkpoints.
    public static let maximumByteCount = 64 * 1024 * 1024

    private var unknown = UnknownProperties()

    private init() {}

    /// Decodes metadata from all bytes of the file.
    ///
    /// - Throws: `FormatError` when the bytes are no JSON, a required property is missing or a value has another type.
    public static func decode(_ bytes: RawSpan) throws(FormatError) -> PartitionMetadata {
        var decoder = PartitionMetadataDecoder()
        var json = JSONPullParser(bytes)
        return try decoder.read(&json)
    }

    private mutating func read(_ json: inout JSONPullParser) throws(FormatError) -> PartitionMetadata {
        var partitionID: Int32?
        var lastUpdated: Timestamp?
        var checkpoints: [PartitionMetadata.Checkpoint]?
        var ranges: [PartitionMetadata.Range]?
        try json.beginObject()
        while let key = try json.nextKey() {
            if json.equals(key, "version") {
                _ = try json.readInt32OrNull()
            } else if json.equals(key, "partitionId") {
                partitionID = try json.readInt32OrNull()
            } else if json.equals(key, "lastUpdated") {
                lastUpdated = try json.readTimestampOrNull()
            } else if json.equals(key, "checkpoints") {
                checkpoints = try readCheckpoints(&json)
            } else if json.equals(key, "ranges") {
                ranges = try readRanges(&json)
            } else {
                try unknown.skip(&json, key, in: nil)
            }
        }
        let end = try json.finish()
        guard let partitionID else { throw missing("partitionId", at: end) }
        guard let lastUpdated else { throw missing("lastUpdated", at: end) }
        guard let checkpoints else { throw missing("checkpoints", at: end) }
        guard let ranges else { throw missing("ranges", at: end) }
        return PartitionMetadata(
            partitionID: partitionID,
            lastUpdated: lastUpdated,
            checkpoints: checkpoints,
            ranges: ranges,
            unknownProperties: unknown.paths
        )
    }

    private mutating func readCheckpoints(
        _ json: inout JSONPullParser
    ) throws(FormatError) -> [PartitionMetadata.Checkpoint]? {
        guard try json.beginArrayOrNull() else { return nil }
        var checkpoints: [PartitionMetadata.Checkpoint] = []
        while json.nextElement() {
            var id: Int64?
            var position: Int64?
            var timestamp: Timestamp?
            var type: CheckpointType?
            var firstLogPosition: Int64?
            try json.beginObject()
            while let key = try json.nextKey() {
                if json.equals(key, "checkpointId") {
                    id = try json.readIntegerOrNull()
                } else if json.equals(key, "checkpointPosition") {
                    position = try json.readIntegerOrNull()
                } else if json.equals(key, "checkpointTimestamp") {
                    timestamp = try json.readTimestampOrNull()
                } else if json.equals(key, "checkpointType") {
                    type = try json.readCheckpointTypeOrNull()
                } else if json.equals(key, "firstLogPosition") {
                    firstLogPosition = try json.readIntegerOrNull()
                } else if json.equals(key, "numberOfPartitions") || json.equals(key, "brokerVersion") {
                    // Newer builds keep these two as well (partition-data §10.2).
                    try json.skipValue()
                } else {
                    try unknown.skip(&json, key, in: "checkpoints[]")
                }
            }
            guard let id else { throw missing("checkpoints[].checkpointId", at: json.tokenOffset) }
            guard let position else { throw missing("checkpoints[].checkpointPosition", at: json.tokenOffset) }
            guard let timestamp else { throw missing("checkpoints[].checkpointTimestamp", at: json.tokenOffset) }
            guard let type else { throw missing("checkpoints[].checkpointType", at: json.tokenOffset) }
            checkpoints.append(
                PartitionMetadata.Checkpoint(
                    checkpointID: id,
                    checkpointPosition: position,
                    checkpointTimestamp: timestamp,
                    checkpointType: type,
                    firstLogPosition: firstLogPosition.flatMap { $0 > 0 ? $0 : nil }
                )
            )
        }
        return checkpoints
    }

    private mutating func readRanges(_ json: inout JSONPullParser) throws(FormatError) -> [PartitionMetadata.Range]? {
        guard try json.beginArrayOrNull() else { return nil }
        var ranges: [PartitionMetadata.Range] = []
        while json.nextElement() {
            var start: Int64?
            var end: Int64?
            try json.beginObject()
            while let key = try json.nextKey() {
                if json.equals(key, "start") {
                    start = try json.readIntegerOrNull()
                } else if json.equals(key, "end") {
                    end = try json.readIntegerOrNull()
                } else {
                    try unknown.skip(&json, key, in: "ranges[]")
                }
            }
            guard let start else { throw missing("ranges[].start", at: json.tokenOffset) }
            guard let end else { throw missing("ranges[].end", at: json.tokenOffset) }
            ranges.append(PartitionMetadata.Range(start: start, end: end))
        }
        return ranges
    }

    private func missing(_ property: String, at offset: Int) -> FormatError {
        FormatError("the property \(property) is missing", at: offset)
    }
}
