/// The entries by which a state is tied to log, partition and release (partition-data §10.2).
enum StateEntries {
    /// A user key with its value.
    typealias Entry = (userKey: [UInt8], value: [UInt8])

    /// Column families.
    static let `default`: Int64 = 0
    static let key: Int64 = 1
    static let exporter: Int64 = 40
    static let migrations: Int64 = 56
    static let checkpoints: Int64 = 140
    static let backupRanges: Int64 = 141

    /// User keys of entries that there is one of.
    static let lastProcessed = StateKey.text(`default`, "LAST_PROCESSED_EVENT_KEY")
    static let checkpoint = StateKey.text(`default`, "checkpoint")
    static let backup = StateKey.text(`default`, "backup")
    static let latestKey = StateKey.text(key, "latestKey")
    static let migratedBy = StateKey.text(migrations, "migrated-by-version")

    /// User key of the entry of the only exporter.
    static let exporterKey = StateKey.text(exporter, "elasticsearch")

    /// All entries of a state, in any order.
    ///
    /// - Parameter highestCounter: Counter of the highest key that some entry of the state has.
    static func entries(
        of state: SnapshotState,
        highestCounter: Int64,
        partition: Int32,
        version: WriterVersion
    ) -> [Entry] {
        var entries: [Entry] = [
            (lastProcessed, processedPosition(state.positions.processedPosition)),
            (latestKey, generatedKey(StateKey.entity(max(state.keyCounter, highestCounter), of: partition))),
            (exporterKey, exporterPosition(state.positions.exportedPosition)),
            (migratedBy, migratedBy(version.brokerVersion)),
        ]
        if let last = state.lastCheckpoint { entries.append((checkpoint, known(last, version))) }
        guard version.hasContinuousBackups else { return entries }
        if let last = state.lastBackup { entries.append((backup, known(last, version))) }
        entries += state.checkpoints.map { (StateKey.number(checkpoints, $0.checkpointId), listed($0, version)) }
        for range in state.ranges {
            var end = ByteSink()
            end.putBigEndian(range.end)
            entries.append((StateKey.number(backupRanges, range.start), end.bytes))
        }
        return entries
    }

    // MARK: Values

    static func processedPosition(_ position: Int64) -> [UInt8] { map([("lastProcessPosition", position)]) }

    static func generatedKey(_ key: Int64) -> [UInt8] { map([("nextValue", key)]) }

    static func exporterPosition(_ position: Int64) -> [UInt8] {
        var sink = ByteSink()
        sink.putMap(3)
        sink.putString("exporterPosition")
        sink.putInteger(position)
        sink.putString("exporterMetadata")
        let metadata = "{\"recordCountersByValueType\":{\"MESSAGE\":\(max(position, 0)),\"VARIABLE\":12}}"
        sink.putBinaryHeader(metadata.utf8.count)
        sink.put(metadata)
        sink.putString("metadataVersion")
        sink.putInteger(0)
        return sink.bytes
    }

    static func migratedBy(_ version: String) -> [UInt8] {
        var sink = ByteSink()
        sink.putStateText(version)
        return sink.bytes
    }

    /// The value of `checkpoint` and `backup`.
    private static func known(_ checkpoint: PartitionMetadata.Checkpoint, _ version: WriterVersion) -> [UInt8] {
        guard version.hasContinuousBackups else {
            return known(checkpoint.checkpointId, at: checkpoint.checkpointPosition)
        }
        return map(
            [
                ("id", checkpoint.checkpointId), ("position", checkpoint.checkpointPosition),
                ("timestamp", checkpoint.timestamp), ("firstLogPosition", checkpoint.firstLogPosition ?? -1),
            ],
            text: ("type", checkpoint.kind.name)
        )
    }

    /// The same as releases before 8.9 wrote it.
    static func known(_ id: Int64, at position: Int64) -> [UInt8] { map([("id", id), ("position", position)]) }

    /// The value in the column family CHECKPOINTS.
    private static func listed(_ checkpoint: PartitionMetadata.Checkpoint, _ version: WriterVersion) -> [UInt8] {
        map(
            [
                ("checkpointPosition", checkpoint.checkpointPosition), ("checkpointTimestamp", checkpoint.timestamp),
                ("firstLogPosition", checkpoint.firstLogPosition ?? -1),
            ],
            text: ("checkpointType", checkpoint.kind.name)
        )
    }

    private static func map(_ numbers: [(name: String, value: Int64)], text: (name: String, value: String)? = nil)
        -> [UInt8]
    {
        var sink = ByteSink()
        sink.putMap(UInt8(numbers.count + (text == nil ? 0 : 1)))
        for number in numbers {
            sink.putString(number.name)
            sink.putInteger(number.value)
        }
        if let text {
            sink.putString(text.name)
            sink.putString(text.value)
        }
        return sink.bytes
    }
}
